"""What a volunteer is asked on rosters, their answer, and their word on shifts beforehand."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.roster import AnswerForm, MyAsk, MyRoster, MyShift, WishesForm
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer
from redvest.service.actions.roster_ask import answer_proposal
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.choices import WishKind
from redvest.service.models import RosterProposal, RosterShift
from redvest.service.queries.roster import asks_of, own_wishes, wishable
from redvest.service.queries.roster_problem import begins_at, ends_at
from redvest.service.queries.roster_words import words_for

MOST = 200
calls = Calls("排班")


@calls.get("/me/roster", volunteers, "排班征求", MyRoster)
def my_roster(request: Asking) -> HttpResponse:
    """What I am asked for or agreed to, and the shifts on which I may say whether I can."""
    return _answered(request)


@calls.post("/me/roster/{uuid:proposal_id}/answer", volunteers, "答复排班征求", MyRoster, 404, 409)
@once
def answer_on_roster(request: Asking, proposal_id: UUID, form: AnswerForm) -> HttpResponse:
    """A yes signs up as ``POST /posts/{id}/signups`` does, with the same refusals."""
    answer_proposal(by=request.standing, proposal_id=proposal_id, yes=form.yes, at=clock.now())
    return _answered(request)


@calls.post("/me/roster/wishes", volunteers, "说哪些班可以", MyRoster, 404)
@once
def keep_wishes(request: Asking, form: WishesForm) -> HttpResponse:
    """It books nothing: whoever puts the roster together looks at it first."""
    said = {each.post: WishKind(each.kind) if each.kind else None for each in form.wishes}
    say_wishes(by=request.standing, wishes=said, at=clock.now())
    return _answered(request)


def _answered(request: Asking) -> HttpResponse:
    at = clock.now()
    me = Volunteer.objects.get(pk=require_volunteer(request.standing))
    asks, said = list(asks_of(me.pk, at)[:MOST]), own_wishes(me.pk)
    shifts = wishable(me, at).exclude(post_id__in=[each.post_id for each in asks])[:MOST]
    return answer(
        MyRoster(asks=[_ask(each) for each in asks], shifts=[_shift(each, said) for each in shifts])
    )


def _ask(each: RosterProposal) -> MyAsk:
    post = each.post
    return MyAsk(
        id=each.pk, state=each.state, post=post.pk, title=f"{post.activity.title} · {post.title}",
        body=post.activity.body.name, starts_at=begins_at(post), ends_at=ends_at(post), answer_by=each.answer_by,
        why=words_for(each.why), signup=each.signup_id,
    )  # fmt: skip


def _shift(each: RosterShift, said: dict[UUID, str]) -> MyShift:
    post = each.post
    return MyShift(
        post=post.pk, title=f"{post.activity.title} · {post.title}", body=post.activity.body.name,
        starts_at=begins_at(post), ends_at=ends_at(post), said=said.get(post.pk, ""),
    )  # fmt: skip
