"""An organisation's record at the desk: contact, who stands above it, identity mark, brands."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.faces.desk.forms.body_life import FIELDS, fact_forms
from redvest.faces.desk.forms.several import several
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.body_facts import keep_contact, set_mark, set_upper
from redvest.registry.actions.brand import end_brand, register_brand
from redvest.registry.models import Body
from redvest.registry.queries.body_life import brand_of, live_brands


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def facts(request: HouseRequest, key: UUID) -> HttpResponse:
    """A form for each kind of fact; those that only an officer changes are shown to officers."""
    found = body_within(request.standing, key)
    sent = several(request, fact_forms(found))
    if sent.done(partial(_do, request, found), FIELDS):
        messages.success(request, _("记下了。"))
        return redirect("desk:body-facts", key=key)
    context = {
        "body": found,
        "forms": sent.forms,
        "governs": request.standing.governs(found.region_path),
        "may_run": request.standing.administers(found.pk, found.region_path),
        "brands": live_brands(found),
    }
    return show(request, "desk/body_facts.html", context, on="bodies", status=sent.status)


def _do(request: HouseRequest, found: Body, verb: str, typed: dict[str, Any]) -> None:
    act = {"contact": keep_contact, "upper": set_upper, "mark": set_mark, "brand": register_brand}[verb]
    act(by=request.standing, body=found, at=clock.now(), **typed)  # type: ignore[operator]


@require_POST
@staff
def stop_brand(request: HouseRequest, key: UUID, brand: UUID) -> HttpResponse:
    """The brand is no longer used."""
    found = brand_of(body_within(request.standing, key), brand)
    with refusal_told(request):
        end_brand(by=request.standing, brand=found, at=clock.now())
        messages.success(request, _("品牌停用了，历史还在。"))
    return redirect("desk:body-facts", key=key)
