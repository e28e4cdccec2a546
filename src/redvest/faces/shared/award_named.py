"""Whom an edition names in public, by category: the same on its page and over the API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from redvest.faces.shared.award_words import nominee_place, public_nominees
from redvest.honour.choices import CategorySubject
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination
from redvest.honour.queries.nomination import NAMES_SHOWN, shown_nominees
from redvest.honour.rules.award import Conditions, asked_sentences


@dataclass(frozen=True, slots=True)
class Named:
    """A nominee as the public meets them."""

    each: AwardNomination
    name: str
    place: str


def named_in(edition: AwardEdition, at: datetime) -> Mapping[UUID, list[Named]]:
    """By category who came through, once the check is over; the winners alone once they are in public. Two queries."""
    rows = list(shown_nominees(edition)) if edition.state in NAMES_SHOWN else []
    names = public_nominees(rows, at)
    found: dict[UUID, list[Named]] = defaultdict(list)
    for each in rows:
        found[each.category_id].append(Named(each, names[each.pk], nominee_place(each)))
    return found


def asked_of(category: AwardCategory, edition: AwardEdition) -> list[str]:
    """Its conditions, a sentence each."""
    kept = Conditions.of(category.eligibility)
    return [str(line) for line in asked_sentences(CategorySubject(category.subject), kept, edition.year)]
