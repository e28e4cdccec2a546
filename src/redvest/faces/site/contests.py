"""Contests for everybody: which there are, one call, sending a work in, the works on show, and the check of a paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.contest_page import contest_state, picture_answer
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.site.for_whom import standing_for
from redvest.faces.site.forms.contest import ME, OTHER_CHILD, EntryFields
from redvest.honour.actions.contest_entry import enter_contest, enter_pupil
from redvest.honour.choices import ContestKind, ContestState
from redvest.honour.models import Contest, ContestEntry
from redvest.honour.queries.contest import (
    contest_shown,
    contests_shown,
    contests_taking,
    takes_entries,
    works_of,
)
from redvest.honour.queries.contest_entry import picture_shown, too_young_to_answer
from redvest.honour.queries.contest_paper import checked_paper
from redvest.honour.queries.contest_private import authors_shown
from redvest.registry.queries.guardian import children_of

SIZE, WORKS = 20, 24


@never_cache
@require_safe
@public
def contests(request: HouseRequest) -> HttpResponse:
    """What takes entries now; ``?list=over``: what is judged or has its result; ``?kind=`` one kind."""
    at, city = clock.now(), request.standing.city
    over = request.GET.get("list") == "over"
    kind = request.GET.get("kind", "")
    rows = (
        contests_shown(city).exclude(pk__in=contests_taking(city, at).values("pk"))
        if over
        else contests_taking(city, at)
    )
    if kind in ContestKind.values:
        rows = rows.filter(kind=kind)
    found, pager = paged(
        request, rows, keys=("-enter_until", "-id") if over else ("enter_until", "id"), size=SIZE
    )
    context = {
        "tab": "find",
        "rows": [(each, contest_state(each, at)) for each in found],
        "pager": pager,
        "over": over,
        "kind": kind,
        "kinds": ContestKind.choices,
    }
    return render(request, "site/contests.html", context)


@never_cache
@require_safe
@public
def contest(request: HouseRequest, key: UUID) -> HttpResponse:
    """The call, its days, how a work is used, and the way to send one in."""
    at = clock.now()
    found = contest_shown(request.standing.city, key)
    context = {
        "tab": "find",
        "contest": found,
        "state": contest_state(found, at),
        "taking": takes_entries(found, at),
        "groups": found.group_list,
        "works": works_of(found).count() if found.state == ContestState.PUBLISHED else 0,
    }
    return render(request, "site/contest.html", context)


@never_cache
@sensitive_post_parameters("name", "words")
@require_http_methods(["GET", "POST"])
@members
def enter(request: HouseRequest, key: UUID) -> HttpResponse:
    """The form, for oneself, a child on the register, or a child that is not."""
    by, at = request.standing, clock.now()
    found = contest_shown(by.city, key)
    children = [(str(each.pk), each.name) for each in children_of(by, at)]
    sent = request.method == "POST"
    form = EntryFields(
        request.POST if sent else None, request.FILES if sent else None, contest=found, children=children,
        me=by.name if by.volunteer_id else "", grown=not too_young_to_answer(by, at),
    )  # fmt: skip
    if sent and form.is_valid():
        entry = _entered(request, found, form)
        if entry is not None:
            if entry.minor and entry.guardian_agreed_at is None:
                messages.success(request, _("收到了。已经发消息请家长同意，同意了作品才能展示。"))
            else:
                messages.success(request, _("收到了，作品号 %(n)d。") % {"n": entry.number})
            return redirect("site:my-contest", key=entry.pk)
    context = {"tab": "find", "contest": found, "form": form, "taking": takes_entries(found, at)}
    return render(request, "site/contest_enter.html", context, status=422 if form.errors else 200)


def _entered(request: HouseRequest, found: Contest, form: EntryFields) -> ContestEntry | None:
    by, at, who = request.standing, clock.now(), form.cleaned_data["who"]
    given: dict[str, Any] = {
        "contest_id": found.pk, "form": form.to_form(), "pictures": form.photos(), "key": form.sending_key, "at": at,
    }  # fmt: skip
    try:
        if who == OTHER_CHILD:
            return enter_pupil(by=by, pupil=form.to_pupil(), own_child=True, **given)
        return enter_contest(by=standing_for(by, "" if who == ME else who, at), **given)
    except DomainError as fault:
        if fault.status in (401, 403, 404) and fault.code != "only-pupils":
            raise
        form.blame(fault)
    return None


@never_cache
@require_safe
@public
def works(request: HouseRequest, key: UUID) -> HttpResponse:
    """What was chosen and may be shown; a name only by consent."""
    found = contest_shown(request.standing.city, key)
    rows, pager = paged(request, works_of(found), keys=("published_at", "id"), size=WORKS)
    names = authors_shown(rows, clock.day_of(clock.now()))
    context = {
        "tab": "find",
        "contest": found,
        "rows": [(each, names.get(each.pk, ""), list(each.pictures.all())) for each in rows],
        "pager": pager,
    }
    return render(request, "site/contest_works.html", context)


@require_safe
@public
def picture(request: HouseRequest, key: UUID) -> HttpResponse:
    """A picture of a work on show; ``?whole``: as it was sent in."""
    return picture_answer(picture_shown(request.standing.city, key), whole="whole" in request.GET)


@never_cache
@require_safe
@public
def paper(request: HouseRequest, number: str = "") -> HttpResponse:
    """Whether a paper of having taken part holds; ``?number=`` as typed."""
    typed = number or asked_text(request, "number", 40)
    context: dict[str, Any] = {"tab": "certificates", "typed": typed}
    status = 200
    if typed:
        try:
            context["found"] = checked_paper(typed, clock.day_of(clock.now()))
        except DomainError as fault:
            context["fault"], status = fault.message, fault.status
    return render(request, "site/contest_paper.html", context, status=status)
