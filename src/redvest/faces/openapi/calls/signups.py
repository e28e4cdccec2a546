"""Signing up for posts, why one cannot, taking it back, and who is on the list."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from ninja import Body, Query

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.calls.finding import find_activity
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members, staff, volunteers
from redvest.faces.openapi.shapes.base import PageQuery
from redvest.faces.openapi.shapes.signup import (
    AnswerForm,
    MySignUp,
    MySignUps,
    OfferLine,
    Offers,
    Reasons,
    ReasonShape,
    Roster,
    RosterLine,
    SignedUp,
    SignUpBody,
)
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions import application, offer
from redvest.service.actions import reconfirm as asked_again
from redvest.service.actions import signup as actions
from redvest.service.choices import SignUpState
from redvest.service.models import Offer, Post, SignUp
from redvest.service.queries import signup as queries
from redvest.service.queries.offer import offers_of, with_kept_until

calls = Calls("报名")


@calls.post("/posts/{uuid:post_id}/signups", members, "报名", SignedUp, 409, status=201)
def sign_up(request: Asking, post_id: UUID, form: Body[SignUpBody | None] = None) -> HttpResponse:
    """A place, or the next place in the waiting list. The key goes with the sign-up itself: no answer is stored."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    wish = actions.Wish(take_at_once=form.take_at_once, words=form.words.strip()) if form else None
    found = actions.sign_up(by=request.standing, post_id=post_id, key=key, wish=wish, at=clock.now())
    return answer(
        SignedUp.model_construct(id=found.id, state=found.state, position=found.position), status=201
    )


@calls.get("/posts/{uuid:post_id}/reasons", members, "为什么报不了", Reasons)
def why_not(request: Asking, post_id: UUID) -> HttpResponse:
    """Every reason at once; an empty list means that signing up would work now."""
    if not Post.objects.filter(pk=post_id, city=request.standing.city).exists():
        raise NotFound
    found = queries.reasons_against(
        volunteer_id=request.standing.volunteer_id, post_id=post_id, at=clock.now()
    )
    return answer(
        Reasons(
            reasons=[
                ReasonShape(code=each.code, sentence=each.sentence, course=each.course) for each in found
            ]
        )
    )


@calls.delete("/signups/{uuid:signup_id}", members, "取消报名", 409)
def cancel_signup(request: Asking, signup_id: UUID) -> HttpResponse:
    """The place goes to the next in line. Cancelling again changes nothing."""
    actions.cancel_signup(by=request.standing, signup_id=signup_id, at=clock.now())
    return nothing()


@calls.post("/signups/{uuid:signup_id}/take", members, "接受候补名额", SignedUp, 409)
def take_offer(request: Asking, signup_id: UUID) -> HttpResponse:
    """Say yes to a place that is kept for the volunteer. Saying so again changes nothing."""
    found = offer.take_offer(by=request.standing, signup_id=signup_id, at=clock.now())
    return answer(SignedUp.model_construct(id=found.pk, state=found.state, position=None))


@calls.post("/signups/{uuid:signup_id}/reconfirm", members, "再次确认会来", SignedUp, 409)
def reconfirm(request: Asking, signup_id: UUID) -> HttpResponse:
    """Say once more that one comes, when asked. Saying so again changes nothing."""
    found = asked_again.reconfirm(by=request.standing, signup_id=signup_id, at=clock.now())
    return answer(SignedUp.model_construct(id=found.pk, state=found.state, position=None))


@calls.post("/signups/{uuid:signup_id}/answer", staff, "答复报名申请", SignedUp, 409)
def answer_application(request: Asking, signup_id: UUID, form: AnswerForm) -> HttpResponse:
    """Take somebody in, or decline in words that they read. Only once."""
    found = application.answer_application(
        by=request.standing, signup_id=signup_id, accept=form.accept, words=form.words, at=clock.now()
    )
    return answer(SignedUp.model_construct(id=found.pk, state=found.state, position=None))


@calls.get("/posts/{uuid:post_id}/offers", staff, "候补记录", Offers)
def get_offers(request: Asking, post_id: UUID, asked: Query[PageQuery]) -> HttpResponse:
    """Every offer and every skip of a post's waiting list with its reason, for its leaders and officers."""
    post = Post.objects.select_related("activity").filter(pk=post_id, city=request.standing.city).first()
    if post is None:
        raise NotFound
    policy.require_may_see_roster(request.standing, post.activity)
    page = page_of(offers_of(post_id), keys=("-made_at", "-id"), after=asked.after, size=asked.limit)
    return answer(Offers(items=[_offer(each) for each in page.items], next=page.next))


@calls.get("/me/signups", volunteers, "我的报名", MySignUps)
def my_signups(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """One's own sign-ups, the newest first."""
    assert request.standing.volunteer_id is not None
    rows = with_kept_until(queries.signups_of(request.standing.volunteer_id))
    page = page_of(rows, keys=("-created_at", "-id"), after=asked.after, size=asked.limit)
    positions = _positions([each.pk for each in page.items if each.state == SignUpState.WAITING])
    return answer(
        MySignUps(items=[_mine(each, positions.get(each.pk)) for each in page.items], next=page.next)
    )


@calls.get("/activities/{uuid:activity_id}/roster", staff, "活动名单", Roster)
def get_roster(request: Asking, activity_id: UUID, asked: Query[PageQuery]) -> HttpResponse:
    """Who is on an activity, for its leaders and the officers of the place."""
    activity = find_activity(request, activity_id)
    policy.require_may_see_roster(request.standing, activity)
    page = page_of(
        queries.roster(activity), keys=("state", "queue", "id"), after=asked.after, size=asked.limit
    )
    return answer(Roster(items=[_line(each) for each in page.items], next=page.next))


def _offer(found: Offer) -> OfferLine:
    return OfferLine(
        signup=found.signup_id, volunteer=mask_name(found.signup.volunteer.name), state=found.state,
        reason=found.reason, made_at=found.made_at, expires_at=found.expires_at, ended_at=found.ended_at,
    )  # fmt: skip


def _positions(waiting: list[UUID]) -> dict[UUID, int]:
    """Places in their waiting lists, in one query for a whole page."""
    if not waiting:
        return {}
    before = SignUp.objects.filter(
        post=OuterRef("post"), state=SignUpState.WAITING, queue__lt=OuterRef("queue")
    )
    ahead = Subquery(before.order_by().values("post").annotate(n=Count("id")).values("n"))
    rows = SignUp.objects.filter(pk__in=waiting).annotate(place=Coalesce(ahead, 0) + 1)
    return dict(rows.values_list("pk", "place"))


def _mine(signup: SignUp, position: int | None) -> MySignUp:
    begins, ends = signup.times
    return MySignUp(
        id=signup.pk,
        state=signup.state,
        position=position,
        activity=signup.activity_id,
        title=signup.activity.title,
        post=signup.post_id,
        post_title=signup.post.title,
        shift=signup.post.shift,
        body=signup.activity.body.name,
        starts_at=begins,
        ends_at=ends,
        signed_up_at=signup.created_at,
        kept_until=getattr(signup, "kept_until", None),
        answer_by=signup.answer_by if signup.state == SignUpState.APPLIED else None,
        reconfirm_by=signup.reconfirm_by,
        reconfirmed_at=signup.reconfirmed_at,
    )


def _line(signup: SignUp) -> RosterLine:
    person = signup.volunteer
    return RosterLine(
        signup=signup.pk,
        state=signup.state,
        post=signup.post_id,
        post_title=signup.post.title,
        shift=signup.post.shift,
        volunteer=person.pk,
        number=person.number,
        name=mask_name(person.name),
        phone=f"*******{person.phone_tail}" if person.phone_tail else "",
    )
