"""Who comes to an activity: places held and the waiting list in order, on the screen and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pressed import pressed
from redvest.faces.shared.told import refusal_told
from redvest.registry.queries.guardian import phone_tails_of
from redvest.registry.queries.sharing import is_minor
from redvest.registry.rules.age import age_on
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.volunteer_number import grouped
from redvest.service import policy
from redvest.service.actions.application import answer_application
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import LIVE_SIGNUPS, SignUpState
from redvest.service.models import SignUp
from redvest.service.queries import signup as signups

IN_LINE = (SignUpState.OFFERED, SignUpState.APPLIED, SignUpState.WAITING)
KINDS = {SignUpState.CONFIRMED: "ok", SignUpState.SERVED: "ok", SignUpState.ABSENT: "bad"}


@never_cache
@require_safe
@staff
def roster(request: HouseRequest, key: UUID) -> HttpResponse:
    """Names in full for who leads it, masked for who only watches; ``print=1`` is a sheet to sign on."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    rows = list(signups.roster(found))
    leads = policy.may_lead(by, found)
    on_paper = request.GET.get("print") == "1"
    context = {
        **activity_head(by, found, at, tab="roster"),
        "holding": people((row for row in rows if row.state not in IN_LINE), at),
        "waiting": people((row for row in rows if row.state in IN_LINE), at),
        "line": _line_words(rows),
        "named": leads,
        "may_ask": leads,
        "may_remove": leads and any(_may_go(row, at) for row in rows),
        "blanks": range(3),
    }
    everybody = [*context["holding"], *context["waiting"]]
    _mark_minors(everybody, rows, leads)
    if not leads:
        for row in everybody:
            row["name"] = mask_name(row["name"])
    return show(
        request, "desk/roster_sheet.html" if on_paper else "desk/roster.html", context, on="activities"
    )


def _mark_minors(lines: list[dict[str, Any]], rows: list[SignUp], leads: bool) -> None:
    """A leader has to know who is a child, and whose guardian to call; who only watches reads that it is one."""
    minors = {row.pk: row for row in rows if is_minor(row.volunteer, row.period.lower)}
    tails = phone_tails_of({row.volunteer_id for row in minors.values()}) if leads else {}
    for line in lines:
        row = minors.get(line["signup"])
        if row is None:
            continue
        line["minor"] = _("未成年")
        if leads and row.volunteer.birth_on is not None:
            age = age_on(row.volunteer.birth_on, clock.day_of(row.period.lower))
            line["minor"] = _("%(age)d 岁，监护人手机尾号 %(tail)s") % {
                "age": age, "tail": tails.get(row.volunteer_id, "—"),
            }  # fmt: skip


def _may_go(row: SignUp, at: datetime) -> bool:
    """Whether a sign-up can still be taken off the list: until its own shift begins."""
    return row.state in LIVE_SIGNUPS and at < row.period.lower


def _line_words(rows: Iterable[SignUp]) -> str:
    """Who stands behind those who hold a place, counted apart: an applicant or a place held out is no waiting list."""
    counts = Counter(SignUpState(row.state) for row in rows)
    words = (
        (SignUpState.OFFERED, _("等本人答应 %(n)d 人")),
        (SignUpState.APPLIED, _("等你们答复 %(n)d 人")),
        (SignUpState.WAITING, _("候补 %(n)d 人")),
    )
    return _("，").join(said % {"n": counts[state]} for state, said in words if counts[state])


def people(rows: Iterable[SignUp], at: datetime) -> list[dict[str, Any]]:
    """One line for each sign-up, numbered in their order."""
    return [
        {
            "order": order,
            "signup": row.pk,
            "name": row.volunteer.name,
            "number": grouped(row.volunteer.number),
            "tail": row.volunteer.phone_tail,
            "post": row.post.label,
            "state": SignUpState(row.state).label,
            "kind": KINDS.get(SignUpState(row.state), "wait"),
            "applied": row.state == SignUpState.APPLIED,
            "may_go": _may_go(row, at),
            "words": row.words,
            "answer_by": row.answer_by,
        }
        for order, row in enumerate(rows, start=1)
    ]


@require_POST
@staff
def answer(request: HouseRequest, key: UUID, signup: UUID) -> HttpResponse:
    """Answer an application: taken in, or declined in words that the person reads."""
    found = activity_within(request.standing, key)
    if not SignUp.objects.filter(pk=signup, activity=found).exists():
        messages.error(request, _("名单里已经没有这个人了。"))
        return redirect("desk:roster", key=key)
    accept = pressed(request, "accept", "decline")
    with refusal_told(request):
        answer_application(
            by=request.standing, signup_id=signup, accept=accept, words=request.POST.get("words", ""), at=clock.now()
        )  # fmt: skip
        messages.success(request, _("答复发出去了。"))
    return redirect("desk:roster", key=key)


@require_POST
@staff
def remove(request: HouseRequest, key: UUID, signup: UUID) -> HttpResponse:
    """The leader takes somebody off the list; the next in line gets the place."""
    found = activity_within(request.standing, key)
    policy.require_may_lead(request.standing, found)
    if not SignUp.objects.filter(pk=signup, activity=found).exists():
        messages.error(request, _("名单里已经没有这个人了。"))
        return redirect("desk:roster", key=key)
    try:
        cancel_signup(by=request.standing, signup_id=signup, at=clock.now())
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("已经移出名单。有人候补的话，空出来的名额先留给下一位，等本人答应。"))
    return redirect("desk:roster", key=key)
