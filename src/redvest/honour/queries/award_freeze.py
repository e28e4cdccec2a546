"""Reads what a result follows from, and results that were frozen."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from redvest.core.clock import CHINA
from redvest.honour.award_jury_errors import ResultUnknown
from redvest.honour.choices import DECIDED_EDITIONS, EditionState
from redvest.honour.models import (
    AwardCategory,
    AwardEdition,
    AwardFreeze,
    AwardJuror,
    AwardResult,
    AwardScore,
    JurorRecusal,
)
from redvest.honour.queries.award_jury import Entry, entries_of, jury_of
from redvest.honour.queries.award_vote import tallies
from redvest.honour.rules.award_log import CategoryFacts, JurorLine, Scored

PUBLIC_RESULT = (EditionState.PUBLICITY, *DECIDED_EDITIONS)


def moment_text(at: datetime) -> str:
    """As the log writes it: China's time, whole seconds."""
    return at.astimezone(CHINA).replace(microsecond=0).isoformat()


def juror_lines(edition: AwardEdition) -> list[JurorLine]:
    """Under their pseudonyms; ``open`` for who is still waited for."""
    return [JurorLine(each.pseudonym, _state(each), each.reason) for each in jury_of(edition)]


def _state(juror: AwardJuror) -> str:
    if juror.released_at:
        return "released"
    return "sealed" if juror.sealed_at else "open"


def category_facts(edition: AwardEdition) -> list[CategoryFacts]:
    """Every category with all that its ranking follows from; the number of queries does not grow with them."""
    entries, votes = entries_of(edition), tallies(edition)
    standing: dict[UUID, list[Entry]] = defaultdict(list)
    for each in entries:
        standing[each.category.pk].append(each)
    of = {each.nomination.pk: each.category.pk for each in entries}
    scores: dict[UUID, list[Scored]] = defaultdict(list)
    rows = AwardScore.objects.filter(juror__edition=edition).order_by("at", "revision", "pk").values_list(
        "juror__pseudonym", "nomination_id", "criterion", "points", "revision", "at"
    )  # fmt: skip
    for name, key, criterion, points, revision, at in rows:
        if key in of:
            scores[of[key]].append(Scored(name, str(key), criterion, points, revision, moment_text(at)))
    recusals: dict[UUID, list[tuple[str, str, bool]]] = defaultdict(list)
    absent = JurorRecusal.objects.filter(juror__edition=edition).order_by("at", "pk")
    for name, key, automatic in absent.values_list("juror__pseudonym", "nomination_id", "automatic"):
        if key in of:
            recusals[of[key]].append((name, str(key), automatic))
    return [
        CategoryFacts(
            key=str(each.pk),
            name=each.name,
            places=each.places,
            rubric=each.rubric,
            entries=[(str(one.nomination.pk), one.number) for one in standing[each.pk]],
            recusals=recusals[each.pk],
            scores=scores[each.pk],
            votes={str(one.nomination.pk): votes[one.nomination.pk].counted for one in standing[each.pk]
                   if one.nomination.pk in votes},
            aside={str(one.nomination.pk): votes[one.nomination.pk].aside for one in standing[each.pk]
                   if one.nomination.pk in votes},
        )
        for each in AwardCategory.objects.filter(edition=edition)
    ]  # fmt: skip


def freezes_of(edition: AwardEdition) -> QuerySet[AwardFreeze]:
    """The result that holds first, then those that it corrects; without the logs."""
    rows = AwardFreeze.objects.filter(edition=edition).defer("log").select_related("frozen_by")
    return rows.order_by("-number")


def result_of(freeze: AwardFreeze) -> QuerySet[AwardResult]:
    """By category and rank."""
    rows = AwardResult.objects.filter(freeze=freeze).select_related(
        "nomination__category", "nomination__volunteer", "nomination__body", "nomination__region",
        "nomination__project",
    )  # fmt: skip
    return rows.order_by("nomination__category__order", "nomination__category", "rank", "nomination")


def latest_freeze(edition: AwardEdition) -> AwardFreeze | None:
    """The result that holds, without its log."""
    return freezes_of(edition).first()


def proposed_winners(edition: AwardEdition) -> dict[UUID, list[UUID]]:
    """Category: nominations whose rank lies within its places. Where a shared rank crosses the last place, those who share
    it are left out: people choose among them.
    """
    freeze = latest_freeze(edition)
    found: dict[UUID, list[UUID]] = {}
    if freeze is None:
        return found
    ranked: dict[UUID, list[AwardResult]] = defaultdict(list)
    for each in result_of(freeze):
        ranked[each.nomination.category_id].append(each)
    for key, rows in ranked.items():
        places = rows[0].nomination.category.places
        fits = [each for each in rows if sum(one.rank <= each.rank for one in rows) <= places]
        found[key] = [each.nomination_id for each in fits]
    return found


def public_freeze(city: str, key: UUID, number: int | None = None) -> AwardFreeze:
    """The result of an edition that is in public or over, or an earlier one that it corrects. Raises ResultUnknown."""
    rows = AwardFreeze.objects.filter(edition_id=key, city=city, edition__state__in=PUBLIC_RESULT)
    if number is not None:
        rows = rows.filter(number=number)
    found = rows.select_related("edition__programme").order_by("-number").first()
    if found is None:
        raise ResultUnknown
    return found
