"""Reads needs of a crisis: the public board, what staff work through, which may be one, what was said in the first place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from redvest.care.choices import CrisisNeedState
from redvest.care.crisis_errors import CrisisNeedUnknown
from redvest.care.models import Crisis, CrisisApart, CrisisNeed
from redvest.care.rules.crisis import CRISIS_TOLD
from redvest.care.rules.likeness import Report, Why, compare
from redvest.registry.queries.secret import keyring

OPEN_STATES = (CrisisNeedState.NEW, CrisisNeedState.VERIFIED, CrisisNeedState.EXPIRED)
MOST_COMPARED = 5000  # of the latest; older ones that nobody verified are long stale


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a need, as it was said: for those who work on it."""

    words: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """Two that may be one, the earlier first, with what was said of each."""

    one: CrisisNeed
    one_told: Told
    other: CrisisNeed
    other_told: Told
    why: Why


def seal_told(told: Told) -> bytes:
    text = json.dumps([told.words, told.place, told.lon, told.lat], ensure_ascii=False)
    return keyring().encrypt(text, context=CRISIS_TOLD)


def told_of(need: CrisisNeed) -> Told:
    """Empty where it was let go of after the crisis."""
    if need.told_sealed is None:
        return Told()
    return Told(*json.loads(keyring().decrypt(bytes(need.told_sealed), context=CRISIS_TOLD)))


def board(crisis: Crisis, at: datetime) -> QuerySet[CrisisNeed]:
    """What everybody may read: verified, and not too long ago; what was looked at last stands first."""
    rows = CrisisNeed.objects.filter(crisis=crisis, state=CrisisNeedState.VERIFIED, expires_at__gt=at)
    return rows.order_by("-verified_at", "-id")


def needs_of(crisis: Crisis, state: str = "") -> QuerySet[CrisisNeed]:
    """For staff: of one state, the longest waiting first, or all of them, the latest first."""
    rows = CrisisNeed.objects.filter(crisis=crisis).select_related(
        "verified_by", "merged_into", "reported_by"
    )
    if state in CrisisNeedState.values:
        return rows.filter(state=state).order_by("reported_at", "id")
    return rows.order_by("-reported_at", "-id")


def to_verify(crisis: Crisis) -> QuerySet[CrisisNeed]:
    """New ones and those whose word has run out."""
    return CrisisNeed.objects.filter(crisis=crisis, state__in=(CrisisNeedState.NEW, CrisisNeedState.EXPIRED))


def need_of(crisis: Crisis, key: UUID | None) -> CrisisNeed:
    """Raises CrisisNeedUnknown."""
    found = needs_of(crisis).filter(pk=key).first() if key else None
    if found is None:
        raise CrisisNeedUnknown
    return found


@dataclass(frozen=True, slots=True)
class LikelyFound:
    """The pairs that are shown; ``more``: there are, or may be, others."""

    pairs: list[Likely]
    more: bool


def likely_one(crisis: Crisis, most: int = 50) -> list[Likely]:
    """Open needs from one phone, or within 100 m in similar words, that nobody has said are two."""
    return likely_found(crisis, most).pairs


def likely_found(crisis: Crisis, most: int) -> LikelyFound:
    """The same, and whether that is all of them."""
    rows = CrisisNeed.objects.filter(crisis=crisis, state__in=OPEN_STATES).order_by("-reported_at")
    needs = {each.pk: each for each in rows[: MOST_COMPARED + 1]}
    left_out = len(needs) > MOST_COMPARED
    if left_out:
        needs.popitem()
    told = {key: told_of(each) for key, each in needs.items()}
    reports = [
        Report(
            key, bytes(need.phone_hash) if need.phone_hash else None, told[key].words, told[key].lon, told[key].lat,
            need.reported_at,
        )
        for key, need in needs.items()
    ]  # fmt: skip
    said = CrisisApart.objects.filter(one__crisis=crisis).values_list("one_id", "other_id")
    found = compare(reports, apart={frozenset(each) for each in said})
    shown = [
        Likely(needs[one], told[one], needs[other], told[other], why)  # type: ignore[index]
        for one, other, why in found.pairs[:most]
    ]
    return LikelyFound(shown, left_out or not found.every or len(found.pairs) > most)
