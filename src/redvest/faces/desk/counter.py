"""What is done at a station's counter for somebody who shows papers: a code to their phone, then the form whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.helped import AtStation
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest
from redvest.registry.actions.code import send_code
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Station
from redvest.registry.queries.recovery import stations_to_witness

MOST = 200
F = TypeVar("F", bound=AtStation)


@dataclass(frozen=True, slots=True)
class Counter(Generic[F]):
    """One such form: for what its code is, where each refusal belongs, what is said, and where it leads."""

    form: type[F]
    purpose: CodePurpose
    fields: dict[str, str]
    home: str
    do: Callable[[HouseRequest, F, Station], object]
    show: Callable[[HouseRequest, F, int], HttpResponse]


def serve(request: HouseRequest, counter: Counter[F], *, sent: str, done: str) -> HttpResponse:
    """Show the form, send the code, or do it. Raises NotAllowed for who neither keeps a station nor governs one."""
    by = request.standing
    if not by.regions() and not by.stations():
        raise NotAllowed
    stations = list(stations_to_witness(by)[:MOST])
    if request.method != "POST":
        return counter.show(request, counter.form(stations=stations), 200)
    send = request.POST.get("step") == "send"
    form = counter.form(request.POST, stations=stations, only_phone=send)
    if not form.is_valid():
        return counter.show(request, form, 422)
    try:
        if send:
            phone, ip = form.cleaned_data["phone"], client_address(request)
            send_code(city=by.city, phone=phone, purpose=counter.purpose, at=clock.now(), ip=ip)
            messages.success(request, sent)
            return counter.show(request, counter.form(initial=request.POST.dict(), stations=stations), 200)
        counter.do(
            request, form, next(each for each in stations if str(each.pk) == form.cleaned_data["station"])
        )
    except DomainError as fault:
        if fault.status == 403:
            raise
        blame(form, fault, counter.fields)
        return counter.show(request, form, fault.status)
    messages.success(request, done)
    return redirect(counter.home)
