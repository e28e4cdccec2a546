"""What can be done with offers: a freed place held out to the next in the waiting list, taken, declined, expired.

Everything here holds the post's advisory lock exclusively (see ``actions/signup.py``), so the order of the list decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from redvest.core import audit, events
from redvest.core.errors import NotAllowed
from redvest.registry.policy import Standing
from redvest.service.choices import OfferState, SignUpState
from redvest.service.events import SignUpLapsed, SignUpOffered, SignUpPromoted
from redvest.service.models import Offer, Post, SignUp
from redvest.service.queries import offer as queries
from redvest.service.rules.offer import OfferTerms, offer_ends
from redvest.service.signup_errors import OfferOver, SignUpNotFound

AT_ONCE = 200  # how many offers one run of the clock ends


def lock_post(*, post_id: UUID) -> None:
    """Keep everybody else from joining or leaving the post until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [str(post_id)])


def lock_post_shared(*, post_id: UUID) -> None:
    """Nobody moves the post until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 20))", [str(post_id)])


def lock_posts(*, activity_id: UUID) -> None:
    """All posts of an activity, in one order, so that two who lock them do not wait for each other."""
    for post_id in Post.objects.filter(activity_id=activity_id).order_by("id").values_list("id", flat=True):
        lock_post(post_id=post_id)


def hold_out(*, post_id: UUID, at: datetime, again: bool = False) -> int:
    """Hold the free places of a locked post out to its waiting list, in order; returns how many found somebody.

    Who may not serve there at present is passed over, keeps the place in line, and the reason is written down.
    ``again``: the clock came round, and looks at nobody whom it looked at some minutes ago.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("activity").get(pk=post_id)
    free = post.places - post.taken
    if free <= 0 or not queries.still_gives_out(post, at):
        return 0
    terms = queries.terms_at(post)
    found = 0
    for people in queries.in_line(post_id, not_since=at - queries.LOOK_AGAIN if again else None):
        found += _give(people, post, terms, free - found, at)
        if found == free:
            break
    Post.objects.filter(pk=post_id).update(taken=F("taken") + found)
    return found


def _give(people: list[SignUp], post: Post, terms: OfferTerms, free: int, at: datetime) -> int:
    """Some of those in line, in their order, until the places are out."""
    against, found = queries.reasons_against(people, post), 0
    passed: list[SignUp] = []
    for signup in people:
        if found == free:
            break
        if signup.pk in against:
            passed.append(signup)
            continue
        if signup.take_at_once:
            _promote(signup, at)
        else:
            _offer(signup, post, terms, at)
        found += 1
    _skip(passed, against, at)
    return found


def _promote(signup: SignUp, at: datetime) -> None:
    signup.state, signup.confirmed_at = SignUpState.CONFIRMED, at
    signup.save(update_fields=["state", "confirmed_at"])
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="promote_signup", target=signup)
    events.publish(SignUpPromoted(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, at))


def _offer(signup: SignUp, post: Post, terms: OfferTerms, at: datetime) -> None:
    ends = offer_ends(made_at=at, starts_at=signup.period.lower, terms=terms)
    signup.state = SignUpState.OFFERED
    signup.save(update_fields=["state"])
    Offer.objects.create(city=signup.city, post=post, signup=signup, made_at=at, expires_at=ends)
    audit.write_line(
        by=audit.SYSTEM, at=at, city=signup.city, verb="offer_place", target=signup,
        details={"until": ends.isoformat()},
    )  # fmt: skip
    events.publish(SignUpOffered(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, ends, at))


def _skip(passed: list[SignUp], against: Mapping[UUID, str], at: datetime) -> None:
    """Written down once for each reason, however often the turn comes round again, with when it last did."""
    if not passed:
        return
    last = queries.last_turns(passed)
    known = [
        turn.pk
        for each in passed
        if (turn := last.get(each.pk)) is not None
        and (turn.state, turn.reason) == (OfferState.SKIPPED, against[each.pk])
    ]
    Offer.objects.filter(pk__in=known).update(ended_at=at)
    Offer.objects.bulk_create(
        Offer(
            city=each.city, post_id=each.post_id, signup=each, state=OfferState.SKIPPED, reason=against[each.pk],
            made_at=at, ended_at=at,
        )
        for each in passed
        if each.pk not in last or last[each.pk].pk not in known
    )  # fmt: skip


@transaction.atomic
def take_offer(*, by: Standing, signup_id: UUID, at: datetime) -> SignUp:
    """Say yes to a place held out. Saying so again changes nothing. Raises SignUpNotFound, NotAllowed, OfferOver."""
    signup = SignUp.objects.filter(pk=signup_id).first()
    if signup is None:
        raise SignUpNotFound
    if not by.is_self(signup.volunteer_id):
        raise NotAllowed  # whoever leads may take people off a list, never say yes for them
    lock_post(post_id=signup.post_id)
    signup.refresh_from_db()
    if signup.state == SignUpState.CONFIRMED:
        return signup
    mine = Offer.objects.filter(signup=signup, state=OfferState.OPEN, expires_at__gt=at)
    if signup.state != SignUpState.OFFERED or not mine.update(state=OfferState.TAKEN, ended_at=at):
        raise OfferOver
    signup.state, signup.confirmed_at = SignUpState.CONFIRMED, at
    signup.save(update_fields=["state", "confirmed_at"])
    audit.write_line(by=by.actor, at=at, city=signup.city, verb="take_offer", target=signup)
    return signup


def end_offer(*, signup: SignUp, state: OfferState, at: datetime) -> None:
    """End what is held out to somebody, inside the caller's transaction; nothing when nothing is."""
    if signup.state == SignUpState.OFFERED:
        Offer.objects.filter(signup=signup, state=OfferState.OPEN).update(state=state, ended_at=at)


def expire_offers(*, at: datetime) -> int:
    """Pass on the places whose offer nobody took in time, and those that nobody was found for; returns how many."""
    due = Offer.objects.filter(state=OfferState.OPEN, expires_at__lte=at).order_by("post_id", "expires_at")
    ended = sum(_expire(offer_id, at) for offer_id in list(due.values_list("pk", flat=True)[:AT_ONCE]))
    return ended + sum(_fill(post_id, at) for post_id in queries.posts_with_room_and_waiting(at, AT_ONCE))


@transaction.atomic
def _expire(offer_id: UUID, at: datetime) -> int:
    offer = Offer.objects.select_related("signup").get(pk=offer_id)
    lock_post(post_id=offer.post_id)
    open_still = Offer.objects.filter(pk=offer_id, state=OfferState.OPEN, expires_at__lte=at)
    if not open_still.update(state=OfferState.EXPIRED, ended_at=at):
        return 0
    signup = offer.signup
    SignUp.objects.filter(pk=signup.pk).update(state=SignUpState.LAPSED, cancelled_at=at)
    Post.objects.filter(pk=offer.post_id).update(taken=F("taken") - 1)
    audit.write_line(by=audit.SYSTEM, at=at, city=signup.city, verb="expire_offer", target=signup)
    events.publish(SignUpLapsed(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, at))
    hold_out(post_id=offer.post_id, at=at)
    return 1


@transaction.atomic
def _fill(post_id: UUID, at: datetime) -> int:
    lock_post(post_id=post_id)
    return hold_out(post_id=post_id, at=at, again=True)
