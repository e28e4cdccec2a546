"""Households in difficulty at the desk: entered, opened with a reason, and who could look after one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.care.actions.household import (
    HouseholdForm,
    change_household,
    close_household,
    enter_household,
    read_household,
)
from redvest.care.actions.pairing import pair_helper, pair_household
from redvest.care.choices import CareGroup, HouseholdConsent, PairingKind
from redvest.care.models import Household
from redvest.care.pairing_errors import UnitUnknown
from redvest.care.queries.household import household_for
from redvest.care.queries.pairing import member_to_ask
from redvest.care.queries.pairing_candidates import members_for
from redvest.care.rules.need_private import Private
from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.pairing import HelperFields, HouseholdFields, ReasonFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import community_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import asked_text
from redvest.faces.shared.pairing_form import WordsFields, blame, person_numbered, tried
from redvest.faces.shared.told import refusal_told
from redvest.registry.models import Body, Grid, Region
from redvest.registry.policy import Standing


def _grids(region: Region) -> list[tuple[str, str]]:
    rows = Grid.objects.filter(community=region).order_by("name", "id").values_list("pk", "name")
    return [(str(key), name) for key, name in rows]


def _form_of(typed: dict[str, Any], region: Region) -> HouseholdForm:
    grid = Grid.objects.filter(community=region, pk=typed["grid"]).first() if typed["grid"] else None
    private = Private(
        name=typed["name"], phone=typed["phone"], address=typed["address"], words=typed["words"],
        groups=tuple(CareGroup(code) for code in typed["groups"]),
    )  # fmt: skip
    return HouseholdForm(
        private=private,
        consent=HouseholdConsent(typed["consent"]),
        consented_on=typed["consented_on"],
        grid=grid,
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_household(request: HouseRequest) -> HttpResponse:
    """Enter a household of the community in the address."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    region = community_within(by, asked_text(request, "community", 12))
    form = HouseholdFields(
        request.POST or None, grids=_grids(region), initial={"consented_on": clock.day_of(clock.now())}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_household(
                by=by, community=region, form=_form_of(form.cleaned_data, region), at=clock.now()
            )
        except DomainError as fault:
            blame(form, fault)
        else:
            messages.success(request, _("登记好了，接着请一位党员来联系。"))
            return redirect("desk:household", key=made.pk)
    context = {"form": form, "region": region}
    return show(
        request, "desk/household_form.html", context, on="pairings", status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def household(request: HouseRequest, key: UUID) -> HttpResponse:
    """One household. A POST opens it, asks a member or a helper, corrects or closes it: whichever button was pressed."""
    by, verb = request.standing, request.POST.get("verb", "")
    found = household_for(by, key)
    forms = _forms(request, found)
    if verb == "member":
        _ask_member(request, found)
        return redirect("desk:household", key=key)
    opened = _open(request, found, forms["open"]) if verb == "open" else None
    if verb in _DONE and tried(
        request, forms[verb], lambda typed: _do(by, found, verb, typed), str(_DONE[verb])
    ):
        return redirect("desk:household", key=key)
    governs = by.governs(found.region_path)
    paired = any(each.kind == PairingKind.HOUSEHOLD for each in found.open_pairings)  # type: ignore[attr-defined]
    lacks = not paired and found.closed_on is None
    context = {
        "household": found,
        "private": opened,
        "groups": [CareGroup(each).label for each in opened.groups] if opened else [],
        "governs": governs,
        "lacks": lacks,
        "people": members_for(by, found, _street(found)) if lacks else [],
        "helper": forms["helper"],
        "close": forms["close"],
        "change": forms["change"],
        "reason": forms["open"],
    }
    faulty = any(form.errors for form in forms.values())
    return show(request, "desk/household.html", context, on="pairings", status=422 if faulty else 200)


_DONE = {
    "helper": gettext_lazy("问过他了，答不答应由他。"),
    "change": gettext_lazy("改好了。"),
    "close": gettext_lazy("记下了，结对也结束了。"),
}


def _forms(request: HouseRequest, found: Household) -> dict[str, Form]:
    """Each bound when its own button was pressed."""
    verb = request.POST.get("verb", "")

    def sent(name: str) -> Any:
        return request.POST if verb == name else None

    was = {"consented_on": found.consented_on, "consent": found.consent, "grid": found.grid_id or ""}
    return {
        "helper": HelperFields(sent("helper")),
        "close": WordsFields(sent("close")),
        "open": ReasonFields(sent("open")),
        "change": HouseholdFields(sent("change"), grids=_grids(found.region), initial=was),
    }


def _street(found: Household) -> Region:
    """Where the members are looked for: the street, or where there is none above it the community."""
    return found.region.parent or found.region


def _ask_member(request: HouseRequest, found: Household) -> None:
    with refusal_told(request):
        who = key_typed(request.POST.get("member", ""))
        member = member_to_ask(request.standing, found, _street(found), who or found.pk)
        pair_household(by=request.standing, member=member, household=found, at=clock.now())
        messages.success(request, _("问过他了，答不答应由他。"))


def _open(request: HouseRequest, found: Household, form: Form) -> Private | None:
    """Whose it is, where the reason was written."""
    opened: list[Private] = []

    def opening(typed: dict[str, Any]) -> None:
        at = clock.now()
        opened.append(read_household(by=request.standing, household=found, reason=typed["reason"], at=at))

    tried(request, form, opening, _("打开了，这次查看留下了记录。"))
    return opened[0] if opened else None


def _do(by: Standing, found: Household, verb: str, typed: dict[str, Any]) -> object:
    at = clock.now()
    if verb == "close":
        return close_household(by=by, household=found, words=typed["words"], at=at)
    if verb == "change":
        return change_household(by=by, household=found, form=_form_of(typed, found.region), at=at)
    body = Body.objects.filter(city=by.city, code=typed["body"].strip().upper()).first()
    if body is None:
        raise UnitUnknown
    return pair_helper(
        by=by, kind=PairingKind(typed["kind"]), body=body, volunteer=person_numbered(by.city, typed["number"]),
        household=found, at=at,
    )  # fmt: skip
