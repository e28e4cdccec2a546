"""My pairings: what waits for my yes, my household, my five, my zone, and a visit written down in half a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.care.actions.household import read_household
from redvest.care.actions.pairing import hand_over_pairing, pair_volunteer
from redvest.care.actions.pairing_answer import answer_pairing
from redvest.care.actions.pairing_end import end_pairing
from redvest.care.actions.pairing_note import read_note
from redvest.care.actions.party_member import answer_branch
from redvest.care.actions.visit import VisitForm, log_visit
from redvest.care.choices import VISITED, CareGroup, PairingKind, PairingState
from redvest.care.models import Pairing, PartyMember
from redvest.care.policy import is_helper, is_side
from redvest.care.queries.pairing import (
    asked_of,
    five_taken,
    memberships_of,
    own_membership,
    own_pairing,
    pairings_of,
    visits_of,
    zones_of,
)
from redvest.care.rules.need_private import Private
from redvest.care.rules.pairing import FIVE
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, members, volunteers
from redvest.faces.shared.pairing_form import (
    NoteFields,
    NumberFields,
    WordsFields,
    heir_numbered,
    person_numbered,
    tried,
)
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.forms.pairing import VisitFields
from redvest.registry.policy import Standing

MOST = 50
DONE = (PairingState.ENDED, PairingState.DECLINED)


@never_cache
@require_http_methods(["GET", "POST"])
@members
def pairings(request: HouseRequest) -> HttpResponse:
    """All of mine. A POST asks a volunteer to be one of my five."""
    by, at = request.standing, clock.now()
    belongs = list(memberships_of(by)[:5])
    me = next((each for each in belongs if each.agreed_at), None)
    form = NumberFields(request.POST or None)
    if (
        request.method == "POST"
        and me is not None
        and tried(request, form, lambda typed: _ask(by, me, typed["number"]), _("问过他了，他答应就算。"))
    ):
        return redirect("site:pairings")
    rows = list(pairings_of(by).filter(state=PairingState.LIVE)[:MOST])
    mine = {each.pk for each in rows if is_helper(by, each) or each.kind == PairingKind.TWINNED}
    led = [each for each in rows if each.kind == PairingKind.LED and each.pk in mine]
    context = {
        "tab": "me",
        "asked": list(asked_of(by)[:MOST]),
        "offers": [each for each in belongs if each.agreed_at is None],
        "visited": [each for each in rows if each.kind in VISITED and each.pk in mine],
        "led": led,
        "leaders": [each for each in rows if each.kind == PairingKind.LED and each.pk not in mine],
        "zones": list(zones_of(by, clock.day_of(at))),
        "me": me,
        "room": FIVE - five_taken(me) if me else 0,
        "form": form,
    }
    return render(request, "site/pairings.html", context, status=422 if form.errors else 200)


def _ask(by: Standing, me: PartyMember, number: str) -> object:
    return pair_volunteer(by=by, member=me, volunteer=person_numbered(by.city, number), at=clock.now())


@require_POST
@members
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """My yes or no to a pairing."""
    yes = request.POST.get("answer") == "yes"
    with refusal_told(request):
        found = answer_pairing(
            by=request.standing, pairing=own_pairing(request.standing, key), agrees=yes, at=clock.now()
        )
        begun = found.state == PairingState.LIVE
        waits = _("记下了，等另一方答应。") if yes else _("好的，没有结对，会另外找人。")
        messages.success(request, _("结对开始了，谢谢你。") if begun else waits)
    return redirect("site:pairings")


@require_POST
@volunteers
def branch(request: HouseRequest, key: UUID) -> HttpResponse:
    """Whether a branch may keep me as its member."""
    yes = request.POST.get("answer") == "yes"
    with refusal_told(request):
        answer_branch(
            by=request.standing, member=own_membership(request.standing, key), agrees=yes, at=clock.now()
        )
        messages.success(request, _("登记好了。") if yes else _("没有登记，什么也没留下。"))
    return redirect("site:pairings")


@never_cache
@require_http_methods(["GET", "POST"])
@members
def pairing(request: HouseRequest, key: UUID) -> HttpResponse:
    """One of mine: whose it is opens on a press; a visit, handing over, ending: whichever button was pressed."""
    by, at, verb = request.standing, clock.now(), request.POST.get("verb", "")
    found = own_pairing(by, key)
    live, helps = found.state == PairingState.LIVE, is_helper(by, found)
    visit = VisitFields(
        request.POST if verb == "visit" else None, initial={"starts_at": at - timedelta(hours=1)}
    )
    give = NoteFields(request.POST if verb == "give" else None)
    end = WordsFields(request.POST if verb == "end" else None)
    opened: Private | None = None
    note = ""
    if verb == "visit" and tried(
        request, visit, lambda typed: _log(by, found, typed), _("记下了。会签和回访以后算时长。")
    ):
        return redirect("site:pairing", key=key)
    if verb == "give" and tried(
        request, give, lambda typed: _give(by, found, typed), _("问过他了，他答应以前还是你。")
    ):
        return redirect("site:pairing", key=key)
    if verb == "end" and tried(
        request, end, lambda typed: end_pairing(by=by, pairing=found, words=typed["words"], at=at), _("结束了，谢谢你。")
    ):  # fmt: skip
        return redirect("site:pairings")
    if verb == "open" and found.household is not None:
        with refusal_told(request):
            opened = read_household(by=by, household=found.household, at=at)
            note = read_note(by=by, pairing=found, at=at) if found.note_sealed else ""
    context = {
        "tab": "me",
        "pairing": found,
        "live": live,
        "helps": helps,
        "goes": live and found.kind in VISITED and (helps or found.kind == PairingKind.TWINNED),
        "side": is_side(by, found),
        "private": opened,
        "groups": [CareGroup(each).label for each in opened.groups] if opened else [],
        "note": note,
        "visits": list(visits_of(found).filter(volunteer_id__in=by.records)[:20]),
        "visit": visit,
        "give": give,
        "end": end,
    }
    faulty = visit.errors or give.errors or end.errors
    return render(request, "site/pairing.html", context, status=422 if faulty else 200)


def _log(by: Standing, found: Pairing, typed: dict[str, Any]) -> object:
    form = VisitForm(
        starts_at=typed["starts_at"], minutes=typed["minutes"], words=typed["words"], need=typed["need"],
        seen_at_home=typed["seen"],
    )  # fmt: skip
    return log_visit(by=by, pairing=found, form=form, at=clock.now())


def _give(by: Standing, found: Pairing, typed: dict[str, Any]) -> object:
    heir = heir_numbered(found, typed["number"])
    return hand_over_pairing(by=by, pairing=found, note=typed["note"], at=clock.now(), **heir)
