"""What can be done with groups: take as many places as there are names, or none; give the whole group up, or one.

Nobody is put down without a yes. Whoever makes the group up says yes for themselves and their own children; an
organisation writes down how its grown-up members agreed; everybody else has a place kept until their own yes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from redvest.core import audit, clock, events
from redvest.core.errors import NotAllowed
from redvest.core.idempotency import KeyReused, KeyTooLong
from redvest.core.throttle import hit
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_leads, require_member, require_volunteer
from redvest.registry.queries.on_behalf import standing_for_child
from redvest.registry.queries.setting import rule, rules
from redvest.service import policy
from redvest.service.actions.offer import lock_post
from redvest.service.actions.person_lock import lock_lots, lock_people
from redvest.service.actions.signup import cancel_kind, give_up
from redvest.service.choices import LIVE_SIGNUPS, ConsentHow, SignUpState
from redvest.service.events import LeftOutOfParty, NamedInParty
from redvest.service.models import Offer, Opening, Post, ProxyConsent, SignUp, SignUpParty
from redvest.service.party_errors import (
    ConsentMissing,
    PartyEmpty,
    PartyNotHere,
    PartyOverMost,
    PartyRefused,
    PartyTooLarge,
    PartyUnknown,
)
from redvest.service.queries import party as queries
from redvest.service.queries.cancelling import last_moment
from redvest.service.queries.offer import terms_at
from redvest.service.rules.offer import OfferTerms, offer_ends
from redvest.service.signup_errors import CancelTooLate, SignUpNotFound

TRIES, WINDOW = 30, timedelta(hours=1)
UP_TO = 40


@dataclass(frozen=True)
class PartyForm:
    """Who comes: ``people`` by number and name, oneself ``with_me``, one's ``children``.

    ``body_id`` with ``how`` and ``words``: an organisation that heard its members' yes, and how.
    """

    people: Sequence[tuple[str, str]] = ()
    with_me: bool = True
    children: Sequence[UUID] = ()
    name: str = ""
    body_id: UUID | None = None
    how: str = ""
    words: str = ""


def sign_up_party(
    *, by: Standing, post_id: UUID, form: PartyForm, key: str = "", at: datetime
) -> SignUpParty:
    """All of them or none. The same key again returns the group that it made.

    Raises PartyRefused (with everybody's reasons), PartyTooLarge, PartyEmpty, PartyOverMost, PartyNotHere,
    ConsentMissing, NotAllowed, KeyTooLong, KeyReused.
    """
    maker = require_member(by)
    hit(f"party:{maker}", limit=TRIES, window=WINDOW, at=at)
    if len(key) > 120:
        raise KeyTooLong
    if (before := _made_before(maker, post_id, key)) is not None:
        return before
    post = Post.objects.select_related("activity").filter(pk=post_id, city=by.city).first()
    if post is None:
        raise SignUpNotFound("没有找到这个岗位，它可能已经取消。")
    most = int(rule("party.most", post.activity.region_path, clock.day_of(at)))
    if len(form.people) > most:
        raise PartyOverMost
    people, missing = queries.people_called(by.city, form.people)
    mine = _own(by, form, at)
    everybody = list({each.pk: each for each in [*mine, *people]}.values())
    _require_consent(by, form, [each for each in everybody if each not in mine])
    if missing:
        raise PartyRefused(reasons=missing)
    if len(everybody) < 2:
        raise PartyEmpty
    if len(everybody) > most:
        raise PartyOverMost
    return _book(by, post, form, everybody, {each.pk for each in mine}, key, at)


def _made_before(maker: UUID | None, post_id: UUID, key: str) -> SignUpParty | None:
    """The group that a request with this key made. Raises KeyReused for another post."""
    made = SignUpParty.objects.filter(made_by=maker, request_key=key).first() if key else None
    if made is not None and made.post_id != post_id:
        raise KeyReused
    return made


def _own(by: Standing, form: PartyForm, at: datetime) -> list[Volunteer]:
    """For whom the maker says yes by right."""
    wanted = set(form.children) & queries.own_children(by, at)
    if form.with_me:
        wanted.add(require_volunteer(by))
    return list(Volunteer.objects.filter(pk__in=wanted))


def _require_consent(by: Standing, form: PartyForm, others: Collection[Volunteer]) -> None:
    if form.body_id is None:
        return
    require_leads(by, form.body_id)
    if form.how not in ConsentHow.values:
        raise ConsentMissing
    strangers = queries.not_members(form.body_id, others)
    if strangers:
        said = "不是这个组织的成员，要本人自己答应，请从组织里去掉再报。"
        raise PartyRefused(
            reasons=[
                {"code": "not-a-member", "name": each.name, "sentence": f"{each.name}：{said}"}
                for each in strangers
            ]
        )


@transaction.atomic
def _book(
    by: Standing, post: Post, form: PartyForm, people: list[Volunteer], own: set[UUID], key: str, at: datetime
) -> SignUpParty:
    lock_people(people=[each.pk for each in people])
    lock_post(post_id=post.pk)
    lock_lots(people=[each.pk for each in people])
    if (before := _made_before(by.account_id, post.pk, key)) is not None:
        return before  # the same request at the same moment
    post = Post.objects.select_related("activity").get(pk=post.pk)  # it may have been moved meanwhile
    if post.needs_review or Opening.objects.filter(post=post).exists():
        raise PartyNotHere
    if reasons := queries.reasons_of_all(people, post, own, at):
        raise PartyRefused(reasons=reasons)
    room = Post.objects.filter(pk=post.pk, taken__lte=F("places") - len(people))
    if not room.update(taken=F("taken") + len(people)):
        left = Post.objects.values_list("places", "taken").get(pk=post.pk)
        raise PartyTooLarge(left=left[0] - left[1])
    try:
        with transaction.atomic():
            party = SignUpParty.objects.create(
                city=post.city, post=post, name=form.name.strip()[:UP_TO], made_by_id=require_member(by),
                body_id=form.body_id, request_key=key, created_at=at,
            )  # fmt: skip
            sure = (
                own
                if form.body_id is None
                else {each.pk for each in people} - (queries.minors(people, post, at) - own)
            )
            _put_down(by, party, post, form, people, sure, own, at)
    except IntegrityError as fault:
        _made_before(by.account_id, post.pk, key)  # for another post, at this moment
        raise PartyRefused from fault  # another plan of one of them, made at this moment
    audit.write_line(
        by=by.actor, at=at, city=party.city, verb="sign_up_party", target=party, people=len(people)
    )
    return party


def _put_down(
    by: Standing, party: SignUpParty, post: Post, form: PartyForm, people: list[Volunteer], sure: set[UUID],
    own: set[UUID], at: datetime,
) -> None:  # fmt: skip
    starts = post.starts_at or post.activity.starts_at
    period = (starts, post.ends_at or post.activity.ends_at)
    hours = int(rules(("party.hours",), post.activity.region_path, clock.day_of(at))["party.hours"])
    terms = terms_at(post)
    terms = OfferTerms(hours * 60, terms.near_minutes, terms.near_hours, terms.quiet_from, terms.quiet_until)
    until = offer_ends(made_at=at, starts_at=starts, terms=terms)
    turns = zip(people, _in_order(len(people)), strict=True)
    for person, queue in sorted(turns, key=lambda each: each[0].pk):
        yes = person.pk in sure
        signup = SignUp.objects.create(
            city=post.city, post=post, activity_id=post.activity_id, volunteer=person, queue=queue, period=period,
            state=SignUpState.CONFIRMED if yes else SignUpState.OFFERED, created_at=at, party=party,
            confirmed_at=at if yes else None, made_by_id=None if by.is_self(person.pk) else by.account_id,
        )  # fmt: skip
        if not yes:
            Offer.objects.create(city=post.city, post=post, signup=signup, made_at=at, expires_at=until)
        elif person.pk not in own:
            ProxyConsent.objects.create(
                signup=signup, city=post.city, how=form.how, words=form.words.strip()[:200],
                heard_by_id=require_member(by), at=at,
            )  # fmt: skip
        audit.write_line(
            by=by.actor,
            at=at,
            city=post.city,
            verb="sign_up",
            target=signup,
            state=signup.state,
            party=str(party.pk),
        )
        if person.pk not in own:
            events.publish(NamedInParty(post.city, signup.pk, person.pk, post.activity_id, at))


def _in_order(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('service_signup_queue') FROM generate_series(1, %s)", [count])
        return sorted(int(row[0]) for row in cursor.fetchall())


@transaction.atomic
def cancel_party(*, by: Standing, party_id: UUID, at: datetime) -> int:
    """Give every place of the group back; again changes nothing. Raises PartyUnknown, NotAllowed, CancelTooLate."""
    party = _party(by, party_id)
    lock_post(post_id=party.post_id)
    live = _live(party)
    if any(at >= last_moment(signup=each) for each in live):
        raise CancelTooLate
    for signup in live:
        _take_out(by, signup, at)
    if SignUpParty.objects.filter(pk=party.pk, ended_at__isnull=True).update(ended_at=at):
        audit.write_line(
            by=by.actor, at=at, city=party.city, verb="cancel_party", target=party, people=len(live)
        )
    return len(live)


@transaction.atomic
def leave_out(*, by: Standing, party_id: UUID, signup_id: UUID, at: datetime) -> None:
    """Give one place of the group back; again changes nothing. Raises PartyUnknown, NotAllowed, CancelTooLate."""
    party = _party(by, party_id)
    lock_post(post_id=party.post_id)
    for signup in _live(party):
        if signup.pk == signup_id:
            if at >= last_moment(signup=signup):
                raise CancelTooLate
            _take_out(by, signup, at)


def _party(by: Standing, party_id: UUID) -> SignUpParty:
    party = SignUpParty.objects.select_related("post__activity").filter(pk=party_id, city=by.city).first()
    if party is None:
        raise PartyUnknown
    if party.made_by_id != by.account_id and not policy.may_lead(by, party.post.activity):
        raise NotAllowed
    return party


def _live(party: SignUpParty) -> list[SignUp]:
    rows = SignUp.objects.filter(party=party, state__in=LIVE_SIGNUPS).select_for_update(of=("self",))
    return list(rows.select_related("activity").order_by("queue"))


def _take_out(by: Standing, signup: SignUp, at: datetime) -> None:
    give_up(signup=signup, kind=cancel_kind(by=_as_whom(by, signup, at), signup=signup, at=at), at=at)
    audit.write_line(by=by.actor, at=at, city=signup.city, verb="cancel_signup", target=signup)
    if not by.is_self(signup.volunteer_id):
        events.publish(LeftOutOfParty(signup.city, signup.pk, signup.volunteer_id, signup.activity_id, at))


def _as_whom(by: Standing, signup: SignUp, at: datetime) -> Standing:
    """As who gives this place up: a guardian does it as the child, as on the child's own page."""
    if signup.volunteer_id not in queries.own_children(by, at):
        return by
    return standing_for_child(by, signup.volunteer_id, at)[1]
