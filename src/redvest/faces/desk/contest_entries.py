"""Entries of a contest at the desk: listed, one with what is done about it, what is alike, and a class sent in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.contests import ON, shown_contest
from redvest.faces.desk.forms.contest import ClassFields, ReasonFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.shared.contest_page import entry_state, picture_answer, waits_for_guardian
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.contest_class import enter_class
from redvest.honour.actions.contest_entry import set_aside_entry, take_entry_back_in
from redvest.honour.actions.contest_hint import look_for_likeness, see_hint
from redvest.honour.actions.contest_result import show_work, take_work_down, unchoose_work
from redvest.honour.choices import LIVE_ENTRIES, ContestState, EntryState
from redvest.honour.models import Contest
from redvest.honour.queries.contest import contest_in_charge, schools
from redvest.honour.queries.contest_entry import (
    entries_listed,
    entry_in_charge,
    hints_about,
    hints_of,
    picture_in,
    pictures_of,
)
from redvest.honour.queries.contest_private import author_masked
from redvest.registry.policy import Standing

SIZE = 50


def _picks() -> list[tuple[str, str]]:
    return [
        ("", _("全部")), ("entered", _("已投稿")), ("waiting", _("等家长同意")), ("alike", _("有雷同提示")),
        ("chosen", _("入选")), ("published", _("已展示")), ("set-aside", _("不参评")), ("withdrawn", _("已撤回")),
    ]  # fmt: skip


@never_cache
@require_safe
@staff
def entries(request: HouseRequest, key: UUID) -> HttpResponse:
    """``list=`` a state, ``group=``, ``q=`` a number, title, school or class. By number, which says nothing of time."""
    contest = contest_in_charge(request.standing, key)
    asked = {name: request.GET.get(name, "") for name in ("list", "group")}
    text = asked_text(request)
    rows = entries_listed(contest, only=asked["list"], group=asked["group"], text=text)
    found, pager = paged(request, rows, keys=("number", "id"), size=SIZE)
    context = {
        "contest": contest,
        "rows": [(each, entry_state(each), author_masked(each)) for each in found],
        "pager": pager,
        "asked": asked,
        "text": text,
        "picks": _picks(),
        "groups": [each.name for each in contest.group_list],
        "narrowed": bool(text or asked["list"] or asked["group"]),
    }
    return show(request, "desk/contest_entries.html", context, on=ON)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def entry(request: HouseRequest, key: UUID) -> HttpResponse:
    """``verb``: ``aside`` with a reason, ``back``, ``show``, ``down`` or ``unchoose``."""
    by = request.standing
    found = entry_in_charge(by, key)
    form = ReasonFields(request.POST if request.POST.get("verb") == "aside" else None)
    if request.method == "POST":
        verb = which(request, "aside", "back", "show", "down", "unchoose")
        if verb != "aside" or form.is_valid():
            with refusal_told(request):
                messages.success(request, _act(by, key, verb, form))
            return redirect("desk:contest-entry", key=key)
    running = found.contest.state in (ContestState.OPEN, ContestState.JUDGING, ContestState.PUBLISHED)
    chosen = found.state == EntryState.EXCELLENT
    context = {
        "entry": found,
        "contest": found.contest,
        "state": entry_state(found),
        "name": author_masked(found),
        "waiting": waits_for_guardian(found),
        "pictures": list(found.pictures.order_by("place")),
        "hints": [(each, each.second if each.first_id == key else each.first) for each in hints_about(found)],
        "asideable": running and found.state in LIVE_ENTRIES and found.state != EntryState.SET_ASIDE,
        "backable": running and found.state == EntryState.SET_ASIDE,
        "showable": chosen and found.contest.state in (ContestState.JUDGING, ContestState.PUBLISHED),
        "unchooseable": found.contest.state == ContestState.JUDGING
        and found.state in (EntryState.EXCELLENT, EntryState.PUBLISHED),
        "form": form,
    }
    failed = form.is_bound and form.errors
    return show(request, "desk/contest_entry.html", context, on=ON, status=422 if failed else 200)


def _act(by: Standing, key: UUID, verb: str, form: ReasonFields) -> str:
    at = clock.now()
    if verb == "aside":
        set_aside_entry(by=by, key=key, reason=form.cleaned_data["reason"], at=at)
        return _("这件作品不参评了，投稿的人会收到消息。")
    steps: dict[str, Any] = {
        "back": (take_entry_back_in, _("又参评了，投稿的人会收到消息。")),
        "show": (show_work, _("可以展示，结果公布以后大家看得到。")),
        "down": (take_work_down, _("不展示了。")),
        "unchoose": (unchoose_work, _("不再是入选作品。")),
    }
    action, said = steps[verb]
    action(by=by, key=key, at=at)
    return str(said)


@never_cache
@require_safe
@staff
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """One picture of an entry, for who runs its contest."""
    found = picture_in(entry_in_charge(request.standing, key), picture)
    return picture_answer(found, whole="whole" in request.GET)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def hints(request: HouseRequest, key: UUID) -> HttpResponse:
    """What is alike and nobody has looked at. A POST looks anew (``look``), or leaves a pair as it is (``seen``)."""
    by = request.standing
    contest = contest_in_charge(by, key)
    if request.method == "POST":
        with refusal_told(request):
            messages.success(request, _hinted(request, contest))
        return redirect("desk:contest-hints", key=key)
    found, pager = paged(request, hints_of(contest), keys=("-percent", "-id"), size=20)
    pictures = pictures_of([entry for each in found for entry in (each.first, each.second)])
    context = {
        "contest": contest,
        "rows": [
            (
                each,
                [
                    (entry, author_masked(entry), pictures.get(entry.pk, []))
                    for entry in (each.first, each.second)
                ],
            )
            for each in found
        ],
        "pager": pager,
    }
    return show(request, "desk/contest_hints.html", context, on=ON)


def _hinted(request: HouseRequest, contest: Contest) -> str:
    at = clock.now()
    if which(request, "look", "seen") == "look":
        found = look_for_likeness(by=request.standing, key=contest.pk, at=at)
        return _("比对好了，新找到 %(n)d 对。") % {"n": found} if found else _("比对好了，没有新的。")
    see_hint(by=request.standing, key=key_typed(request.POST.get("hint", "")) or UUID(int=0), at=at)
    return _("记下了，这一对不再提示。")


@never_cache
@sensitive_post_parameters("rows")
@require_http_methods(["GET", "POST"])
@staff
def send_class(request: HouseRequest, key: UUID) -> HttpResponse:
    """A teacher, or who runs the contest, sends in a class; each parent gets a text."""
    by = request.standing
    contest = shown_contest(by, key)
    sent = request.method == "POST"
    form = ClassFields(
        request.POST if sent else None,
        request.FILES if sent else None,
        contest=contest,
        schools=list(schools(by)),
    )
    if sent and form.is_valid():
        try:
            made = enter_class(
                by=by, contest_id=key, rows=form.to_rows(), key=form.cleaned_data["key"], at=clock.now()
            )
        except ValidationError as fault:
            form.add_error("pictures", fault)
        except DomainError as fault:
            if fault.status in (403, 404):
                raise
            blame(form, fault, {"too-many-class-rows": "rows", "contest-not-open": ""})
        else:
            messages.success(
                request, _("投了 %(n)d 件，已经发消息请家长同意，同意了作品才能展示。") % {"n": len(made)}
            )
            return redirect("site:my-contests")
    failed = form.is_bound and form.errors
    context = {"contest": contest, "form": form}
    return show(request, "desk/contest_class.html", context, on=ON, status=422 if failed else 200)
