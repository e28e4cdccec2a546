"""What can be done with sign-ups. Nothing else writes the ``SignUp`` table or ``Post.taken``.

Fairness rests on three things. ``taken`` moves only in guarded updates with a constraint behind them. Whoever signs
up holds the post's advisory lock in shared mode, whoever frees or adds places holds it exclusively, so no place
can become free unseen by somebody who is just joining the waiting list. The queue number comes from a sequence.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from redvest.core import audit, events
from redvest.core.db.prepared import Row, fetch_prepared_after
from redvest.core.errors import Invalid, NotFound
from redvest.core.idempotency import KeyReused
from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.rules.setting import RULES
from redvest.service import policy
from redvest.service.actions.application import set_answer_time
from redvest.service.actions.offer import end_offer, hold_out, lock_post, lock_posts
from redvest.service.actions.signup_statement import JOIN, LOTS, SIGN_UP
from redvest.service.activity_errors import PlacesTaken
from redvest.service.choices import LIVE_SIGNUPS, TAKING, CancelKind, OfferState, SignUpState
from redvest.service.events import SignUpLapsed
from redvest.service.models import Activity, Offer, Post, SignUp
from redvest.service.opening_errors import StageFull
from redvest.service.queries import signup as queries
from redvest.service.queries.cancelling import last_moment, late_from
from redvest.service.queries.lottery import has_lots
from redvest.service.queries.opening import HINDRANCES, is_held_back, verdict_for
from redvest.service.signup_errors import (
    AlreadySignedUp,
    CancelTooLate,
    NotEligible,
    Overlaps,
    SignUpClosed,
    SignUpNotFound,
)


@dataclass(frozen=True)
class SignedUp:
    """What became of a sign-up: ``position`` counts from 1 in the waiting list; ``repeated``: answered before."""

    id: UUID
    state: str
    position: int | None
    repeated: bool = False


@dataclass(frozen=True)
class Wish:
    """What a sign-up may carry: ``take_at_once``: no offer first when a place becomes free; ``words``: an application's."""

    take_at_once: bool = False
    words: str = ""
    made_by: UUID | None = None  # the account that signed up for somebody else
    party: UUID | None = None


class KeyTooLong(Invalid):
    """Idempotency-Key 最长 120 个字符。"""

    code = "signup-key-too-long"


class WordsTooLong(Invalid):
    """想说的话最长 300 个字。"""

    code = "signup-words-too-long"


def sign_up(
    *,
    by: Standing,
    post_id: UUID,
    key: str = "",
    wish: Wish | None = None,
    at: datetime,
) -> SignedUp:
    """Give the volunteer a place on the post, or the next place in its waiting list. A repeat books nothing twice.

    A post that chooses its people gets an application instead. Raises AlreadySignedUp, Overlaps, SignUpClosed, what
    an opening says (``opening_errors.py``), NotEligible (with every reason).
    """
    wish = wish or Wish()
    if len(key) > 120:
        raise KeyTooLong
    if len(wish.words) > 300:
        raise WordsTooLong
    signup_id = uuid7()
    values = {
        "post": post_id, "volunteer": by.volunteer_id, "at": at, "id": signup_id, "key": key,
        "account": by.account_id, "records": list(by.records), "opened": False, "released": None, "weighed": False,
        "answer_hours": RULES["answers.hours"].default, "take_at_once": wish.take_at_once, "words": wish.words,
        "made_by": wish.made_by, "party": wish.party,
    }  # fmt: skip
    try:
        # Inside a caller's transaction a refusal may only undo this statement.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            rows = fetch_prepared_after(JOIN, SIGN_UP, values)
        rows = rows or _second_look(by, post_id, at, values)
    except IntegrityError as fault:
        return _already_there(by, post_id, key, at, fault)
    if not rows:
        return _answered_before(by, post_id, key) or _refuse(by, post_id, at)
    state, position = rows[0]
    if state == SignUpState.APPLIED:
        set_answer_time(signup_id=signup_id, at=at)
    return SignedUp(id=signup_id, state=state, position=position)


def _second_look(by: Standing, post_id: UUID, at: datetime, values: dict[str, Any]) -> list[Row]:
    """Once more, under the person's locks, for who has plans on those days or may be drawn, or where an opening decides."""
    post = Post.objects.select_related("activity", "opening").filter(pk=post_id).first()
    if by.volunteer_id is None or post is None:
        return []
    held_back = is_held_back(post, at)
    if not held_back and not queries.has_plans_near(by.records, post) and not has_lots(by.records):
        return []
    with transaction.atomic():
        fetch_prepared_after(JOIN, LOTS, values)
        said = verdict_for(by.volunteer_id, post, at)
        if said.code or queries.limit_against(by.records, post):
            return []
        more = {"weighed": True, "opened": held_back, "released": said.released}
        rows = fetch_prepared_after(JOIN, SIGN_UP, values | more)
        if rows and said.released is not None and rows[0][0] == SignUpState.WAITING:
            raise StageFull  # somebody else took the stage's last place just now: nothing was booked
    return rows


def _already_there(by: Standing, post_id: UUID, key: str, at: datetime, fault: IntegrityError) -> SignedUp:
    """A constraint held: the volunteer is on this post already, or on another one at the same time."""
    before = _answered_before(by, post_id, key)
    if before is not None:
        return before
    live = SignUp.objects.filter(post_id=post_id, state__in=LIVE_SIGNUPS)
    mine = live.filter(volunteer_id=require_volunteer(by)).first()
    if mine is None:
        # Which one: asked once more, as a reason with the other activity's name.
        raise _why_not(by, post_id, at) from fault
    raise AlreadySignedUp(signup=str(mine.pk), state=mine.state)


def _answered_before(by: Standing, post_id: UUID, key: str) -> SignedUp | None:
    """The sign-up that a request with this key made, whatever became of it since. Raises KeyReused for another post."""
    if not key or by.volunteer_id is None:
        return None
    made = SignUp.objects.filter(volunteer_id=by.volunteer_id, request_key=key).first()
    if made is None:
        return None
    if made.post_id != post_id:
        raise KeyReused
    return SignedUp(made.pk, made.state, queries.position(made), repeated=True)


def _refuse(by: Standing, post_id: UUID, at: datetime) -> SignedUp:
    live = SignUp.objects.filter(post_id=post_id, volunteer_id__in=by.records, state__in=LIVE_SIGNUPS)
    if (mine := live.first()) is not None:
        raise AlreadySignedUp(signup=str(mine.pk), state=mine.state)
    raise _why_not(by, post_id, at)


def _why_not(by: Standing, post_id: UUID, at: datetime) -> Exception:
    """Every reason at once; a single reason about time keeps its own code."""
    reasons = queries.reasons_against(volunteer_id=by.volunteer_id, post_id=post_id, at=at)
    listed = [
        {"code": reason.code, "sentence": reason.sentence}
        | ({"course": reason.course} if reason.course else {})
        for reason in reasons
    ]
    codes = {reason.code for reason in reasons}
    if codes == {"not-found"}:
        return NotFound(reasons[0].sentence)
    if codes == {"closed"} or not codes:
        return SignUpClosed(reasons[0].sentence if reasons else None, reasons=listed)
    if codes == {"overlaps"}:
        return Overlaps(reasons[0].sentence, reasons=listed)
    if len(reasons) == 1 and reasons[0].code in HINDRANCES:
        return HINDRANCES[reasons[0].code](reasons[0].sentence, reasons=listed)
    return NotEligible(reasons=listed)


@transaction.atomic
def cancel_signup(*, by: Standing, signup_id: UUID, reason: str = "", at: datetime) -> None:
    """Take a sign-up back; a place that becomes free is held out to the next in line in this same transaction.

    Cancelling again changes nothing. Raises SignUpNotFound, NotAllowed, CancelTooLate.
    """
    signup = SignUp.objects.select_related("activity").filter(pk=signup_id).first()
    if signup is None:
        raise SignUpNotFound
    policy.require_own_signup(by, signup)
    lock_post(post_id=signup.post_id)
    signup = SignUp.objects.select_for_update(of=("self",)).select_related("activity").get(pk=signup_id)
    if signup.state == SignUpState.CANCELLED:
        return
    if signup.state not in LIVE_SIGNUPS or at >= last_moment(signup):
        raise CancelTooLate
    kind = cancel_kind(by=by, signup=signup, at=at)
    give_up(signup=signup, kind=kind, reason=reason, at=at)
    if kind == CancelKind.HOUSE:
        events.publish(SignUpLapsed(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, at))
    audit.write_line(by=by.actor, at=at, city=signup.city, verb="cancel_signup", target=signup)


def release_signup(*, signup_id: UUID, at: datetime) -> bool:
    """Cancel for somebody who may not serve any more, inside the caller's transaction; the next in line moves up.

    Returns whether there was something to cancel: neither what has begun nor what was cancelled is touched.
    """
    post_id = SignUp.objects.filter(pk=signup_id).values_list("post_id", flat=True).get()
    lock_post(post_id=post_id)
    live = SignUp.objects.filter(pk=signup_id, state__in=LIVE_SIGNUPS, period__startswith__gt=at)
    signup = live.select_for_update(of=("self",)).first()
    if signup is None:
        return False
    give_up(signup=signup, kind=CancelKind.HOUSE, at=at)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="release_signup", target=signup)
    return True


def give_up(*, signup: SignUp, kind: CancelKind, reason: str = "", at: datetime) -> None:
    """Of a locked post and sign-up, inside the caller's transaction: the place is free, and held out to the next."""
    held_a_place = signup.state in TAKING
    end_offer(
        signup=signup, state=OfferState.DECLINED if kind != CancelKind.HOUSE else OfferState.WITHDRAWN, at=at
    )
    signup.state, signup.cancelled_at = SignUpState.CANCELLED, at
    signup.cancel_kind, signup.cancel_reason = kind, reason.strip()[:200]
    signup.save(update_fields=["state", "cancelled_at", "cancel_kind", "cancel_reason"])
    if held_a_place:
        Post.objects.filter(pk=signup.post_id).update(taken=F("taken") - 1)
        hold_out(post_id=signup.post_id, at=at)


def cancel_kind(*, by: Standing, signup: SignUp, at: datetime) -> CancelKind:
    """How it is remembered: nobody is blamed for being taken off the list, or for leaving a line."""
    if signup.volunteer_id not in by.records:
        return CancelKind.HOUSE
    late = signup.state == SignUpState.CONFIRMED and at >= late_from(signup)
    return CancelKind.LATE if late else CancelKind.EARLY


def set_places(*, post: Post, places: int, at: datetime) -> None:
    """Change how many a post takes, inside the caller's transaction. Raises PlacesTaken below what is taken."""
    lock_post(post_id=post.pk)
    if not Post.objects.filter(pk=post.pk, taken__lte=places).update(places=places):
        raise PlacesTaken
    hold_out(post_id=post.pk, at=at)


def mark_served(*, activity_id: UUID, volunteer_id: UUID) -> None:
    """Who was counted absent when the activity closed, and whose scan or hours arrive late, has served after all."""
    late = SignUp.objects.filter(activity_id=activity_id, volunteer_id=volunteer_id, state=SignUpState.ABSENT)
    late.update(state=SignUpState.SERVED)


def cancel_all(*, activity_id: UUID, at: datetime) -> list[Volunteer]:
    """Cancel every live sign-up of an activity that will not take place; returns who has to be told."""
    lock_posts(activity_id=activity_id)
    Offer.objects.filter(signup__activity_id=activity_id, state=OfferState.OPEN).update(
        state=OfferState.WITHDRAWN, ended_at=at
    )
    live = SignUp.objects.filter(activity_id=activity_id, state__in=LIVE_SIGNUPS)
    told = list(Volunteer.objects.filter(signups__in=live).distinct())
    live.update(state=SignUpState.CANCELLED, cancelled_at=at, cancel_kind=CancelKind.HOUSE)
    Post.objects.filter(activity_id=activity_id).update(taken=0)
    return told


def end_list(*, activity: Activity, at: datetime) -> None:
    """Of an activity that closes, whose posts the caller has locked: waiting lists, offers and applications end."""
    Offer.objects.filter(signup__activity=activity, state=OfferState.OPEN).update(
        state=OfferState.WITHDRAWN, ended_at=at
    )
    for post in Post.objects.filter(activity=activity):
        offered = SignUp.objects.filter(post=post, state=SignUpState.OFFERED).count()
        Post.objects.filter(pk=post.pk).update(taken=F("taken") - offered)
    unsettled = (SignUpState.WAITING, SignUpState.OFFERED, SignUpState.APPLIED)
    ended = SignUp.objects.filter(activity=activity, state__in=unsettled)
    for key, volunteer in list(ended.values_list("pk", "volunteer_id")):
        events.publish(SignUpLapsed(activity.city, key, volunteer, activity.pk, at))
    ended.update(state=SignUpState.LAPSED, cancelled_at=at)
