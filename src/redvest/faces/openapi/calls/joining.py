"""One's own organisations: asking to join, answering an invitation, taking an application back, leaving."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import Named
from redvest.faces.openapi.shapes.joining import (
    AnswerForm,
    JoinForm,
    JoinShape,
    MembershipShape,
    MyBodies,
)
from redvest.registry.actions.joining import answer_invitation, ask_to_join, withdraw_join
from redvest.registry.actions.membership import leave_body
from redvest.registry.models import Body, JoinRequest, Membership
from redvest.registry.policy import require_volunteer
from redvest.registry.queries.joining import join_request_of, membership_history, public_body, waiting_of

MOST = 100
calls = Calls("组织")


@calls.get("/me/bodies", volunteers, "我的组织", MyBodies)
def my_bodies(request: Asking) -> HttpResponse:
    """Those of now with the yes behind each, and what waits for an answer."""
    return answer(_mine(require_volunteer(request.standing)))


@calls.post("/bodies/{uuid:body_id}/join", volunteers, "申请加入组织", JoinShape, 404, 409, status=201)
@once
def join(request: Asking, body_id: UUID, form: JoinForm) -> HttpResponse:
    """A head of the organisation answers."""
    body = public_body(request.standing.city, body_id)
    made = ask_to_join(by=request.standing, body=body, words=form.words, at=clock.now())
    return answer(_asked(made), status=201)


@calls.post("/bodies/{uuid:body_id}/leave", volunteers, "退出组织", MyBodies, 404, 409)
@once
def leave(request: Asking, body_id: UUID) -> HttpResponse:
    """At any time and without a reason."""
    body = public_body(request.standing.city, body_id)
    leave_body(by=request.standing, body=body, at=clock.now())
    return answer(_mine(require_volunteer(request.standing)))


@calls.post("/me/join-requests/{uuid:request_id}/answer", volunteers, "答复组织的邀请", JoinShape, 404, 409)
@once
def answer_invited(request: Asking, request_id: UUID, form: AnswerForm) -> HttpResponse:
    """Yes makes a member at once."""
    found = join_request_of(request.standing, request_id)
    return answer(_asked(answer_invitation(by=request.standing, request=found, yes=form.yes, at=clock.now())))


@calls.post("/me/join-requests/{uuid:request_id}/withdraw", volunteers, "撤回加入申请", JoinShape, 404, 409)
@once
def withdraw(request: Asking, request_id: UUID) -> HttpResponse:
    """While nobody has answered it."""
    found = join_request_of(request.standing, request_id)
    return answer(_asked(withdraw_join(by=request.standing, request=found, at=clock.now())))


def _mine(me: UUID) -> MyBodies:
    live = membership_history(me).filter(left_on__isnull=True)[:MOST]
    return MyBodies(
        memberships=[_belongs(each) for each in live],
        waiting=[_asked(each) for each in waiting_of(me)[:MOST]],
    )


def _belongs(row: Membership) -> MembershipShape:
    return MembershipShape(body=_named(row.body), joined_on=row.joined_on, consent=row.consent)


def _asked(row: JoinRequest) -> JoinShape:
    return JoinShape(id=row.pk, body=_named(row.body), kind=row.kind, state=row.state, words=row.words)


def _named(body: Body) -> Named:
    return Named(id=str(body.pk), name=body.name)
