"""Asking somebody to stand in or to swap, and answering when one is asked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members, volunteers
from redvest.faces.openapi.once import once_apart
from redvest.faces.openapi.shapes.hand_over import HandOverAnswer, HandOverForm, HandOvers, HandOverShape
from redvest.registry.queries.guardian import children_of
from redvest.registry.rules.names import mask_name
from redvest.service.actions.hand_over import Called, withdraw_hand_over
from redvest.service.actions.hand_over import ask_stand_in as ask_for_stand_in
from redvest.service.actions.hand_over import ask_swap as propose_swap
from redvest.service.actions.hand_over_answer import answer_hand_over as answer_it
from redvest.service.models import HandOver
from redvest.service.queries.hand_over import asked_of, asked_of_children, standing_asked

calls = Calls("换人")
MOST = 100


@calls.post("/signups/{uuid:signup_id}/stand-ins", volunteers, "请人顶替", HandOverShape, 409, status=201)
@once_apart
def ask_stand_in(request: Asking, signup_id: UUID, form: HandOverForm) -> HttpResponse:
    """Nothing moves before the other one says yes."""
    who = Called(form.number, form.name)
    found = ask_for_stand_in(by=request.standing, signup_id=signup_id, who=who, at=clock.now())
    return answer(_shape(found), status=201)


@calls.post("/signups/{uuid:signup_id}/swaps", volunteers, "提出互换", HandOverShape, 409, status=201)
@once_apart
def ask_swap(request: Asking, signup_id: UUID, form: HandOverForm) -> HttpResponse:
    """The other one holds a place on another post or shift of the same activity."""
    who = Called(form.number, form.name)
    found = propose_swap(by=request.standing, signup_id=signup_id, who=who, at=clock.now())
    return answer(_shape(found), status=201)


@calls.get("/me/hand-overs", members, "请我或我的孩子顶替、互换的", HandOvers)
def my_hand_overs(request: Asking) -> HttpResponse:
    """What one is asked, and what one's children are, and has not been answered; the most urgent first."""
    by, at = request.standing, clock.now()
    rows = (asked_of(by.records, at) | asked_of_children(children_of(by, at), at))[:MOST]
    return answer(HandOvers(items=[_shape(each) for each in rows]))


@calls.post("/hand-overs/{uuid:hand_over_id}/answer", members, "答应或不答应换人", HandOverShape, 409)
def answer_hand_over(request: Asking, hand_over_id: UUID, form: HandOverAnswer) -> HttpResponse:
    """A yes moves the place at once. The same answer again changes nothing. A guardian answers for a child."""
    by, at = request.standing, clock.now()
    asked = HandOver.objects.filter(pk=hand_over_id, city=by.city).first()
    by = standing_asked(by, asked, at) if asked else by
    return answer(_shape(answer_it(by=by, hand_over_id=hand_over_id, accept=form.accept, at=at)))


@calls.delete("/hand-overs/{uuid:hand_over_id}", volunteers, "撤回换人")
def withdraw_request(request: Asking, hand_over_id: UUID) -> HttpResponse:
    """Taking it back again changes nothing."""
    withdraw_hand_over(by=request.standing, hand_over_id=hand_over_id, at=clock.now())
    return nothing()


def _shape(found: HandOver) -> HandOverShape:
    signup = found.signup
    return HandOverShape.model_construct(
        id=found.pk, kind=found.kind, state=found.state, signup=signup.pk, other=found.other_id,
        activity=signup.activity_id, title=signup.activity.title, post_title=signup.post.title,
        asked_by=mask_name(signup.volunteer.name), expires_at=found.expires_at,
    )  # fmt: skip
