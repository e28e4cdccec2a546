"""An edition goes from step to step, one action each, and each only when what it promised holds.

Winners, publicity and the decision: ``award_result.py``.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.honour.actions.award import hold_edition, said_why
from redvest.honour.actions.award_tell import tell_nominee
from redvest.honour.actions.objection_settle import settle_award_objections
from redvest.honour.award_errors import EditionNotReady
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination
from redvest.honour.queries.nomination import STANDING_NOW
from redvest.honour.rules.award_edition import BEFORE_DECISION, steps_after, too_early
from redvest.registry.policy import Standing


def _move(
    by: Standing, edition: AwardEdition, to: EditionState, verb: str, at: datetime, reason: str = ""
) -> AwardEdition:
    edition.state = to
    edition.save()
    write_line(by=by.actor, at=at, city=edition.city, verb=verb, target=edition, reason=reason)
    return edition


def wait_out(*, edition: AwardEdition, at: datetime) -> None:
    """Days that were made public are kept. Raises EditionNotReady."""
    days = (edition.nominate_until, edition.vote_until, edition.publicity_until)
    sentence = too_early(EditionState(edition.state), days, day_of(at))
    if sentence:
        raise EditionNotReady(sentence)


@transaction.atomic
def open_edition(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """Everybody sees it, and from its day on nominates. It needs a category and days that are not over.

    Raises EditionUnknown, EditionMoved, EditionNotReady.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.DRAFT])
    if not AwardCategory.objects.filter(edition=edition).exists():
        raise EditionNotReady(gettext_noop("先添加至少一个奖项，再开始推荐。"))
    if edition.nominate_until < day_of(at):
        raise EditionNotReady(gettext_noop("推荐的截止日已经过了，请先改日期。"))
    return _move(by, edition, EditionState.NOMINATING, "open_edition", at)


@transaction.atomic
def close_nominations(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """After the last day, never before. Raises EditionUnknown, EditionMoved, EditionNotReady."""
    edition = hold_edition(by=by, key=key, states=[EditionState.NOMINATING])
    wait_out(edition=edition, at=at)
    return _move(by, edition, EditionState.CHECKING, "close_nominations", at)


def _all_checked(edition: AwardEdition) -> None:
    rows = AwardNomination.objects.filter(edition=edition)
    if rows.filter(state=NominationState.NOMINATED).exists():
        raise EditionNotReady(gettext_noop("还有推荐没有审核，审完再进入下一步。"))
    if not rows.filter(state=NominationState.QUALIFIED).exists():
        raise EditionNotReady(gettext_noop("还没有入围的推荐：没有人参评，可以取消这一届。"))


@transaction.atomic
def open_voting(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """When everything was checked; votes count from their first day on.

    Raises EditionUnknown, EditionMoved, EditionNotReady.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.CHECKING])
    if steps_after(EditionState.CHECKING, votes=edition.vote_from is not None) != EditionState.VOTING:
        raise EditionNotReady(gettext_noop("这一届没有安排投票，请直接进入评审。"))
    _all_checked(edition)
    if edition.vote_until is not None and edition.vote_until < day_of(at):
        raise EditionNotReady(
            gettext_noop("投票的截止日已经过了，不能再开始投票：可以取消这一届，重新开一届。")
        )
    return _move(by, edition, EditionState.VOTING, "open_voting", at)


@transaction.atomic
def open_judging(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """After the vote's last day, or after the check where there is no vote.

    Raises EditionUnknown, EditionMoved, EditionNotReady.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.CHECKING, EditionState.VOTING])
    if edition.state == EditionState.CHECKING:
        if edition.vote_from is not None:
            raise EditionNotReady(gettext_noop("这一届安排了投票，请先开始投票。"))
        _all_checked(edition)
    wait_out(edition=edition, at=at)
    return _move(by, edition, EditionState.JUDGING, "open_judging", at)


@transaction.atomic
def archive_edition(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """Nothing changes any more but what winners say of their own honour. Raises EditionUnknown, EditionMoved."""
    edition = hold_edition(by=by, key=key, states=[EditionState.CONFERRED])
    return _move(by, edition, EditionState.ARCHIVED, "archive_edition", at)


@transaction.atomic
def call_off_edition(*, by: Standing, key: UUID, reason: str, at: datetime) -> AwardEdition:
    """Before anything was decided, with a reason that everybody reads; who stood hears it.

    Raises EditionUnknown, EditionMoved, AwardReasonMissing.
    """
    edition = hold_edition(by=by, key=key, states=BEFORE_DECISION)
    said = said_why(text=reason)
    edition.reason = said
    found = _move(by, edition, EditionState.CALLED_OFF, "call_off_edition", at, said)
    settle_award_objections(edition=found, answer=f"评选取消了：{said}", by=by, at=at)
    rows = AwardNomination.objects.filter(edition=edition, state__in=STANDING_NOW).order_by("pk")
    for each in rows.select_related("body", "region", "project"):
        tell_nominee(nomination=each, text=f"“{edition.title}”取消了：{said}。", at=at)
    return found
