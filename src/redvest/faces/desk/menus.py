"""Menus of services (服务菜单) at the desk: the list, one item with its form, taking off and putting back, the sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.menu import (
    change_menu_item,
    offer_menu_item,
    put_back_menu_item,
    withdraw_menu_item,
)
from redvest.care.choices import MenuState
from redvest.care.models import MenuItem
from redvest.care.policy import may_offer, may_rule_menu, require_may_offer
from redvest.care.queries.menu import (
    MenuFilters,
    item_of,
    items_of,
    left_of,
    listed,
    printed,
    with_ordered,
)
from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.codes import qr_svg
from redvest.faces.desk.forms.menu import FIELDS, MenuFields, start_of
from redvest.faces.desk.forms.options import region_options
from redvest.faces.desk.forms.sent import attempt
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import bodies_within, body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.faces.shared.week import PART_WORDS, week_rows
from redvest.registry.choices import BodyState
from redvest.registry.models import Body, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.domain import domains

MOST_BODIES, ON_PAPER = 200, 40


@never_cache
@require_safe
@staff
def menus(request: HouseRequest) -> HttpResponse:
    """What is on the menus in charge, with the turns of this week; by body, state, kind and words."""
    by = request.standing
    _require_any(by)
    state, rows = request.GET.get("state", ""), items_of(by)
    if state in MenuState.values:
        rows = rows.filter(state=state)
    body = key_typed(request.GET.get("body", ""))
    if body is not None:
        rows = rows.filter(body=body)
    filters = MenuFilters(q=asked_text(request), domain=asked_text(request, "domain", 24))
    narrowed = listed(rows, filters, clock.day_of(clock.now()))
    found, pager = paged(request, narrowed, keys=("body_id", "name", "id"))
    context = {
        "rows": [{"item": each, "left": left_of(each)} for each in found],
        "pager": pager,
        "asked": filters,
        "state": state,
        "states": MenuState.choices,
        "kinds": domains(by.city),
        "body": body,
        "may_offer": bool(by.bodies() or by.regions()),
    }
    return show(request, "desk/menus.html", context, on="menus")


def _require_any(by: Standing) -> None:
    """Who leads no body and governs no place has no menus to look after."""
    if not by.bodies() and not by.regions():
        raise NotAllowed


def _bodies(by: Standing) -> list[Body]:
    rows = bodies_within(by).filter(state=BodyState.ACTIVE)
    return [each for each in rows.order_by("name", "id")[:MOST_BODIES] if may_offer(by, each)]


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_item(request: HouseRequest) -> HttpResponse:
    """``body`` in the address says for whom; who works for one alone is not asked."""
    by = request.standing
    _require_any(by)
    key = key_typed(request.GET.get("body", "")) or key_typed(request.POST.get("body", ""))
    bodies = [] if key else _bodies(by)
    if key is None and len(bodies) != 1:
        return show(request, "desk/menu_body.html", {"bodies": bodies}, on="menus")
    body = body_within(by, key) if key else bodies[0]
    require_may_offer(by, body)
    start = {"region": body.region_id, "at_home": True, "minutes": 60, "a_week": 5}
    form = _form(request, by, body, start)
    made: list[MenuItem] = []

    def offer(_typed: dict[str, Any]) -> None:
        made.append(offer_menu_item(by=by, body=body, form=form.to_form(), at=clock.now()))

    if request.method == "POST" and attempt(form, offer, FIELDS):
        messages.success(request, _("上架了，居民现在就能点。"))
        return redirect("desk:menu-item", key=made[0].pk)
    return _form_page(request, form, {"body": body, "item": None})


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def item(request: HouseRequest, key: UUID) -> HttpResponse:
    """One service. A POST changes it, takes it off, or puts it back: whichever button was pressed."""
    by, at = request.standing, clock.now()
    found = item_of(by, key)
    writes = may_offer(by, found.body)
    form = _form(request, by, found.body, start_of(found))
    if request.method == "POST":
        verb = which(request, "change", "withdraw", "put-back")
        if verb != "change":
            with refusal_told(request):
                _move(request, found, verb)
            return redirect("desk:menu-item", key=key)

        def change(_typed: dict[str, Any]) -> None:
            change_menu_item(by=by, item=found, form=form.to_form(), at=at)

        if attempt(form, change, FIELDS):
            messages.success(request, _("改好了。"))
            return redirect("desk:menu-item", key=key)
    shown = with_ordered(items_of(by), clock.day_of(at)).get(pk=key)
    context = {
        "body": found.body,
        "item": shown,
        "left": left_of(shown),
        "writes": writes,
        "leads": by.leads(found.body_id),
        "rules": may_rule_menu(by, found),
        "order_qr": qr_svg(request.build_absolute_uri(f"/help/ask/?item={key}")),
    }
    return _form_page(request, form, context)


def _move(request: HouseRequest, found: MenuItem, verb: str) -> None:
    by, at = request.standing, clock.now()
    if verb == "withdraw":
        withdraw_menu_item(by=by, item=found, reason=request.POST.get("reason", ""), at=at)
        messages.success(request, _("下架了，已经点了的不受影响。"))
    else:
        put_back_menu_item(by=by, item=found, at=at)
        messages.success(request, _("重新上架了。"))


def _form(request: HouseRequest, by: Standing, body: Body, start: dict[str, Any]) -> MenuFields:
    sent = (
        request.POST if request.method == "POST" and request.POST.get("verb", "change") == "change" else None
    )
    above = [each for each in by.regions() if body.region_path.startswith(each)]
    top = min(
        above, key=len, default=body.region_path
    )  # an officer may send it further within their own place
    stations = Station.objects.filter(city=body.city, region__path__startswith=body.region_path)
    return MenuFields(
        sent,
        initial=start,
        domains=list(domains(by.city).values_list("key", "name")),
        regions=region_options(top, whole=body.region_path, chosen=start["region"]),
        stations=[(str(key), name) for key, name in stations.order_by("name").values_list("pk", "name")],
    )


def _form_page(request: HouseRequest, form: MenuFields, context: dict[str, Any]) -> HttpResponse:
    extra = {"form": form, "week": week_rows(form.ticked()), "parts": PART_WORDS.items()}
    return show(
        request, "desk/menu_form.html", {**context, **extra}, on="menus", status=422 if form.errors else 200
    )


@never_cache
@require_safe
@staff
def on_paper(request: HouseRequest) -> HttpResponse:
    """Sheets for the wall of a station or a stairway, forty services on each, with their codes to order by."""
    by = request.standing
    _require_any(by)
    body = key_typed(request.GET.get("body", ""))
    rows = items_of(by).filter(body=body) if body else items_of(by)
    number = number_typed(request.GET.get("sheet", "")) or 1
    found, more = printed(rows, (number - 1) * ON_PAPER, ON_PAPER)
    sheet = [
        {"item": each, "qr": qr_svg(request.build_absolute_uri(f"/help/ask/?item={each.pk}"))}
        for each in found
    ]
    asked = f"body={body}&" if body else ""
    context = {
        "rows": sheet,
        "sheet": number,
        "prev": f"?{asked}sheet={number - 1}" if number > 1 else "",
        "next": f"?{asked}sheet={number + 1}" if more else "",
        "menu_qr": qr_svg(request.build_absolute_uri(reverse("site:menu"))),
    }
    return show(request, "desk/menu_paper.html", context, on="menus")
