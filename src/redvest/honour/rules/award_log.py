"""The score log of an award: everything that the ranking follows from, in one canonical text with its digest. Pure.

The text is RFC 8785 (JCS) and holds no name: entries are their keys and numbers, jurors their pseudonyms, reasons of
recusals stay inside. It is stored as it was frozen and served bit for bit; ``data/award/recompute.py`` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import rfc8785

from redvest.honour.rules.award_score import Placed, ranking

FORMAT = "redvest-award-log/1"


@dataclass(frozen=True, slots=True)
class Scored:
    """One point as it was written down; ``revision`` counts from 1, the highest counts."""

    juror: str
    entry: str
    criterion: str
    points: int
    revision: int
    at: str


@dataclass(frozen=True, slots=True)
class JurorLine:
    """``state``: ``sealed``, or ``released`` by an officer, whose points do not count."""

    name: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """What a category's ranking follows from. ``entries``: key and number; ``recusals``: juror, entry, automatic."""

    key: str
    name: str
    places: int
    rubric: Sequence[Mapping[str, Any]]
    entries: Sequence[tuple[str, int]]
    recusals: Sequence[tuple[str, str, bool]] = ()
    scores: Sequence[Scored] = ()
    votes: Mapping[str, int] = field(default_factory=dict)
    aside: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def points_of(facts: CategoryFacts, jurors: Iterable[JurorLine]) -> dict[str, dict[str, int]]:
    """Juror, entry: the last points of all criteria together, of those who sealed and were not recused."""
    sealed = {each.name for each in jurors if each.state == "sealed"}
    barred = {(juror, entry) for juror, entry, _automatic in facts.recusals}
    last: dict[tuple[str, str, str], int] = {}
    for line in sorted(facts.scores, key=lambda each: each.revision):
        if line.juror in sealed and (line.juror, line.entry) not in barred:
            last[line.juror, line.entry, line.criterion] = line.points
    found: dict[str, dict[str, int]] = {}
    for (juror, entry, _criterion), points in last.items():
        own = found.setdefault(juror, {})
        own[entry] = own.get(entry, 0) + points
    return found


def category_ranking(facts: CategoryFacts, jurors: Sequence[JurorLine], vote_percent: int) -> list[Placed]:
    """Of no entries, none."""
    if not facts.entries:
        return []
    keys = [key for key, _number in facts.entries]
    return ranking(keys, points_of(facts, jurors), facts.votes, vote_percent)


def score_log(
    *,
    edition: Mapping[str, Any],
    freeze: Mapping[str, Any],
    jurors: Sequence[JurorLine],
    categories: Sequence[CategoryFacts],
) -> tuple[str, str]:
    """The canonical text and its digest in hex, which stands inside and covers everything else."""
    percent = int(edition["vote_percent"])
    log: dict[str, Any] = {
        "format": FORMAT,
        "edition": dict(edition),
        "freeze": dict(freeze),
        "jurors": [{"name": each.name, "state": each.state, "reason": each.reason} for each in jurors],
        "categories": [_category(each, category_ranking(each, jurors, percent)) for each in categories],
    }
    digest = sha256(rfc8785.dumps(log)).hexdigest()
    return rfc8785.dumps(log | {"digest": digest}).decode(), digest


def _category(facts: CategoryFacts, placed: Sequence[Placed]) -> dict[str, Any]:
    return {
        "id": facts.key,
        "name": facts.name,
        "places": facts.places,
        "rubric": [{"code": each["code"], "name": each["name"], "most": each["most"]} for each in facts.rubric],
        "entries": [{"id": key, "number": number} for key, number in facts.entries],
        "recusals": [
            {"juror": juror, "entry": entry, "automatic": automatic} for juror, entry, automatic in facts.recusals
        ],
        "scores": [
            {
                "juror": each.juror, "entry": each.entry, "criterion": each.criterion, "points": each.points,
                "revision": each.revision, "at": each.at,
            }
            for each in facts.scores
        ],
        "votes": [
            {"entry": key, "counted": facts.votes.get(key, 0), "aside": dict(facts.aside.get(key, {}))}
            for key, _number in facts.entries
        ],
        "result": [
            {
                "entry": each.entry, "rank": each.rank, "total": each.total, "jury": each.jury, "vote": each.vote,
                "votes": each.votes,
            }
            for each in placed
        ],
    }  # fmt: skip
