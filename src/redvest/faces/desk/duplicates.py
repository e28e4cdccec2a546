"""Records that look like one person's: ask to merge, confirm what another asked, take back, or say they are two."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.merge import ask_merge, confirm_merge, say_not_same, undo_merge
from redvest.registry.merge_errors import MergeWrong
from redvest.registry.queries.duplicate import compared, duplicates
from redvest.registry.queries.merge import merges_at_hand
from redvest.registry.queries.setting import rule


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def duplicate_people(request: HouseRequest) -> HttpResponse:
    """The likely pairs, what waits for a second person, and what can still be undone."""
    by, at = request.standing, clock.now()
    if not by.regions():
        raise NotAllowed
    if request.method == "POST":
        return _decide(request)
    days = int(rule("people.merge_undo_days", by.regions()[0], clock.day_of(at)))
    waiting, done = merges_at_hand(by, at - timedelta(days=days))
    found = duplicates(by)
    numbers = [asked_text(request, name, 20) for name in ("one", "other")]
    if any(numbers):
        with refusal_told(request):
            found = [compared(by, *numbers)]
    context = {
        "pairs": [{"pair": pair, "reasons": [_(word) for word in pair.reasons]} for pair in found],
        "numbers": numbers,
        "waiting": [{"merge": row, "mine": row.asked_by_id == by.account_id} for row in waiting],
        "done": done,
        "days": days,
    }
    return show(request, "desk/duplicates.html", context, on="people")


def _decide(request: HouseRequest) -> HttpResponse:
    try:
        messages.success(request, _act(request))
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    return redirect("desk:duplicates")


def _act(request: HouseRequest) -> str:
    """Do what was pressed; returns what to say."""
    by, at, sent = request.standing, clock.now(), request.POST
    verb = sent.get("verb", "")
    if verb == "ask":
        ask_merge(
            by=by, merged_id=_key(sent.get("merged")), survivor_id=_key(sent.get("survivor")),
            reason=sent.get("reason", ""), at=at,
        )  # fmt: skip
        return _("提交了。本人或另一位管理员确认后才合并。")
    if verb == "differ":
        say_not_same(by=by, one_id=_key(sent.get("merged")), other_id=_key(sent.get("survivor")), at=at)
        return _("记下了：不是同一个人，以后不再提示。")
    if verb == "confirm":
        confirm_merge(by=by, merge_id=_key(sent.get("merge")), at=at)
        return _("合并好了，时长一分钟不少。")
    if verb != "undo":
        raise MergeWrong
    undo_merge(by=by, merge_id=_key(sent.get("merge")), at=at)
    return _("撤销了，两份记录和原来一样。")


def _key(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError as fault:
        raise MergeWrong from fault
