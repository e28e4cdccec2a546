"""Registering with a helper: who helps says so first; the person's own phone agrees; nothing typed stays."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.kiosk.identify import to_identify
from redvest.faces.kiosk.screen import Screen, paired, show
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.register_form import CODE_STEPS, PersonForm, send_step
from redvest.registry.actions.helped_register import register_with_helper
from redvest.registry.models import KioskDevice
from redvest.registry.rules.volunteer_number import grouped


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@public
def register(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who helps; then the phone; then the rest; then the number, in large."""
    screen, device = paired(request, key)
    if screen.person is None:
        return (
            to_identify(screen, request.path)
            if request.method == "GET" or not request.POST
            else _too_late(screen)
        )
    if request.method != "POST":
        return _show(request, screen, PersonForm(), "phone")
    step = request.POST.get("step", "")
    return _code(request, screen, device, step) if step in CODE_STEPS else _finish(request, screen, device)


def _too_late(screen: Screen) -> HttpResponse:
    """The helper was away too long: nothing typed is used."""
    return to_identify(screen, f"{screen.home}register/")


def _code(request: HouseRequest, screen: Screen, device: KioskDevice, step: str) -> HttpResponse:
    typed = PersonForm.as_typed(request.POST)
    try:
        send_step(step, request.POST, f"kiosk-{device.pk.hex}")
    except DomainError as fault:
        page = "phone" if step == "send" else "person"
        return _show(request, screen, typed, page, fault=fault.message, status=fault.status)
    return _show(request, screen, typed, "person", minor=step == "guardian")


def _finish(request: HouseRequest, screen: Screen, device: KioskDevice) -> HttpResponse:
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _show(request, screen, form, "person", status=422)
    assert screen.person is not None
    try:
        person = register_with_helper(
            by=screen.person.standing, device=device, phone=form.cleaned_data["phone"], code=form.cleaned_data["code"],
            form=form.as_asked(screen.station.region.pk), at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        return _show(request, screen, form, "person", fault=fault.message, status=fault.status)
    return show(request, screen, "registered", {"person": person, "number": grouped(person.number)})


def _show(
    request: HouseRequest, screen: Screen, form: PersonForm, page: str, *, fault: str = "", minor: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"form": form, "fault": fault, "minor": minor or form.minor}
    return show(request, screen, f"register_{page}", context, status=status)
