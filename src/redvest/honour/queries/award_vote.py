"""Reads votes for awards: what may be voted on, what somebody voted, what counts, what was set aside and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from redvest.core.clock import CHINA
from redvest.honour.award_vote_errors import VoteUnknown
from redvest.honour.choices import STANDING_NOMINATIONS, AsideReason, EditionState
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination, AwardVote
from redvest.honour.rules.award_vote import SETTINGS, Ballot, Limits, network_of
from redvest.registry.models import Membership
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.merge import living_records
from redvest.registry.queries.setting import rule
from redvest.service.models import HoursEntry

NOT_YET = (EditionState.DRAFT, EditionState.NOMINATING, EditionState.CHECKING, EditionState.CALLED_OFF)


def vote_edition(city: str, key: UUID) -> AwardEdition:
    """One with a public vote that has begun or is over. Raises VoteUnknown."""
    rows = AwardEdition.objects.filter(city=city, vote_from__isnull=False).exclude(state__in=NOT_YET)
    found = rows.select_related("programme").filter(pk=key).first()
    if found is None:
        raise VoteUnknown
    return found


def votes_today(edition: AwardEdition, on: date) -> bool:
    """Whether votes are let in."""
    days = edition.vote_from, edition.vote_until
    return edition.state == EditionState.VOTING and bool(days[0] and days[1] and days[0] <= on <= days[1])


def my_votes(by: Standing, edition: AwardEdition) -> dict[UUID, UUID]:
    """Category: nomination, over all records of the person."""
    rows = AwardVote.objects.filter(edition=edition, volunteer_id__in=by.records)
    return dict(rows.order_by("-at").values_list("category_id", "nomination_id"))


@dataclass(slots=True)
class Tally:
    """What one nomination got: votes that count, and those that do not by reason."""

    counted: int = 0
    aside: dict[str, int] = field(default_factory=dict)


def tallies(edition: AwardEdition) -> dict[UUID, Tally]:
    """By nomination. One query."""
    found: dict[UUID, Tally] = defaultdict(Tally)
    rows = AwardVote.objects.filter(edition=edition).values_list("nomination_id", "set_aside").order_by()
    for nomination_id, reason, count in rows.annotate(count=Count("pk")):
        if reason:
            found[nomination_id].aside[reason] = count
        else:
            found[nomination_id].counted = count
    return dict(found)


def aside_by_reason(edition: AwardEdition, category: AwardCategory | None = None) -> dict[AsideReason, int]:
    """How many votes do not count, and why."""
    rows = AwardVote.objects.filter(edition=edition).exclude(set_aside="")
    if category is not None:
        rows = rows.filter(category=category)
    counts = rows.values_list("set_aside").order_by("set_aside").annotate(count=Count("pk"))
    return {AsideReason(reason): count for reason, count in counts}


def limits_at(edition: AwardEdition, on: date) -> Limits:
    return Limits(*(int(rule(key, edition.region_path, on)) for key in SETTINGS))


def opened_at(edition: AwardEdition) -> datetime:
    """The first moment of the vote. Only for editions that have one."""
    assert edition.vote_from is not None
    return datetime.combine(edition.vote_from, time.min, CHINA)


def ballots_of(category: AwardCategory) -> Iterator[Ballot]:
    """All votes of a category about which people have not decided, as the rules read them."""
    rows = AwardVote.objects.filter(category=category, kept_at__isnull=True).exclude(
        set_aside=AsideReason.BY_HAND
    )
    who = OuterRef("volunteer_id")
    served = Exists(HoursEntry.objects.filter(volunteer_id=who))
    joined = Exists(Membership.objects.filter(volunteer_id=who))
    known = rows.annotate(
        active=served | joined,
        since=Coalesce("volunteer__account__created_at", "volunteer__registered_at"),
    ).values_list(
        "pk", "nomination_id", "volunteer_id", "at", "network", "device", "since", "active"
    )  # fmt: skip
    found = list(known)
    survivors = living_records(rows.values("volunteer_id"))
    for key, nomination, person, at, network, device, since, active in found:
        yield Ballot(
            key,
            nomination,
            survivors.get(person, person),
            at,
            bytes(network),
            bytes(device),
            since,
            not active,
        )


def votes_aside(edition: AwardEdition, reason: str = "") -> QuerySet[AwardVote]:
    """Those that do not count, with their names, for the desk."""
    rows = AwardVote.objects.filter(edition=edition).exclude(set_aside="")
    if reason in AsideReason.values:
        rows = rows.filter(set_aside=reason)
    return rows.select_related(
        "volunteer__region", "category", "nomination__volunteer", "nomination__body", "nomination__region",
        "nomination__project",
    )  # fmt: skip


def votes_in_charge(by: Standing) -> QuerySet[AwardVote]:
    """Votes of editions of the places that somebody governs."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(edition__region_path__startswith=path)
    return AwardVote.objects.filter(where, city=by.city)


def vote_marks(address: str, device: str) -> tuple[bytes, bytes]:
    """What is kept of where a vote came from: keyed hashes of its network and its browser's mark, 32 bytes each."""
    ring = secret.keyring()
    return (
        ring.keyed_hash(network_of(address), purpose="award-network"),
        ring.keyed_hash(device, purpose="award-device"),
    )


def choices_of(edition: AwardEdition) -> list[tuple[AwardCategory, list[AwardNomination]]]:
    """Every category with who stands in it, in an order that favours nobody and stays the same. Two queries."""
    rows = AwardNomination.objects.filter(edition=edition, state__in=STANDING_NOMINATIONS)
    standing: dict[UUID, list[AwardNomination]] = defaultdict(list)
    for each in rows.select_related("volunteer__region", "body", "region", "project__body"):
        standing[each.category_id].append(each)
    return [
        (category, sorted(standing[category.pk], key=lambda each: sha256(each.pk.bytes).digest()))
        for category in AwardCategory.objects.filter(edition=edition)
    ]


def aside_in_categories(edition: AwardEdition) -> dict[UUID, list[tuple[str, int]]]:
    """By category: the reasons in words with how many votes do not count for them. One query."""
    rows = AwardVote.objects.filter(edition=edition).exclude(set_aside="")
    counted = rows.values_list("category_id", "set_aside").order_by("category_id", "set_aside")
    found: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for category_id, reason, count in counted.annotate(count=Count("pk")):
        found[category_id].append((str(AsideReason(reason).label), count))
    return dict(found)


def votes_running(city: str) -> list[UUID]:
    """Editions that vote now."""
    rows = AwardEdition.objects.filter(city=city, state=EditionState.VOTING).order_by("pk")
    return list(rows.values_list("pk", flat=True))
