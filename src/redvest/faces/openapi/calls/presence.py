"""What else shows presence: one-time hour codes, a word from the middle, the printed card."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.finding import find_activity
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff, volunteers
from redvest.faces.openapi.once import once, once_sealed
from redvest.faces.openapi.shapes.attendance import (
    Card,
    HourCodeForm,
    HourCodes,
    HourCodesForm,
    HourCodeText,
    HourCodeUsed,
    Pinged,
    PingForm,
)
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer
from redvest.service.actions import card, hour_code, ping
from redvest.service.queries.codes import card_text, hour_code_text

calls = Calls("签到")


@calls.post("/activities/{uuid:activity_id}/hour-codes", staff, "做时长码", HourCodes, status=201)
@once_sealed
def make_hour_codes(request: Asking, activity_id: UUID, form: HourCodesForm) -> HttpResponse:
    """One-time codes to be handed out on site; each is good for one person, once."""
    made = hour_code.make_hour_codes(
        by=request.standing,
        activity=find_activity(request, activity_id),
        count=form.count,
        minutes=form.minutes,
        at=clock.now(),
    )
    items = [HourCodeText(code=hour_code_text(each), minutes=each.minutes) for each in made]
    return answer(HourCodes(items=items), status=201)


@calls.post("/me/hour-codes", volunteers, "用时长码", HourCodeUsed, 404, 409, status=201)
@once
def redeem_hour_code(request: Asking, form: HourCodeForm) -> HttpResponse:
    """Only on the list of the activity, and once."""
    used = hour_code.redeem_hour_code(by=request.standing, code=form.code, device=form.device, at=clock.now())
    told = HourCodeUsed(activity=used.activity_id, title=used.activity.title, minutes=used.minutes)
    return answer(told, status=201)


@calls.post("/activities/{uuid:activity_id}/pings", volunteers, "我还在", Pinged, 409, status=201)
@once
def still_here(request: Asking, activity_id: UUID, form: PingForm) -> HttpResponse:
    """A word from the middle of the service, with or without a place."""
    activity = find_activity(request, activity_id)
    said = ping.still_here(by=request.standing, activity=activity, position=form.position, at=clock.now())
    return answer(Pinged(activity=activity.pk, at=said.at, fence=said.fence), status=201)


@calls.post("/me/card", volunteers, "我的志愿者卡", Card)
@once_sealed
def my_card(request: Asking) -> HttpResponse:
    """The text of one's printed card; it is issued when there is none yet."""
    volunteer = Volunteer.objects.get(pk=require_volunteer(request.standing))
    found = card.issue_card(by=request.standing, volunteer=volunteer, at=clock.now())
    return answer(Card(code=card_text(found), serial=found.serial))
