"""A decided award is conferred: it goes on the record of each winner; and later it may be taken away again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.honour.actions.award import hold_edition, said_why
from redvest.honour.actions.award_result import strike
from redvest.honour.actions.award_tell import tell_nominee, whom
from redvest.honour.choices import DECIDED_EDITIONS, EditionState, NominationState
from redvest.honour.models import AwardEdition, AwardNomination
from redvest.honour.nomination_errors import NominationUnknown
from redvest.honour.policy import require_no_stake
from redvest.honour.queries.award_record import nominee_of
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.award import record_official_award, void_official_award
from redvest.service.rules.award import AwardForm


@transaction.atomic
def confer_edition(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """Each person's award goes on their record with the document's number, and every winner hears it.

    Raises EditionUnknown, EditionMoved, OwnEdition.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.DECIDED])
    require_no_stake(by, edition, at)
    rows = AwardNomination.objects.filter(edition=edition, state=NominationState.CHOSEN).order_by("pk")
    winners = list(rows.select_related("category", "edition__programme", "body", "region", "project"))
    for each in winners:
        nominee = nominee_of(each)
        if isinstance(nominee, Volunteer):
            record_official_award(
                by=by, volunteer=nominee, path=edition.region_path, form=award_form(nomination=each), at=at
            )
        name = each.category.name
        text = (
            f"恭喜{whom(nomination=each)}当选“{edition.title}”{name}！要不要上荣誉墙，到“我的评选”里自己选。"
        )
        tell_nominee(nomination=each, text=text, at=at)
    edition.state, edition.conferred_at = EditionState.CONFERRED, at
    edition.save()
    write_line(
        by=by.actor, at=at, city=edition.city, verb="confer_edition", target=edition, count=len(winners)
    )
    return edition


def award_form(*, nomination: AwardNomination) -> AwardForm:
    """How the award stands on a person's record: dated by its document."""
    edition = nomination.edition
    assert edition.decided_at is not None
    return AwardForm(
        name=f"{edition.title}·{nomination.category.name}"[:80],
        on=day_of(edition.decided_at),
        granted_by=edition.granted_by,
        document_name=edition.document_name,
        document_number=edition.document_number,
        kind=edition.programme.get_kind_display()[:20],
    )


@transaction.atomic
def revoke_award(*, by: Standing, key: UUID, reason: str, at: datetime) -> AwardNomination:
    """A winner loses the award after the decision, with a reason; it comes off the record and the honour wall.

    Raises NominationUnknown, EditionMoved, OwnEdition, AwardReasonMissing, NominationMoved.
    """
    found = AwardNomination.objects.filter(pk=key).first()
    if found is None:
        raise NominationUnknown
    edition = hold_edition(by=by, key=found.edition_id, states=DECIDED_EDITIONS)
    require_no_stake(by, edition, at)
    said = said_why(text=reason)
    nomination = AwardNomination.objects.select_related("edition__programme", "category").get(pk=key)
    strike(nomination=nomination, reason=said, at=at)
    form, nominee = award_form(nomination=nomination), nominee_of(nomination)
    if isinstance(nominee, Volunteer):
        void_official_award(by=by, volunteer=nominee, path=edition.region_path, form=form, reason=said, at=at)
    write_line(by=by.actor, at=at, city=edition.city, verb="revoke_award", target=nomination, reason=said)
    return nomination
