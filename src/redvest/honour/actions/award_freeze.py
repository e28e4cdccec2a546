"""The result of an edition is worked out once, stored with its log for good, and corrected only by another beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.honour.actions.award_jury import hold_judged, recuse_bound, said
from redvest.honour.actions.award_vote import set_votes_aside
from redvest.honour.award_jury_errors import (
    EntryUnjudged,
    JuryMoved,
    JuryTooSmall,
    JuryUnfinished,
    RubricMissing,
    VoteStillRuns,
)
from redvest.honour.choices import EditionState
from redvest.honour.models import AwardEdition, AwardFreeze, AwardResult
from redvest.honour.queries.award_freeze import category_facts, juror_lines, moment_text
from redvest.honour.queries.award_jury import jury_of
from redvest.honour.rules.award_log import CategoryFacts, JurorLine, category_ranking, points_of, score_log
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rule


@transaction.atomic
def freeze_result(*, by: Standing, edition_id: UUID, reason: str = "", at: datetime) -> AwardFreeze:
    """Rank every category from sealed points and counted votes, with the log that anybody works it out again from.

    The first while the edition is judged; a correction, with a reason, also while it is in public. Raises JuryUnknown,
    OwnEdition, JuryMoved, JuryReasonMissing, VoteStillRuns, JuryUnfinished, JuryTooSmall, RubricMissing, EntryUnjudged.
    """
    edition = hold_judged(by=by, key=edition_id, at=at)
    before = AwardFreeze.objects.filter(edition=edition).count()
    if edition.state not in (EditionState.JUDGING, *((EditionState.PUBLICITY,) if before else ())):
        raise JuryMoved
    why = said(text=reason) if before else ""
    if edition.vote_until is not None and day_of(at) <= edition.vote_until:
        raise VoteStillRuns
    for juror in jury_of(edition):
        recuse_bound(juror=juror, at=at)
    set_votes_aside(edition_id=edition.pk, at=at)
    jurors, facts = juror_lines(edition), category_facts(edition)
    _require_judged(edition, jurors, facts, at)
    freeze = _write(edition, by, jurors, facts, number=before + 1, reason=why, at=at)
    write_line(
        by=by.actor, at=at, city=edition.city, verb="freeze_result", target=freeze, reason=why,
        number=freeze.number, digest=freeze.digest,
    )  # fmt: skip
    return freeze


def _require_judged(
    edition: AwardEdition, jurors: Sequence[JurorLine], facts: Sequence[CategoryFacts], at: datetime
) -> None:
    if any(each.state == "open" for each in jurors):
        raise JuryUnfinished
    least = int(rule("award.least_jurors", edition.region_path, day_of(at)))
    sealed = sum(each.state == "sealed" for each in jurors)
    if sealed < least:
        raise JuryTooSmall(
            f"至少要 {least} 位评委交卷，现在 {sealed} 位，请再聘几位。", least=least, sealed=sealed
        )
    for each in facts:
        if each.entries and not each.rubric:
            raise RubricMissing(f"“{each.name}”还没有评分标准，先补上再封存结果。")
        judged = {entry for own in points_of(each, jurors).values() for entry in own}
        bare = [number for key, number in each.entries if key not in judged]
        if bare:
            raise EntryUnjudged(
                f"“{each.name}” {bare[0]} 号材料没有一位评委打过分，请再聘一位不用回避的评委。"
            )


def _write(
    edition: AwardEdition, by: Standing, jurors: Sequence[JurorLine], facts: Sequence[CategoryFacts],
    *, number: int, reason: str, at: datetime,
) -> AwardFreeze:  # fmt: skip
    text, digest = score_log(
        edition={
            "id": str(edition.pk), "title": edition.title, "year": edition.year, "city": edition.city,
            "vote_percent": edition.vote_percent,
        },
        freeze={"number": number, "at": moment_text(at), "reason": reason},
        jurors=jurors,
        categories=facts,
    )  # fmt: skip
    freeze = AwardFreeze.objects.create(
        city=edition.city, edition=edition, number=number, frozen_at=at, frozen_by_id=by.account_id, reason=reason,
        digest=digest, log=text,
    )  # fmt: skip
    AwardResult.objects.bulk_create(
        AwardResult(
            freeze=freeze, nomination_id=UUID(placed.entry), rank=placed.rank, total=placed.total, jury=placed.jury,
            vote=placed.vote, votes=placed.votes,
        )
        for each in facts
        for placed in category_ranking(each, jurors, edition.vote_percent)
    )  # fmt: skip
    return freeze
