"""What who holds a place can do to find somebody else for it: name a stand-in, make a link, propose a swap.

Nothing moves before the other one says yes (``hand_over_answer.py``).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit, clock, events
from redvest.core.errors import NotAllowed
from redvest.core.throttle import hit
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rules
from redvest.service.actions.offer import lock_post
from redvest.service.choices import HandOverKind, HandOverState, SignUpState
from redvest.service.events import HandOverAsked, HandOverEnded
from redvest.service.hand_over_errors import (
    HandOverOpen,
    HandOverUnknown,
    LeaderChooses,
    LineComesFirst,
    NoPlaceToGive,
    NotOnThisActivity,
    OneselfAsked,
)
from redvest.service.models import HandOver, SignUp
from redvest.service.queries import hand_over as queries
from redvest.service.rules.hand_over import hand_over_ends, line_comes_first
from redvest.service.signup_errors import NotEligible, SignUpNotFound

TRIES, WINDOW = 20, timedelta(hours=1)  # of naming people: nobody finds out who is on the register


@dataclass(frozen=True)
class Called:
    """Somebody named by number and name."""

    number: str
    name: str


def ask_stand_in(*, by: Standing, signup_id: UUID, who: Called, at: datetime) -> HandOver:
    """Ask somebody by name to take one's place.

    Raises SignUpNotFound, NotAllowed, NobodyByThatName, NoPlaceToGive, LeaderChooses, LineComesFirst, HandOverOpen.
    """
    other = _called(by, who, at)
    with transaction.atomic():
        signup, hours = _mine(by, signup_id, at)
        return _ask(by, HandOver(kind=HandOverKind.STAND_IN, signup=signup, to_volunteer=other), hours, at)


def make_link(*, by: Standing, signup_id: UUID, at: datetime) -> tuple[HandOver, str]:
    """A stand-in by a link that works once: it is shown now and kept nowhere. Raises like ``ask_stand_in``."""
    token = secrets.token_urlsafe(18)
    with transaction.atomic():
        signup, hours = _mine(by, signup_id, at)
        made = HandOver(kind=HandOverKind.STAND_IN, signup=signup, link_digest=queries.digest_of(token))
        return _ask(by, made, hours, at), token


def ask_swap(*, by: Standing, signup_id: UUID, who: Called, at: datetime) -> HandOver:
    """Propose to somebody on another post or shift of the same activity to swap places.

    Raises besides NotOnThisActivity and NotEligible: what stands against the asker on the other post is said at once.
    """
    other = _called(by, who, at)
    with transaction.atomic():
        signup, hours = _mine(by, signup_id, at, swap=True)
        theirs = SignUp.objects.filter(
            activity=signup.activity_id, volunteer=other, state=SignUpState.CONFIRMED, period__startswith__gt=at
        ).exclude(post=signup.post_id)  # fmt: skip
        found = theirs.select_related("post__activity").order_by("period", "id").first()
        if found is None:
            raise NotOnThisActivity
        if found.post.needs_review:
            raise LeaderChooses
        reasons = queries.reasons_to_take(signup.volunteer, found.post, at, [signup.pk])
        if reasons:
            raise NotEligible(reasons=[{"code": each.code, "sentence": each.sentence} for each in reasons])
        made = HandOver(kind=HandOverKind.SWAP, signup=signup, other=found, to_volunteer=other)
        return _ask(by, made, hours, at)


def _called(by: Standing, who: Called, at: datetime) -> Volunteer:
    """Counted outside the transaction, so that a refusal does not undo the count."""
    hit(f"named:{by.account_id}", limit=TRIES, window=WINDOW, at=at)
    found = queries.volunteer_called(by.city, who.number, who.name)
    if by.is_self(found.pk):
        raise OneselfAsked
    return found


def _mine(by: Standing, signup_id: UUID, at: datetime, *, swap: bool = False) -> tuple[SignUp, int]:
    """One's own place that can be given to somebody, and how many hours a request for it stands."""
    known = SignUp.objects.values_list("post_id", flat=True).filter(pk=signup_id).first()
    if known is not None:
        lock_post(post_id=known)  # as whoever answers: the post first, then its rows
    rows = SignUp.objects.select_for_update(of=("self",), no_key=True).select_related(
        "post__activity", "volunteer"
    )
    signup = rows.filter(pk=signup_id).first()
    if signup is None:
        raise SignUpNotFound
    if not by.is_self(signup.volunteer_id):
        raise NotAllowed
    if signup.state != SignUpState.CONFIRMED or at >= signup.period.lower or queries.checked_in([signup.pk]):
        raise NoPlaceToGive
    if signup.post.needs_review:
        raise LeaderChooses
    day = clock.day_of(signup.period.lower)
    held = rules(("handover.hours", "handover.line_hours"), signup.post.activity.region_path, day)
    waiting = not swap and queries.others_wait(signup.post_id)
    if line_comes_first(
        waiting=waiting, at=at, starts_at=signup.period.lower, hours=int(held["handover.line_hours"])
    ):
        raise LineComesFirst
    return signup, int(held["handover.hours"])


def _ask(by: Standing, made: HandOver, hours: int, at: datetime) -> HandOver:
    made.city, made.made_at = made.signup.city, at
    made.expires_at = hand_over_ends(made_at=at, starts_at=made.signup.period.lower, hours=hours)
    # What nobody answered in time does not stand in the way of the next question.
    HandOver.objects.filter(signup=made.signup, state=HandOverState.OPEN, expires_at__lte=at).update(
        state=HandOverState.EXPIRED, ended_at=at
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise HandOverOpen from fault
    audit.write_line(by=by.actor, at=at, city=made.city, verb="ask_hand_over", target=made, kind=made.kind)
    events.publish(HandOverAsked(made.city, made.pk, made.signup.activity_id, at))
    return made


@transaction.atomic
def withdraw_hand_over(*, by: Standing, hand_over_id: UUID, at: datetime) -> None:
    """Take a request back; again changes nothing. Raises HandOverUnknown, NotAllowed."""
    rows = HandOver.objects.select_related("signup").select_for_update(of=("self",))
    found = rows.filter(pk=hand_over_id).first()
    if found is None:
        raise HandOverUnknown
    if not by.is_self(found.signup.volunteer_id):
        raise NotAllowed
    if found.state == HandOverState.OPEN:
        found.state, found.ended_at = HandOverState.WITHDRAWN, at
        found.save(update_fields=["state", "ended_at"])
        audit.write_line(by=by.actor, at=at, city=found.city, verb="withdraw_hand_over", target=found)


@transaction.atomic
def expire_hand_overs(*, at: datetime) -> int:
    """End what nobody answered in time; whoever asked hears of it. Returns how many."""
    due = HandOver.objects.filter(state=HandOverState.OPEN, expires_at__lte=at).select_related("signup")
    rows = list(due.select_for_update(of=("self",), skip_locked=True)[:200])
    HandOver.objects.filter(pk__in=[each.pk for each in rows]).update(
        state=HandOverState.EXPIRED, ended_at=at
    )
    for each in rows:
        events.publish(
            HandOverEnded(each.city, each.pk, each.signup.activity_id, HandOverState.EXPIRED.value, at)
        )
    return len(rows)
