"""A branch with its members, one member with their five, and one pairing with its visits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.care.actions.pairing import hand_over_pairing, pair_volunteer
from redvest.care.actions.pairing_end import end_pairing, withdraw_pairing
from redvest.care.actions.party_member import ask_party_member, end_party_member, withdraw_party_member
from redvest.care.choices import WITH_HOUSEHOLD, PairingKind, PairingState
from redvest.care.models import PartyMember
from redvest.care.queries.pairing import (
    branch_kept,
    member_kept,
    members_of,
    pairing_kept,
    pairings_kept,
    visits_of,
)
from redvest.care.queries.pairing_candidates import Candidate, volunteers_for
from redvest.care.queries.pairing_coverage import coverage_of_branches
from redvest.care.queries.pairing_gaps import gaps_of_branch
from redvest.care.queries.silence import silence_of
from redvest.care.rules.pairing import FIVE
from redvest.core import clock
from redvest.faces.desk.forms.pairing import MemberFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pairing_form import (
    NoteFields,
    NumberFields,
    WordsFields,
    heir_numbered,
    person_numbered,
    tried,
)
from redvest.faces.shared.told import refusal_told
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Body, Region
from redvest.registry.queries.region import region_in
from redvest.registry.rules.names import mask_name

MOST = 300
OPEN = (PairingState.ASKED, PairingState.LIVE)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def branch(request: HouseRequest, key: UUID) -> HttpResponse:
    """A branch: how far its members are, and asking one more to be kept there."""
    by, at = request.standing, clock.now()
    found = branch_kept(by, key)
    form = MemberFields(request.POST or None, communities=_communities(found))
    said = _("问过他了。他答应以后才算进支部的结对。")

    def ask(typed: dict[str, Any]) -> object:
        place = region_in(by.city, typed["community"])
        return ask_party_member(by=by, branch=found, number=typed["number"], community=place, at=at)

    if request.method == "POST" and tried(request, form, ask, said):
        return redirect("desk:pairing-branch", key=key)
    context = {
        "branch": found,
        "sum": coverage_of_branches([found], clock.day_of(at))[0].coverage,
        "members": members_of(found)[:MOST],
        "gaps": gaps_of_branch(found, clock.day_of(at)),
        "five": FIVE,
        "form": form,
    }
    return show(
        request, "desk/pairing_branch.html", context, on="pairings", status=422 if form.errors else 200
    )


def _communities(branch: Body) -> list[tuple[str, str]]:
    """The communities of the branch's own area; one that is itself in a community reports there."""
    rows = Region.objects.filter(
        city=branch.city, path__startswith=branch.region_path, level=RegionLevel.COMMUNITY
    )
    return list(rows.order_by("path").values_list("code", "name"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def member(request: HouseRequest, key: UUID) -> HttpResponse:
    """A member: the household and the five; asking one more by number or from those nearby; leaving the branch."""
    by, at, verb = request.standing, clock.now(), request.POST.get("verb", "")
    found = member_kept(by, key)
    ask = NumberFields(request.POST if verb == "ask" else None)
    leave = WordsFields(request.POST if verb == "leave" else None)

    def asking(typed: dict[str, Any]) -> object:
        person = person_numbered(by.city, typed["number"])
        return pair_volunteer(by=by, member=found, volunteer=person, at=at)

    def leaving(typed: dict[str, Any]) -> object:
        return end_party_member(by=by, member=found, words=typed["words"], at=at)

    if verb == "ask" and tried(request, ask, asking, _("问过了，两边都答应才算数。")):
        return redirect("desk:pairing-member", key=key)
    if verb == "withdraw":
        with refusal_told(request):
            withdraw_party_member(by=by, member=found, at=at)
            messages.success(request, _("收回了，什么也没留下。"))
        return redirect("desk:pairings")
    if verb == "leave" and tried(request, leave, leaving, _("记下了，空出来的结对在“结对”里看得到。")):
        return redirect("desk:pairings")
    rows = list(
        pairings_kept(by).filter(member=found, state__in=OPEN).order_by("kind", "slot", "asked_at")[:MOST]
    )
    led = [each for each in rows if each.kind == PairingKind.LED]
    context = {
        "member": found,
        "homes": [each for each in rows if each.kind == PairingKind.HOUSEHOLD],
        "led": led,
        "room": FIVE - len(led),
        "people": _near(found, at) if len(led) < FIVE and found.agreed_at else [],
        "ask": ask,
        "leave": leave,
    }
    faulty = ask.errors or leave.errors
    return show(request, "desk/pairing_member.html", context, on="pairings", status=422 if faulty else 200)


def _near(found: PartyMember, at: Any) -> list[tuple[Candidate, str]]:
    """With covered names: whoever keeps a branch does not keep the register."""
    return [(each, mask_name(each.volunteer.name)) for each in volunteers_for(found.region, clock.day_of(at))]


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def pairing(request: HouseRequest, key: UUID) -> HttpResponse:
    """One pairing: since when, its visits, handing it over, ending it, or taking back what nobody answered."""
    by, at, verb = request.standing, clock.now(), request.POST.get("verb", "")
    found = pairing_kept(by, key)
    give = NoteFields(request.POST if verb == "give" else None)
    end = WordsFields(request.POST if verb == "end" else None)

    def ending(typed: dict[str, Any]) -> object:
        return end_pairing(by=by, pairing=found, words=typed["words"], at=at)

    def giving(typed: dict[str, Any]) -> object:
        heir = heir_numbered(found, typed["number"])
        return hand_over_pairing(by=by, pairing=found, note=typed["note"], at=at, **heir)

    if verb == "withdraw":
        done = tried(
            request, _pressed(), lambda _typed: withdraw_pairing(by=by, pairing=found, at=at), _("收回了。")
        )
    else:
        done = (verb == "end" and tried(request, end, ending, _("结束了，双方都收到了消息。"))) or (
            verb == "give" and tried(request, give, giving, _("问过接手的人了，他答应以前还是现在这位。"))
        )
    if done:
        return redirect("desk:pairing", key=key)
    context = {
        "pairing": found,
        "visits": visits_of(found)[:50],
        "silent": silence_of(found),
        "can_give": found.kind in WITH_HOUSEHOLD and found.state == PairingState.LIVE,
        "give": give,
        "end": end,
    }
    faulty = give.errors or end.errors
    return show(request, "desk/pairing.html", context, on="pairings", status=422 if faulty else 200)


def _pressed() -> Form:
    """A button without fields."""
    return Form({})
