"""A vote is cast once by a real person; what looks like a machine's is set aside with a reason, and people may decide."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core import throttle
from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.core.one_line import one_line
from redvest.honour.award_vote_errors import (
    OwnVote,
    VoteCaseUnknown,
    VotedAlready,
    VoteNotOpen,
    VoteReasonMissing,
    VoterNotReal,
    VoterTooYoung,
    VoteSettled,
    VoteUnknown,
)
from redvest.honour.choices import AsideReason, EditionState, NominationState
from redvest.honour.models import AwardCategory, AwardEdition, AwardFreeze, AwardNomination, AwardVote
from redvest.honour.policy import own_vote, require_no_stake
from redvest.honour.queries.award_vote import ballots_of, limits_at, opened_at, votes_in_charge, votes_today
from redvest.honour.rules.award_vote import to_set_aside
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import REAL_NAMES, VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.age import age_on

LEAST_AGE = (
    14  # 个人信息保护法 art. 31: below, a child's data need a guardian each time; votes are no service
)
SHORTEST, LONGEST = 2, 200
HOUR = timedelta(hours=1)
# Tries, not votes: an account has one vote a category, a network or device many people.
TRIES = {"account": 60, "device": 60, "network": 1200}
TRACES_KEPT = timedelta(days=90)
FORGOTTEN = "已随注销清除"
COUNTING = (EditionState.VOTING, EditionState.JUDGING)


@transaction.atomic
def cast_vote(*, by: Standing, nomination_id: UUID, network: bytes, device: bytes, at: datetime) -> AwardVote:
    """One vote in a category, for good. ``network`` and ``device`` are keyed hashes.

    Raises Unauthenticated, NoVolunteerRecord, TooManyTries, VoteUnknown, VoteNotOpen, VoterNotReal, VoterTooYoung, OwnVote,
    VotedAlready.
    """
    person = hold_living(volunteer_id=require_volunteer(by))
    chosen = AwardNomination.objects.select_related("edition", "project", "region").filter(
        pk=nomination_id, city=by.city, state=NominationState.QUALIFIED
    )
    found = chosen.first()
    if found is None or found.edition.vote_from is None:
        raise VoteUnknown
    if not votes_today(found.edition, day_of(at)):
        raise VoteNotOpen
    _require_voter(person, at)
    if own_vote(by, found, at):
        raise OwnVote
    if AwardVote.objects.filter(
        category_id=found.category_id, volunteer_id__in=records_of(person.pk)
    ).exists():
        raise VotedAlready
    vote = _written(found, person, network, device, at)
    write_line(by=by.actor, at=at, city=vote.city, verb="cast_vote", target=found.edition)
    return vote


def count_tries(*, account: UUID | None, network: bytes, device: bytes, at: datetime) -> None:
    """Before the vote, in a transaction of its own, so that a refused try counts too. Raises TooManyTries."""
    keys = {"account": str(account), "device": device.hex(), "network": network.hex()}
    for name, key in keys.items():
        throttle.hit(f"award-vote:{name}:{key}", limit=TRIES[name], window=HOUR, at=at)


def _require_voter(person: Volunteer, at: datetime) -> None:
    if person.state != VolunteerState.ACTIVE or person.real_name_state not in REAL_NAMES:
        raise VoterNotReal
    if person.birth_on is None or age_on(person.birth_on, day_of(at)) < LEAST_AGE:
        raise VoterTooYoung


def _written(
    found: AwardNomination, person: Volunteer, network: bytes, device: bytes, at: datetime
) -> AwardVote:
    refused = refused_by(
        one_vote_per_person=VotedAlready, vote_while_the_edition_votes=VoteNotOpen, vote_for_who_stands=VoteUnknown
    )  # fmt: skip
    with refused:
        return AwardVote.objects.create(
            city=found.city, edition_id=found.edition_id, category_id=found.category_id, nomination=found,
            volunteer=person, at=at, network=network, device=device,
        )  # fmt: skip


@transaction.atomic
def set_votes_aside(*, edition_id: UUID, at: datetime) -> int:
    """Look through all votes of an edition that is voting or judged, and set aside what is found. Returns how many more.

    What was set aside stays so until people say otherwise. Nothing after the result is frozen.
    """
    edition = AwardEdition.objects.filter(pk=edition_id, vote_from__isnull=False).first()
    if edition is None:
        return 0
    found = _found(edition, at)
    # Looked through without holding up who votes just now; written with the row in hand, as the freeze reads.
    held = AwardEdition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    if held.state not in COUNTING or AwardFreeze.objects.filter(edition=held).exists():
        return 0
    counts = Counter[str]()
    for reason, keys in found.items():
        fresh = AwardVote.objects.filter(pk__in=keys, set_aside="", kept_at__isnull=True)
        counts[reason.value] = fresh.update(set_aside=reason, set_aside_at=at)
    total = counts.total()
    if total:
        write_line(
            by=SYSTEM, at=at, city=held.city, verb="set_votes_aside", target=held, counts=dict(+counts)
        )
    return total


def _found(edition: AwardEdition, at: datetime) -> dict[AsideReason, list[UUID]]:
    """What the rules find in each category, by reason."""
    limits, opened = limits_at(edition, day_of(at)), opened_at(edition)
    found: dict[AsideReason, list[UUID]] = defaultdict(list)
    for category in AwardCategory.objects.filter(edition=edition):
        for key, reason in to_set_aside(ballots_of(category), opened, limits).items():
            found[reason].append(key)
    return found


@transaction.atomic
def decide_vote(*, by: Standing, key: UUID, count: bool, words: str, at: datetime) -> AwardVote:
    """Whoever runs the edition looks at a vote: it counts after all, or it does not; in words, before the freeze.

    Raises VoteCaseUnknown, OwnEdition, VoteReasonMissing, VoteSettled.
    """
    rows = votes_in_charge(by).exclude(volunteer_id__in=by.records)
    known = rows.filter(pk=key).select_related("edition").first()
    if known is None:
        raise VoteCaseUnknown
    require_no_stake(by, known.edition, at)
    # Held against the freeze, which reads the votes with the edition's row in hand; the edition always first.
    edition = AwardEdition.objects.select_for_update(no_key=True).get(pk=known.edition_id)
    vote = AwardVote.objects.select_for_update().get(pk=key)
    said = one_line(words)
    if not SHORTEST <= len(said) <= LONGEST:
        raise VoteReasonMissing
    frozen = AwardFreeze.objects.filter(edition=edition).exists()
    if frozen or edition.state not in COUNTING or count == (vote.set_aside == ""):
        raise VoteSettled
    vote.set_aside, vote.set_aside_at = ("", None) if count else (AsideReason.BY_HAND, at)
    vote.kept_at, vote.decided_by_id, vote.words = at if count else None, by.account_id, said
    vote.save(update_fields=["set_aside", "set_aside_at", "kept_at", "decided_by", "words"])
    write_line(
        by=by.actor, at=at, city=vote.city, verb="decide_vote", target=edition, reason=said, count=count
    )
    return vote


def forget_traces(*, city: str, at: datetime) -> int:
    """Networks and devices of votes whose judging is long over: nobody needs them any more. Returns how many.

    An edition that still votes or is judged keeps them however late it is: its votes are looked through again.
    """
    over = AwardEdition.objects.filter(city=city, judge_until__lt=day_of(at - TRACES_KEPT))
    over = over.exclude(state__in=COUNTING)
    rows = AwardVote.objects.filter(city=city, edition__in=over).exclude(network=b"", device=b"")
    return rows.update(network=b"", device=b"")


@transaction.atomic
def forget_voter(*, volunteer_id: UUID, at: datetime) -> int:
    """Of who is erased: a vote stays a vote, without its network, its device and what was said about it."""
    rows = AwardVote.objects.filter(volunteer_id__in=records_of(volunteer_id))
    gone = rows.update(network=b"", device=b"")
    rows.exclude(words="").update(words=FORGOTTEN)
    if gone:
        person = Volunteer.objects.get(pk=volunteer_id)
        write_line(by=SYSTEM, at=at, city=person.city, verb="forget_voter", target=person, count=gone)
    return gone
