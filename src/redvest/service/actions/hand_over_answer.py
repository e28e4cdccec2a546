"""The other one's yes or no. A yes moves the places in one transaction, under the locks of both people and all posts.

Locks are taken as signing up takes them: people first, then posts, each in one order; so nobody waits in a circle.
The number of places taken never changes: one sign-up ends as another begins.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from redvest.core import audit, clock, events
from redvest.core.errors import NotAllowed
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rule
from redvest.service.actions.offer import lock_post
from redvest.service.actions.person_lock import lock_lots, lock_people
from redvest.service.choices import LIVE_SIGNUPS, CancelKind, HandOverKind, HandOverState, SignUpState
from redvest.service.events import HandOverEnded
from redvest.service.hand_over_errors import HandOverOver, HandOverUnknown, LineComesFirst
from redvest.service.models import HandOver, Post, SignUp
from redvest.service.queries import hand_over as queries
from redvest.service.rules.hand_over import line_comes_first
from redvest.service.signup_errors import AlreadySignedUp, NotEligible, Overlaps


def answer_hand_over(*, by: Standing, hand_over_id: UUID, accept: bool, at: datetime) -> HandOver:
    """Say yes or no to what one is asked by name.

    Saying the same again changes nothing. Raises HandOverUnknown, NotAllowed, HandOverOver, LineComesFirst, NotEligible
    (with every reason), AlreadySignedUp, Overlaps.
    """
    found = HandOver.objects.filter(pk=hand_over_id).first()
    if found is None:
        raise HandOverUnknown
    if not by.is_self(found.to_volunteer_id):
        raise NotAllowed
    return _answer(by, found, accept, at)


def answer_link(*, by: Standing, token: str, accept: bool, at: datetime) -> HandOver:
    """The same for whoever was sent a link; the first yes has the place. Raises HandOverUnknown besides."""
    require_volunteer(by)
    found = queries.by_link(by.city, token)
    if found is None or by.is_self(found.signup.volunteer_id):
        raise HandOverUnknown
    if not accept and found.to_volunteer_id is None:
        return found  # a link may go to somebody else: one person's no does not end it
    return _answer(by, found, accept, at)


@transaction.atomic
def _answer(by: Standing, asked: HandOver, accept: bool, at: datetime) -> HandOver:
    taker = require_volunteer(by)
    if accept:
        _lock(asked, taker)
    rows = HandOver.objects.select_related("signup__post__activity", "other__post__activity")
    found = rows.select_for_update(of=("self",)).get(pk=asked.pk)
    wanted = HandOverState.DONE if accept else HandOverState.DECLINED
    if found.state == wanted and by.is_self(found.to_volunteer_id):
        return found
    if found.state != HandOverState.OPEN or found.expires_at <= at:
        raise HandOverOver
    if accept:
        _move(by, found, taker, at)
    found.state, found.ended_at, found.to_volunteer_id = wanted, at, taker
    found.save(update_fields=["state", "ended_at", "to_volunteer"])
    verb = "accept_hand_over" if accept else "decline_hand_over"
    audit.write_line(by=by.actor, at=at, city=found.city, verb=verb, target=found, kind=found.kind)
    events.publish(HandOverEnded(found.city, found.pk, found.signup.activity_id, wanted.value, at))
    return found


def _lock(asked: HandOver, taker: UUID) -> None:
    signup = SignUp.objects.get(pk=asked.signup_id)
    posts = {signup.post_id}
    if asked.other_id is not None:
        posts.add(SignUp.objects.values_list("post_id", flat=True).get(pk=asked.other_id))
    people = (signup.volunteer_id, taker)
    lock_people(people=people)
    for post_id in sorted(posts):
        lock_post(post_id=post_id)
    lock_lots(people=people)


def _move(by: Standing, found: HandOver, taker: UUID, at: datetime) -> None:
    keys = [key for key in (found.signup_id, found.other_id) if key]
    rows = SignUp.objects.select_related("post__activity", "volunteer").select_for_update(of=("self",))
    held = {each.pk: each for each in rows.filter(pk__in=keys).order_by("pk")}
    for each in held.values():
        if each.state != SignUpState.CONFIRMED or at >= each.period.lower:
            raise HandOverOver
    if queries.checked_in(keys):
        raise HandOverOver
    mine = held[found.signup_id]
    person = Volunteer.objects.get(pk=taker)
    if found.kind == HandOverKind.SWAP and found.other_id is not None:
        theirs = held[found.other_id]
        _require(person, mine.post, [theirs.pk], at)
        if queries.reasons_to_take(mine.volunteer, theirs.post, at, [mine.pk]):
            raise HandOverOver("对方现在不能去你的岗位了，没法互换。")
        _end([mine, theirs], at)
        _begin(by, mine, person, at)
        _begin(by, theirs, mine.volunteer, at)
        return
    _require_no_line(mine, person, at)
    _require(person, mine.post, [], at)
    _end([mine], at)
    _begin(by, mine, person, at)


def _require_no_line(given: SignUp, person: Volunteer, at: datetime) -> None:
    """Who joined the line since the request was made comes first as well: a link kept ready is no way past them."""
    starts: datetime = given.period.lower
    hours = int(rule("handover.line_hours", given.post.activity.region_path, clock.day_of(starts)))
    waiting = queries.others_wait(given.post_id, records_of(person.pk))
    if line_comes_first(waiting=waiting, at=at, starts_at=starts, hours=hours):
        raise LineComesFirst("后来有人排了候补，这个名额要先让给他们，现在还不能接。")


def _require(person: Volunteer, post: Post, but: list[UUID], at: datetime) -> None:
    """Every rule of the post, the taker's other plans among them."""
    if reasons := queries.reasons_to_take(person, post, at, but):
        raise NotEligible(reasons=[{"code": each.code, "sentence": each.sentence} for each in reasons])


def _end(signups: list[SignUp], at: datetime) -> None:
    for signup in signups:
        signup.state, signup.cancelled_at = SignUpState.CANCELLED, at
        signup.cancel_kind = CancelKind.HANDED
        signup.save(update_fields=["state", "cancelled_at", "cancel_kind"])


def _begin(by: Standing, ended: SignUp, person: Volunteer, at: datetime) -> None:
    """The place of an ended sign-up as this person's. Who waited in its line leaves the line with it."""
    mine = SignUp.objects.filter(
        post=ended.post_id, volunteer_id__in=records_of(person.pk), state__in=LIVE_SIGNUPS
    )
    if (there := mine.exclude(state=SignUpState.WAITING).first()) is not None:
        raise AlreadySignedUp(signup=str(there.pk), state=there.state)
    own = mine.filter(volunteer=person).first()
    # One person has one place, whichever of their records stood in the line.
    mine.exclude(volunteer=person).update(
        state=SignUpState.CANCELLED, cancelled_at=at, cancel_kind=CancelKind.EARLY
    )
    if own is None:
        own = SignUp(
            city=ended.city, post_id=ended.post_id, activity_id=ended.activity_id, volunteer=person,
            period=ended.period, created_at=at, queue=_next_in_order(), party_id=ended.party_id,
        )  # fmt: skip
    own.state, own.confirmed_at = SignUpState.CONFIRMED, at
    own.reconfirm_by = ended.reconfirm_by
    own.reconfirmed_at = at if ended.reconfirm_by else None  # has just said yes
    try:
        with transaction.atomic():
            own.save()
    except IntegrityError as fault:
        raise Overlaps from fault
    audit.write_line(
        by=by.actor, at=at, city=own.city, verb="take_over_place", target=own, instead_of=str(ended.pk)
    )


def _next_in_order() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('service_signup_queue')")
        return int(cursor.fetchone()[0])
