"""My rights over my data on one page: what I agreed to, who got it, who looked, and a copy to take along."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.me import CHANGEABLE, own_record
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, Volunteer
from redvest.registry.queries.sharing import looks_at, sharing_of, unmaskings_of
from redvest.service.actions.portability import take_copy

MOST = 50


@never_cache
@require_safe
@volunteers
def rights(request: HouseRequest) -> HttpResponse:
    """Consents with their switch and history, givings, looks."""
    volunteer = own_record(request)
    history = list(Consent.objects.filter(volunteer=volunteer).order_by("-given_at", "-id"))
    context = {
        "tab": "me",
        "switches": [_switch(purpose, history) for purpose in CHANGEABLE],
        "history": history,
        "given": sharing_of(volunteer.pk)[:MOST],
        "looks": _looks(volunteer),
    }
    return render(request, "site/rights.html", context)


def _switch(purpose: ConsentPurpose, history: list[Consent]) -> dict[str, Any]:
    live = any(each.purpose == purpose and each.withdrawn_at is None for each in history)
    return {"purpose": purpose.value, "words": purpose.label, "on": live}


def _looks(volunteer: Volunteer) -> list[dict[str, Any]]:
    opened = [
        {"at": row.at, "by": row.account.name, "why": row.words, "number": False}
        for row in looks_at(volunteer.pk)[:MOST]
    ]
    numbers = [
        {"at": line.at, "by": name, "why": line.reason, "number": True}
        for line, name in unmaskings_of(volunteer.pk, MOST)
    ]
    return sorted([*opened, *numbers], key=lambda row: row["at"], reverse=True)


@never_cache
@require_POST
@volunteers
def my_copy(request: HouseRequest) -> HttpResponse:
    """The zip, made now."""
    data = take_copy(by=request.standing, volunteer=own_record(request), at=clock.now())
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return HttpResponse(data, content_type="application/zip", headers=headers)
