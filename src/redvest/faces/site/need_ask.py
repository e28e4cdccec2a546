"""Asking for help (我要求助), with or without an account; by the code on a door the community is filled in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.need import ask_need, enter_need
from redvest.care.actions.need_picture import add_pictures, bare_pictures
from redvest.care.choices import NeedChannel, NeedKind
from redvest.care.intake_errors import DoorUnknown, NeedIncomplete, NoGridKept
from redvest.care.menu_errors import MenuItemNotFound
from redvest.care.models import MenuItem, Need
from redvest.care.queries.menu import offered_item
from redvest.care.queries.need_place import communities, door_of, grids_kept
from redvest.care.queries.need_reading import own_phone
from redvest.care.rules.need_domain import general_domain
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.shared.need_fields import blame_need
from redvest.faces.site.forms.need import FIELDS, AskFields, VisitFields, grouped
from redvest.faces.site.forms.refusal import blame
from redvest.registry.actions.message import centre
from redvest.registry.models import Grid, Volunteer
from redvest.registry.queries.domain import domains, scheme_of
from redvest.registry.queries.setting import rule

ASKED = "need_asked"  # in the session: what a guest asked for just now, to be told its number


@never_cache
@sensitive_post_parameters("phone", "name", "address", "words")
@require_http_methods(["GET", "POST"])
@public
def ask(request: HouseRequest) -> HttpResponse:
    """``?door=`` the code on a door, ``?item=`` what is ordered from a menu, ``?kind=wish`` a small wish."""
    grid, item, kind = _door(request), _item(request), _kind(request)
    form = AskFields(
        request.POST or None, request.FILES or None, initial=_initial(request, grid), domains=_domains(),
        places=grouped(communities(request.standing.city).select_related("parent__parent")),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        need = _asked(request, form, grid, item, kind)
        if need is not None:
            return _thanks(request, need)
    context = _context(request, form) | {"grid": grid, "item": item, "wish": kind == NeedKind.WISH}
    return render(request, "site/need_ask.html", context, status=422 if form.errors else 200)


def _domains() -> list[tuple[str, object]]:
    return list(domains(settings.REDVEST_CITY).values_list("key", "name"))


def _door(request: HouseRequest) -> Grid | None:
    """A code that is none is said, and the form is there all the same."""
    code = request.GET.get("door", "")[:60]
    if not code:
        return None
    try:
        return door_of(request.standing.city, code)
    except DoorUnknown as fault:
        messages.warning(request, fault.message)
        return None


def _item(request: HouseRequest) -> MenuItem | None:
    try:
        return offered_item(request.standing.city, UUID(request.GET.get("item", "")))
    except (ValueError, MenuItemNotFound):
        return None


def _kind(request: HouseRequest) -> NeedKind:
    return NeedKind.WISH if request.GET.get("kind") == NeedKind.WISH else NeedKind.HELP


def _initial(request: HouseRequest, grid: Grid | None) -> dict[str, Any]:
    """What is known of who asks; of a door only where it is."""
    by = request.standing
    found: dict[str, Any] = {}
    if by.account_id is not None and request.method == "GET":
        found = {"name": by.name, "phone": own_phone(by.account_id)}
        home = Volunteer.objects.filter(pk__in=by.records[:1]).values_list("region_id", flat=True).first()
        found["region"] = home or ""
    if grid is not None:
        found["region"] = grid.community_id
    return found


def _asked(
    request: HouseRequest, form: AskFields, grid: Grid | None, item: MenuItem | None, kind: NeedKind
) -> Need | None:
    by, at, typed = request.standing, clock.now(), form.cleaned_data
    typed["domain"] = typed["domain"] or general_domain(scheme_of(by.city))
    # Somebody may scan a code at a relative's door and then say another place: the code counts for its own alone.
    here = grid if grid is not None and grid.community_id == typed["region"] else None
    filled = form.to_form(
        region=typed["region"], channel=NeedChannel.DOOR if here else NeedChannel.WEB, kind=kind,
        grid=here.pk if here else None, menu_item=item.pk if item else None,
    )  # fmt: skip
    files = form.files_sent()
    try:
        bare_pictures(files=files)
        need = ask_need(by=by, form=filled, at=at, address=client_address(request))
        if files:
            add_pictures(by=by, need=need, files=files, at=at)
    except NeedIncomplete as fault:
        blame_need(form, fault.details["errors"])
    except DomainError as fault:
        blame(form, fault, FIELDS)
    else:
        return need
    return None


def _thanks(request: HouseRequest, need: Need) -> HttpResponse:
    if request.standing.signed_in:
        messages.success(request, _("收到了，单号 %(number)s。") % {"number": need.number})
        return redirect("site:need-asked", key=need.pk)
    request.session[ASKED] = need.number
    return redirect("site:need-thanks")


def _context(request: HouseRequest, form: AskFields) -> dict[str, Any]:
    today = clock.day_of(clock.now())
    city = request.standing.city
    return {
        "tab": "me",
        "form": form,
        "keep_days": rule("need.keep_days", f"{city}/", today),
        "centre": centre(),
    }


@never_cache
@require_safe
@public
def thanks(request: HouseRequest) -> HttpResponse:
    """For who has no account: the number, and what comes next."""
    number = request.session.get(ASKED, "")
    if not number:
        return redirect("site:need-ask")
    hours = rule("need.review_hours", f"{request.standing.city}/", clock.day_of(clock.now()))
    context = {"tab": "me", "number": number, "hours": hours, "centre": centre()}
    return render(request, "site/need_thanks.html", context)


@never_cache
@sensitive_post_parameters("phone", "name", "address", "words")
@require_http_methods(["GET", "POST"])
@volunteers
def visit(request: HouseRequest) -> HttpResponse:
    """A grid worker (网格员) writes down what somebody said at their door. Who keeps no grid has nothing to do here."""
    by, at = request.standing, clock.now()
    kept = {str(grid.pk): grid for grid in grids_kept(by, clock.day_of(at))}
    if not kept:
        raise NoGridKept
    form = VisitFields(
        request.POST or None, request.FILES or None, domains=_domains(),
        grids=[(key, f"{grid.community.name} {grid.name}") for key, grid in kept.items()],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        need = _entered(request, form, kept[form.cleaned_data["grid"]])
        if need is not None:
            messages.success(request, _("登记好了，单号 %(number)s。") % {"number": need.number})
            return redirect("site:need-asked", key=need.pk)
    context = _context(request, form) | {"visit": True}
    return render(request, "site/need_ask.html", context, status=422 if form.errors else 200)


def _entered(request: HouseRequest, form: VisitFields, grid: Grid) -> Need | None:
    by, at, typed = request.standing, clock.now(), form.cleaned_data
    typed["domain"] = typed["domain"] or general_domain(scheme_of(by.city))
    filled = form.to_form(region=grid.community_id, channel=NeedChannel.VISIT, grid=grid.pk)
    files = form.files_sent()
    try:
        bare_pictures(files=files)
        need = enter_need(by=by, form=filled, at=at)
        if files:
            add_pictures(by=by, need=need, files=files, at=at)
    except NeedIncomplete as fault:
        blame_need(form, fault.details["errors"])
    except DomainError as fault:
        if fault.status == 403:
            raise
        blame(form, fault, FIELDS)
    else:
        return need
    return None
