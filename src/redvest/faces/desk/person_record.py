"""Somebody's record in five parts, for who governs their place or runs an organisation of theirs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.parts import OwnAwardFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.minors import minor_door
from redvest.faces.desk.people import PersonOutOfReach
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.record import record_words
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.body import memberships_of
from redvest.registry.queries.volunteer import people_of
from redvest.service.actions.award import record_own_award
from redvest.service.choices import AwardState
from redvest.service.queries.award import awards_of
from redvest.service.queries.record import may_see_record, record_in_five_parts


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def person_record(request: HouseRequest, key: UUID) -> HttpResponse:
    """The record, numbers hidden. A POST records an award of an organisation that this person runs."""
    by, at = request.standing, clock.now()
    person = people_of(by).filter(pk=key).first()
    if person is None:
        raise PersonOutOfReach
    if not may_see_record(by, person):
        raise NotAllowed
    if (door := minor_door(request, person)) is not None:
        return door
    bodies = _giving(by, person)
    choices = [(str(body.pk), body.name) for body in bodies]
    form = OwnAwardFields(request.POST if request.method == "POST" else None, bodies=choices)
    if request.method == "POST" and form.is_valid():
        body = next(body for body in bodies if str(body.pk) == form.cleaned_data["body"])
        try:
            record_own_award(by=by, body=body, volunteer=person, form=form.to_form(), at=at)
        except DomainError as fault:
            if fault.status in (401, 403):
                raise
            blame(form, fault, {})
        else:
            messages.success(request, _("表彰记好了，本人马上看得到。"))
            return redirect("desk:person-record", key=key)
    awards = list(awards_of(person.pk))
    context = {
        **record_words(record_in_five_parts(person, at)),
        "volunteer": person,
        "form": form,
        "may_award": bool(bodies) and not by.is_self(person.pk),
        "others": [award for award in awards if award.state in (AwardState.VOIDED, AwardState.REFUSED)],
        "voidable": [
            award
            for award in awards
            if award.state == AwardState.RECORDED and _may_void(by, award.body, person)
        ],
    }
    return show(request, "desk/person_record.html", context, on="people", status=422 if form.errors else 200)


def _giving(by: Standing, person: Volunteer) -> list[Body]:
    """The organisations in whose name this one may record an award for the person: run by them, or with the person in."""
    of_person = memberships_of(person).values("body_id")
    rows = Body.objects.filter(Q(pk__in=by.bodies()) | Q(pk__in=of_person), city=by.city).order_by("name")
    return [body for body in rows if by.administers(body.pk, body.region_path)]


def _may_void(by: Standing, body: Body | None, person: Volunteer) -> bool:
    if by.is_self(person.pk):
        return False
    return by.administers(body.pk, body.region_path) if body else by.governs(person.region_path)
