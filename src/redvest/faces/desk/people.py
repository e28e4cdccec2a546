"""People of my place, numbers hidden; one person's page, where a number can be seen for a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.frame import show
from redvest.faces.desk.minors import minor_door
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.words import day_words
from redvest.registry.actions.unmask import HiddenField, unmask
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.body import memberships_of
from redvest.registry.queries.region import full_name
from redvest.registry.queries.suspension import suspensions_of
from redvest.registry.queries.volunteer import own_numbers, people_of, person_rows
from redvest.registry.rules.age import age_on
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.queries.hours import entries_of, minutes_by_grade
from redvest.service.queries.presence import may_print_card
from redvest.service.queries.record import may_see_record

RECENT = 20
KINDS = {
    VolunteerState.ACTIVE: "ok",
    VolunteerState.PENDING_GUARDIAN: "wait",
    VolunteerState.SUSPENDED: "bad",
}


class PersonOutOfReach(NotFound):
    """没有找到这个人，或者他不在你负责的范围里。"""

    code = "person-out-of-reach"


@never_cache
@require_safe
@staff
def people(request: HouseRequest) -> HttpResponse:
    """The list, by name; a search finds names, pinyin, initials, phone tails and numbers."""
    state = asked_text(request, "state")
    state = state if state in VolunteerState.values else ""
    asked = asked_text(request)
    rows = people_of(request.standing, compact(asked), state=state)
    found, pager = paged(request, rows, keys=("pinyin", "id"))
    context = {
        "rows": [
            {"person": row, "kind": KINDS.get(VolunteerState(row.state), "off")} for row in person_rows(found)
        ],
        "pager": pager,
        "asked": asked,
        "state": state,
        "states": VolunteerState.choices,
        "governs": bool(request.standing.regions()),
    }
    return show(request, "desk/people.html", context, on="people")


def compact(text: str) -> str:
    """A volunteer number is printed in groups of four; without the gaps it is one word."""
    digits = "".join(text.split())
    return digits if digits.isdecimal() and len(digits) >= 8 else text


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def person(request: HouseRequest, key: UUID) -> HttpResponse:
    """One person. A POST shows one hidden number, once, and leaves the reason on record."""
    by, at = request.standing, clock.now()
    found = person_within(by, key)
    if (door := minor_door(request, found)) is not None:
        return door
    shown, fault = "", ""
    field = request.POST.get("field", "")
    if request.method == "POST":
        try:
            shown = unmask(by=by, volunteer=found, field=field, reason=request.POST.get("reason", ""), at=at)
        except DomainError as refused:
            if refused.status == 403:
                raise
            fault = refused.message
    today = clock.day_of(at)
    grades = minutes_by_grade(found.pk)
    entries = list(entries_of(found.pk)[:RECENT])
    context = {
        "volunteer": found,
        "number": grouped(found.number),
        "age": age_on(found.birth_on, today) if found.birth_on else None,
        "place": full_name(found.region) if found.region else "",
        "since": day_words(clock.day_of(found.registered_at), today),
        "state": VolunteerState(found.state).label,
        "kind": KINDS.get(VolunteerState(found.state), "off"),
        "real_name": RealNameState(found.real_name_state).label,
        "bodies": [membership.body for membership in memberships_of(found)],
        "grades": grades,
        "total": sum(grades.values()),
        "entries": [{"entry": row, "day": day_words(row.service_on, today)} for row in entries],
        "hidden": _hidden(by, found),
        "may_print_card": may_print_card(by, found),
        "may_see_record": may_see_record(by, found),
        "may_suspend": by.governs(found.region_path) and not by.is_self(found.pk),
        "suspended": found.state == VolunteerState.SUSPENDED,
        "turns": suspensions_of(found.pk) if by.governs(found.region_path) else [],
        "shown": shown,
        "field": field,
        "fault": fault,
        "reason": request.POST.get("reason", "") if fault else "",
    }
    return show(request, "desk/person.html", context, on="people", status=422 if fault else 200)


def person_within(by: Standing, key: UUID) -> Volunteer:
    found = people_of(by).filter(pk=key).first()
    if found is None:
        raise PersonOutOfReach
    return found


def _hidden(by: Standing, found: Volunteer) -> list[dict[str, Any]]:
    """The numbers that exist, masked, each with whether this person may ask to see it."""
    numbers = own_numbers(found)
    governs = by.governs(found.region_path)
    rows = [
        (HiddenField.ID_NUMBER, _("证件号码"), numbers.id_number, governs),
        (HiddenField.PHONE, _("手机号"), numbers.phone, True),
        (HiddenField.GUARDIAN_PHONE, _("监护人手机号"), numbers.guardian_phone, True),
    ]
    return [
        {"field": field.value, "label": label, "masked": masked, "may": may}
        for field, label, masked, may in rows
        if masked
    ]
