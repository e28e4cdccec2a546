"""Looks for works that are alike: hints for people, from which nothing follows by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.likeness import Alike, alike_long, alike_short
from redvest.honour.choices import LIVE_ENTRIES, ContestKind, ContestState, HintKind
from redvest.honour.contest_errors import EntryUnknown
from redvest.honour.models import Contest, ContestEntry, ContestHint, ContestPicture
from redvest.honour.queries.contest import contest_in_charge, contests_in_charge
from redvest.honour.rules.duplicate_picture import alike_pictures, unsigned
from redvest.registry.policy import Standing

SLOGAN_PERCENT, ESSAY_PERCENT = 70, 30
MOST_HINTS = 5000

Pair = tuple[UUID, UUID, HintKind, int]


@transaction.atomic
def look_for_likeness(*, by: Standing | None, key: UUID, at: datetime) -> int:
    """Compare all live works of a contest; returns how many pairs are new. A pair that somebody has looked at stays so.

    Text and pictures are read once; ten thousand of either take seconds. ``by`` none: the night's job.
    """
    contest = contest_in_charge(by, key) if by else Contest.objects.get(pk=key)
    found = sorted(_pairs(contest), key=lambda each: -each[3])[:MOST_HINTS]
    known = set(ContestHint.objects.filter(contest=contest).values_list("first_id", "second_id", "kind"))
    hints = [
        ContestHint(contest=contest, first_id=one, second_id=other, kind=kind, percent=percent, found_at=at)
        for one, other, kind, percent in found
        if (one, other, kind.value) not in known
    ]
    ContestHint.objects.bulk_create(hints, ignore_conflicts=True, batch_size=2000)
    Contest.objects.filter(pk=key).update(compared_at=at)
    if by or hints:
        write_line(
            by=by.actor if by else SYSTEM, at=at, city=contest.city, verb="look_for_likeness", target=contest,
            hints=len(hints),
        )  # fmt: skip
    return len(hints)


def look_over_contests(*, city: str, at: datetime) -> int:
    """Every contest whose works are still to be judged, each in a transaction of its own. Returns how many pairs are new."""
    rows = Contest.objects.filter(
        city=city, state__in=(ContestState.OPEN, ContestState.JUDGING), enter_from__lte=at
    )
    return sum(
        look_for_likeness(by=None, key=key, at=at)
        for key in list(rows.order_by("pk").values_list("pk", flat=True))
    )


def _pairs(contest: Contest) -> Iterator[Pair]:
    rows = ContestEntry.objects.filter(contest=contest, state__in=LIVE_ENTRIES, emptied_at__isnull=True)
    keys: list[UUID] = []
    texts: list[str] = []
    links: dict[str, UUID] = {}
    for pk, words, link in rows.order_by("pk").values_list("pk", "words", "link"):
        keys.append(pk)
        texts.append(words)
        if link:
            if link in links:
                yield links[link], pk, HintKind.LINK, 100
            links.setdefault(link, pk)
    yield from _ordered(keys, _alike(contest, texts))
    yield from _pictures(contest)


def _alike(contest: Contest, texts: list[str]) -> list[Alike]:
    if contest.kind == ContestKind.SLOGAN:
        return alike_short(texts, percent=SLOGAN_PERCENT)
    return alike_long(texts, percent=ESSAY_PERCENT)


def _ordered(keys: list[UUID], found: list[Alike]) -> Iterator[Pair]:
    for each in found:
        one, other = sorted((keys[each.first], keys[each.second]))
        yield one, other, HintKind.WORDS, each.percent


def _pictures(contest: Contest) -> Iterator[Pair]:
    """The closest pair of pictures of two works; two pictures of one work may well be alike."""
    rows = ContestPicture.objects.filter(
        entry__contest=contest,
        entry__state__in=LIVE_ENTRIES,
        entry__emptied_at__isnull=True,
        looks__isnull=False,
    )
    pictures = list(rows.order_by("entry_id", "place").values_list("entry_id", "looks"))
    best: dict[tuple[UUID, UUID], int] = {}
    for first, second, apart in alike_pictures([unsigned(looks or 0) for _entry, looks in pictures]):
        one, other = sorted((pictures[first][0], pictures[second][0]))
        if one != other:
            best[one, other] = min(apart, best.get((one, other), 64))
    for (one, other), apart in best.items():
        yield one, other, HintKind.PICTURE, 100 - 100 * apart // 64


@transaction.atomic
def see_hint(*, by: Standing, key: UUID, at: datetime) -> ContestHint:
    """Somebody looked at the two and leaves them as they are. Raises EntryUnknown."""
    rows = ContestHint.objects.select_for_update(of=("self",)).filter(contest__in=contests_in_charge(by))
    hint = rows.filter(pk=key).first()
    if hint is None:
        raise EntryUnknown
    if hint.seen_at is None:
        hint.seen_by_id, hint.seen_at = by.account_id, at
        hint.save(update_fields=["seen_by", "seen_at"])
        write_line(by=by.actor, at=at, city=by.city, verb="see_hint", target=hint)
    return hint
