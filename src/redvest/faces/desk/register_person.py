"""Registering somebody who stands at the desk: their own phone gets the code, the notice is read out to them.

Without the code nothing is stored: what was typed comes back in the form and is kept nowhere else.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.helped import REGISTER_FIELDS, DeskPersonForm
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.register_form import CODE_STEPS, send_step
from redvest.registry.actions.helped_register import register_at_desk
from redvest.registry.models import Body, Station
from redvest.registry.policy import require_administers
from redvest.registry.queries.station_life import kept_station
from redvest.registry.rules.privacy_notice import version_on
from redvest.registry.rules.volunteer_number import grouped


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@staff
def at_body(request: HouseRequest, key: UUID) -> HttpResponse:
    """At an organisation's desk, by its head or an officer of its place."""
    body = body_within(request.standing, key)
    require_administers(request.standing, body.pk, body.region_path)
    return _page(request, body, body.region_id)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@staff
def at_station(request: HouseRequest, key: UUID) -> HttpResponse:
    """At a station, by its keeper or an officer of its place."""
    station = kept_station(request.standing, key)
    return _page(request, station, station.region_id)


def _page(request: HouseRequest, place: Body | Station, region_code: str) -> HttpResponse:
    joins = isinstance(place, Body)
    if request.method != "POST":
        return _show(request, place, DeskPersonForm(joins=joins))
    step = request.POST.get("step", "finish")
    if step in CODE_STEPS:
        return _send(request, place, step)
    form = DeskPersonForm(request.POST, joins=joins)
    if not form.is_valid():
        return _show(request, place, form, status=422)
    said = form.cleaned_data
    try:
        person = register_at_desk(
            by=request.standing, place=place, phone=said["phone"], code=said["code"], form=form.as_asked(region_code),
            join=said.get("join", False), at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        if fault.status in (403, 404):
            raise
        blame(form, fault, REGISTER_FIELDS)
        return _show(request, place, form, status=fault.status)
    told = _("%(name)s登记好了，志愿者编号 %(number)s。请写给本人；本人用手机号加验证码登录。")
    messages.success(request, told % {"name": person.name, "number": grouped(person.number)})
    return redirect(request.path)


def _send(request: HouseRequest, place: Body | Station, step: str) -> HttpResponse:
    """A code to the person's phone or to the guardian's; nothing else that was typed is looked at."""
    form = DeskPersonForm.as_typed(request.POST, joins=isinstance(place, Body))
    fault, status = "", 200
    try:
        send_step(step, request.POST, client_address(request))
        messages.success(request, _("验证码发出去了，请收到的人念给你。"))
    except DomainError as refused:
        fault, status = refused.message, refused.status
    return _show(request, place, form, fault=fault, minor=step == "guardian", status=status)


def _show(
    request: HouseRequest,
    place: Body | Station,
    form: DeskPersonForm,
    *,
    fault: str = "",
    minor: bool = False,
    status: int = 200,
) -> HttpResponse:
    body = isinstance(place, Body)
    context = {
        "place": place,
        "is_body": body,
        "form": form,
        "fault": fault,
        "minor": minor or form.minor,
        "version": version_on(clock.day_of(clock.now())),
    }
    on = "bodies" if body else "stations"
    return show(request, "desk/register_person.html", context, on=on, status=status)
