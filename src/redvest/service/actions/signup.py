"""What can be done with sign-ups. Nothing else writes the ``SignUp`` table or ``Post.taken``.

Fairness rests on three things. ``taken`` moves only in guarded updates with a constraint behind them. Whoever signs
up holds the post's advisory lock in shared mode, whoever frees or adds places holds it exclusively, so no place
can become free unseen by somebody who is just joining the waiting list. The queue number comes from a sequence.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from redvest.core import audit, clock, events
from redvest.core.db.prepared import fetch_prepared_after
from redvest.core.errors import Invalid, NotFound
from redvest.core.idempotency import KeyReused
from redvest.core.identifiers import uuid7
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.setting import rule
from redvest.service import policy
from redvest.service.choices import LIVE_SIGNUPS, SignUpState
from redvest.service.errors import (
    AlreadySignedUp,
    CancelTooLate,
    NotEligible,
    Overlaps,
    PlacesTaken,
    SignUpClosed,
    SignUpNotFound,
)
from redvest.service.events import SignUpPromoted
from redvest.service.models import Post, SignUp
from redvest.service.queries import signup as queries

# One round trip and, outside a transaction, one commit. The lock is a statement of its own because a statement sees
# the database as it was when the statement began: claiming must look after the lock was granted, not before.
# One person's own sign-ups go one after the other: two for overlapping times would wait for each other for ever.
_JOIN = """
SELECT pg_advisory_xact_lock(hashtextextended(%(volunteer)s::text, 21)),
       pg_advisory_xact_lock_shared(hashtextextended(%(post)s::text, 20))
"""
_SIGN_UP = """
WITH me AS (
    SELECT id, city, birth_on FROM registry_volunteer
    WHERE id = %(volunteer)s AND state = 'active' AND real_name_state IN ('checked', 'verified')
), wanted AS (
    SELECT post.id, post.city, a.id AS activity_id, tstzrange(a.starts_at, a.ends_at) AS period
    FROM me, service_post AS post JOIN service_activity AS a ON a.id = post.activity_id
    CROSS JOIN LATERAL (SELECT (a.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day) AS served
    WHERE post.id = %(post)s AND post.city = me.city AND a.state = 'published'
      AND a.signup_opens_at <= %(at)s AND a.signup_closes_at > %(at)s
      AND (post.min_age IS NULL OR me.birth_on <= served.day - make_interval(years => post.min_age))
      AND (post.max_age IS NULL OR me.birth_on > served.day - make_interval(years => post.max_age + 1))
      AND NOT EXISTS (
          SELECT FROM service_postcourse AS need WHERE need.post_id = post.id AND NOT EXISTS (
              SELECT FROM service_trainingrecord AS had
              WHERE had.volunteer_id = ANY(%(records)s) AND had.course_id = need.course_id AND had.voided_at IS NULL
                AND (had.expires_on IS NULL OR had.expires_on >= served.day)))
), claimed AS (
    UPDATE service_post AS post SET taken = post.taken + 1
    FROM wanted WHERE post.id = wanted.id AND post.taken < post.places RETURNING post.id
), placed AS (
    INSERT INTO service_signup (id, city, post_id, activity_id, volunteer_id, state, queue, period, request_key,
                                created_at, confirmed_at)
    SELECT %(id)s, wanted.city, wanted.id, wanted.activity_id, me.id,
           CASE WHEN EXISTS (SELECT FROM claimed) THEN 'confirmed' ELSE 'waiting' END,
           nextval('service_signup_queue'), wanted.period, %(key)s,
           %(at)s, CASE WHEN EXISTS (SELECT FROM claimed) THEN %(at)s::timestamptz END
    FROM wanted, me RETURNING id, post_id, city, state, queue
), line AS (
    INSERT INTO core_auditline (city, at, actor_kind, actor_id, verb, target_kind, target_id, reason, details)
    SELECT city, %(at)s, 'person', %(account)s, 'sign_up', 'SignUp', id::text, '', jsonb_build_object('state', state)
    FROM placed
)
SELECT state, CASE WHEN state = 'waiting' THEN 1 + (
    SELECT count(*) FROM service_signup AS ahead
    WHERE ahead.post_id = placed.post_id AND ahead.state = 'waiting' AND ahead.queue < placed.queue) END
FROM placed
"""


@dataclass(frozen=True)
class SignedUp:
    """What became of a sign-up: ``position`` counts from 1 in the waiting list; ``repeated``: answered before."""

    id: UUID
    state: str
    position: int | None
    repeated: bool = False


class KeyTooLong(Invalid):
    """Idempotency-Key 最长 120 个字符。"""

    code = "signup-key-too-long"


def sign_up(*, by: Standing, post_id: UUID, key: str = "", at: datetime) -> SignedUp:
    """Give the volunteer a place on the post, or the next place in its waiting list. A repeat books nothing twice.

    Raises AlreadySignedUp, Overlaps, SignUpClosed, NotEligible (with every reason).
    """
    if len(key) > 120:
        raise KeyTooLong
    signup_id = uuid7()
    values = {"post": post_id, "volunteer": by.volunteer_id, "at": at, "id": signup_id, "key": key}
    whose = {"account": by.account_id, "records": list(by.records)}
    try:
        # Inside a caller's transaction a refusal may only undo this statement.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            rows = fetch_prepared_after(_JOIN, _SIGN_UP, values | whose)
    except IntegrityError as fault:
        return _already_there(by, post_id, key, at, fault)
    if not rows:
        return _answered_before(by, post_id, key) or _refuse(by, post_id, at)
    state, position = rows[0]
    return SignedUp(id=signup_id, state=state, position=position)


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
    return NotEligible(reasons=listed)


@transaction.atomic
def cancel_signup(*, by: Standing, signup_id: UUID, at: datetime) -> None:
    """Take a sign-up back; a place that becomes free goes to the next in line in this same transaction.

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
    if signup.state not in LIVE_SIGNUPS or at >= _last_moment(signup):
        raise CancelTooLate
    _give_up(signup, at)
    audit.write_line(by=by.actor, at=at, city=signup.city, verb="cancel_signup", target=signup)


def release_signup(*, signup_id: UUID, at: datetime) -> bool:
    """Cancel for somebody who may not serve any more, inside the caller's transaction; the next in line moves up.

    Returns whether there was something to cancel: neither what has begun nor what was cancelled is touched.
    """
    post_id = SignUp.objects.filter(pk=signup_id).values_list("post_id", flat=True).get()
    lock_post(post_id=post_id)
    live = SignUp.objects.filter(pk=signup_id, state__in=LIVE_SIGNUPS, activity__starts_at__gt=at)
    signup = live.select_for_update(of=("self",)).first()
    if signup is None:
        return False
    _give_up(signup, at)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="release_signup", target=signup)
    return True


def _give_up(signup: SignUp, at: datetime) -> None:
    """Of a locked post and sign-up: the place is free, and the next in line has it."""
    held_a_place = signup.state == SignUpState.CONFIRMED
    signup.state, signup.cancelled_at = SignUpState.CANCELLED, at
    signup.save(update_fields=["state", "cancelled_at"])
    if held_a_place:
        Post.objects.filter(pk=signup.post_id).update(taken=F("taken") - 1)
        promote_waiting(post_id=signup.post_id, at=at)


def _last_moment(signup: SignUp) -> datetime:
    """Until when one may take a sign-up back: the start, or earlier where a rule says so."""
    starts_at = signup.activity.starts_at
    minutes = int(rule("signup.cancel_until_minutes", signup.activity.region_path, clock.day_of(starts_at)))
    return starts_at - timedelta(minutes=minutes)


def lock_post(*, post_id: UUID) -> None:
    """Keep everybody else from joining or leaving the post until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [str(post_id)])


def promote_waiting(*, post_id: UUID, at: datetime) -> int:
    """Fill the free places of a locked post from its waiting list, in order; returns how many were promoted."""
    post = Post.objects.select_for_update().get(pk=post_id)
    active = SignUp.objects.filter(volunteer__state=VolunteerState.ACTIVE)
    line = active.filter(post_id=post_id, state=SignUpState.WAITING).order_by("queue")
    chosen = list(line[: post.places - post.taken])
    if not chosen:
        return 0
    SignUp.objects.filter(pk__in=[signup.pk for signup in chosen]).update(
        state=SignUpState.CONFIRMED, confirmed_at=at
    )
    Post.objects.filter(pk=post_id).update(taken=F("taken") + len(chosen))
    for signup in chosen:
        audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="promote_signup", target=signup)
        events.publish(SignUpPromoted(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, at))
    return len(chosen)


def set_places(*, post: Post, places: int, at: datetime) -> None:
    """Change how many a post takes, inside the caller's transaction. Raises PlacesTaken below what is taken."""
    lock_post(post_id=post.pk)
    if not Post.objects.filter(pk=post.pk, taken__lte=places).update(places=places):
        raise PlacesTaken
    promote_waiting(post_id=post.pk, at=at)


def mark_served(*, activity_id: UUID, volunteer_id: UUID) -> None:
    """Who was counted absent when the activity closed, and whose scan or hours arrive late, has served after all."""
    late = SignUp.objects.filter(activity_id=activity_id, volunteer_id=volunteer_id, state=SignUpState.ABSENT)
    late.update(state=SignUpState.SERVED)


def cancel_all(*, activity_id: UUID, at: datetime) -> list[Volunteer]:
    """Cancel every live sign-up of an activity that will not take place; returns who has to be told."""
    for post_id in Post.objects.filter(activity_id=activity_id).order_by("id").values_list("id", flat=True):
        lock_post(post_id=post_id)
    live = SignUp.objects.filter(activity_id=activity_id, state__in=LIVE_SIGNUPS)
    told = list(Volunteer.objects.filter(signups__in=live).distinct())
    live.update(state=SignUpState.CANCELLED, cancelled_at=at)
    Post.objects.filter(activity_id=activity_id).update(taken=0)
    return told
