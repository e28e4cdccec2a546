"""One slot of duty: who comes, who was asked, whom to ask next, and calling it off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.station import FIELDS, AskFields, OffFields, PhoneFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.duty import ask_volunteer
from redvest.registry.actions.duty_off import call_off_slot
from redvest.registry.actions.unmask import HiddenField, unmask
from redvest.registry.choices import DutyOff, DutyTurnState
from redvest.registry.duty_errors import DutySlotUnknown
from redvest.registry.models import DutySlot, DutyTurn
from redvest.registry.queries.duty import roster_of, slot_for
from redvest.registry.queries.station_life import kept_station
from redvest.registry.rules.duty import Ease
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.queries.duty_people import Candidate, people_for

_FORMS: dict[str, type[forms.Form]] = {"ask": AskFields, "off": OffFields, "phone": PhoneFields}
MOST = 30
TURNS = {
    DutyTurnState.TAKEN: "ok",
    DutyTurnState.ASKED: "wait",
    DutyTurnState.DECLINED: "off",
    DutyTurnState.GIVEN_BACK: "off",
    DutyTurnState.CALLED_OFF: "off",
}
EASE = {
    Ease.FREE: (gettext_lazy("这时有空"), "ok"),
    Ease.UNKNOWN: (gettext_lazy("没写有没有空"), "plain"),
    Ease.NOT_FREE: (gettext_lazy("没写这时有空"), "off"),
    Ease.BUSY: (gettext_lazy("这时另有安排"), "wait"),
    Ease.REFUSES: (gettext_lazy("不接受邀请"), "off"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def duty_slot(request: HouseRequest, key: UUID, slot: UUID) -> HttpResponse:
    """Show it; or ask somebody, call it off, or see a taker's phone: whichever button was pressed."""
    station = kept_station(request.standing, key)
    found = slot_for(request.standing.city, slot)
    if found.station_id != station.pk:
        raise DutySlotUnknown
    verb = request.POST.get("verb", "")
    bound = {name: kind(request.POST if name == verb else None) for name, kind in _FORMS.items()}
    form = bound.get(verb)
    if form is not None and form.is_valid():
        try:
            messages.success(request, _do(request, found, verb, form.cleaned_data))
        except DomainError as fault:
            if fault.status in (401, 403):
                raise
            blame(form, fault, FIELDS)
        else:
            return redirect("desk:duty-slot", key=key, slot=slot)
    turns = roster_of([found])[found.pk]
    open_for_asking = found.called_off_at is None and found.starts_at > clock.now() and found.lacking > 0
    context = {
        "station": station,
        "desk_place": "" if request.standing.regions() else station.name,
        "slot": found,
        "off": DutyOff(found.called_off_as).label if found.called_off_as else "",
        "begun": found.starts_at <= clock.now(),
        "turns": [turn_row(each) for each in turns],
        "people": _people(request, found) if open_for_asking else [],
        "asking": open_for_asking,
        "own_yes": request.standing.volunteer_id is not None,
        "forms": bound,
    }
    status = 422 if form is not None and form.errors else 200
    return show(request, "desk/duty_slot.html", context, on="duty", status=status)


def turn_row(turn: DutyTurn) -> dict[str, Any]:
    """A person on the slot's list, in the keeper's words."""
    state = DutyTurnState(turn.state)
    return {
        "volunteer": turn.volunteer,
        "number": grouped(turn.volunteer.number),
        "comes": state is DutyTurnState.TAKEN,
        "words": SAID[state],
        "look": TURNS[state],
    }


SAID = {
    DutyTurnState.TAKEN: gettext_lazy("会来"),
    DutyTurnState.ASKED: gettext_lazy("已请，等回信"),
    DutyTurnState.DECLINED: gettext_lazy("说来不了"),
    DutyTurnState.GIVEN_BACK: gettext_lazy("退回了"),
    DutyTurnState.CALLED_OFF: gettext_lazy("已通知取消"),
}


def _people(request: HouseRequest, slot: DutySlot) -> list[dict[str, Any]]:
    whole = request.standing.governs(slot.station.region.path)
    return [_person(each, whole) for each in people_for(slot, MOST)]


def _person(each: Candidate, whole: bool) -> dict[str, Any]:
    name, (words, look) = each.volunteer.name, EASE[each.ease]
    return {
        "key": each.volunteer.pk,
        "name": name if whole or each.in_team else mask_name(name),
        "tail": each.volunteer.number[-4:],
        "team": each.in_team,
        "words": words,
        "look": look,
        "askable": each.ease is not Ease.REFUSES,
    }


def _do(request: HouseRequest, slot: DutySlot, verb: str, typed: dict[str, Any]) -> str:
    by, at = request.standing, clock.now()
    if verb == "ask":
        turn = ask_volunteer(by=by, slot=slot, number=typed["number"], volunteer_id=typed["person"], at=at)
        return _("已请%(name)s，等回信。") % {"name": mask_name(turn.volunteer.name)}
    if verb == "off":
        call_off_slot(by=by, slot=slot, words=typed["words"], at=at)
        return _("取消了，来值班的人都告诉了。")
    turns = DutyTurn.objects.filter(slot=slot, volunteer=typed["person"], state=DutyTurnState.TAKEN)
    turn = turns.select_related("volunteer").first()  # type: ignore[assignment]
    if turn is None:
        raise DutySlotUnknown
    number = unmask(by=by, volunteer=turn.volunteer, field=HiddenField.PHONE, reason=typed["reason"], at=at)
    return _("%(who)s：%(phone)s。已留下查看记录。") % {"who": turn.volunteer.name, "phone": number}
