"""Signing a group up, reading what became of it, and taking it back, whole or one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members
from redvest.faces.openapi.shapes.party import PartyBody, PartyLine, PartyShape
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions import party as actions
from redvest.service.models import SignUpParty
from redvest.service.party_errors import PartyUnknown
from redvest.service.queries.party import members_of

calls = Calls("组队报名")


@calls.post("/posts/{uuid:post_id}/parties", members, "组队报名", PartyShape, 409, status=201)
def sign_up_party(request: Asking, post_id: UUID, form: PartyBody) -> HttpResponse:
    """All or none. The key goes with the group itself: a repeat answers with the group that was made."""
    wanted = actions.PartyForm(
        people=[(each.number, each.name) for each in form.people], with_me=form.with_me, children=form.children,
        name=form.name, body_id=form.body, how=form.how, words=form.words,
    )  # fmt: skip
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    made = actions.sign_up_party(by=request.standing, post_id=post_id, form=wanted, key=key, at=clock.now())
    return answer(_shape(made), status=201)


@calls.get("/parties/{uuid:party_id}", members, "一队的情况", PartyShape)
def get_party(request: Asking, party_id: UUID) -> HttpResponse:
    """For who made it up and who leads the activity."""
    by = request.standing
    found = SignUpParty.objects.select_related("post__activity").filter(pk=party_id, city=by.city).first()
    if found is None or not (
        found.made_by_id == by.account_id or policy.may_see_roster(by, found.post.activity)
    ):
        raise PartyUnknown
    return answer(_shape(found))


@calls.delete("/parties/{uuid:party_id}", members, "取消整队", 409)
def cancel_party(request: Asking, party_id: UUID) -> HttpResponse:
    """Cancelling again changes nothing."""
    actions.cancel_party(by=request.standing, party_id=party_id, at=clock.now())
    return nothing()


@calls.delete("/parties/{uuid:party_id}/people/{uuid:signup_id}", members, "队里取消一个人", 409)
def leave_out(request: Asking, party_id: UUID, signup_id: UUID) -> HttpResponse:
    """Cancelling again changes nothing."""
    actions.leave_out(by=request.standing, party_id=party_id, signup_id=signup_id, at=clock.now())
    return nothing()


def _shape(found: SignUpParty) -> PartyShape:
    return PartyShape(
        id=found.pk, name=found.name, post=found.post_id, activity=found.post.activity_id, ended_at=found.ended_at,
        people=[
            PartyLine(
                signup=each.pk, name=mask_name(each.volunteer.name), state=each.state,
                kept_until=getattr(each, "kept_until", None),
            )
            for each in members_of(found)
        ],
    )  # fmt: skip
