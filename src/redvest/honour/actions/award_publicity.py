"""Winners in public: what people say against them or the result, and the answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.core.one_line import one_line
from redvest.honour.actions.award import hold_edition, said_why
from redvest.honour.actions.award_result import strike
from redvest.honour.actions.award_tell import tell_organisers
from redvest.honour.award_errors import (
    AwardNotPublic,
    AwardObjectedTwice,
    AwardObjectionAnswered,
    AwardObjectionUnclear,
    OwnAwardObjection,
    OwnObjectionAnswer,
)
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardEdition, AwardNomination, AwardObjection
from redvest.honour.policy import require_no_stake
from redvest.honour.queries.award import award_objection_in_charge
from redvest.honour.queries.nomination import nominee_is_mine
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing, require_member
from redvest.service.choices import ObjectionState

SHORTEST, LONGEST = 2, 400


@transaction.atomic
def object_to_award(
    *, by: Standing, edition: UUID, nomination: UUID | None = None, words: str, at: datetime
) -> AwardObjection:
    """Anybody signed in doubts a winner, or the result as a whole, once each. No decision passes it by.

    Raises Unauthenticated, AwardNotPublic, OwnAwardObjection, AwardObjectionUnclear, AwardObjectedTwice.
    """
    account_id, today = require_member(by), day_of(at)
    shown = AwardEdition.objects.filter(
        city=by.city, state=EditionState.PUBLICITY, publicity_until__gte=today
    )
    held = shown.select_for_update(no_key=True).filter(pk=edition).first()
    if held is None:
        raise AwardNotPublic
    if nomination is not None:
        winners = AwardNomination.objects.filter(edition=held, state=NominationState.CHOSEN, pk=nomination)
        if not winners.exists():
            raise AwardNotPublic
        if winners.filter(nominee_is_mine(by, at)).exists():
            raise OwnAwardObjection
    said = one_line(words)
    if not SHORTEST <= len(said) <= LONGEST:
        raise AwardObjectionUnclear
    with refused_by(one_award_objection_per_person=AwardObjectedTwice):
        objection = AwardObjection.objects.create(
            city=held.city, edition=held, announced=held.announced, nomination_id=nomination, raised_by_id=account_id,
            words=said, raised_at=at,
        )  # fmt: skip
    write_line(by=by.actor, at=at, city=held.city, verb="object_to_award", target=objection)
    text = f"有人对“{held.title}”的公示提了意见，请到工作台“评选”核实答复。"
    tell_organisers(edition=held, text=text, at=at)
    return objection


@transaction.atomic
def answer_award_objection(
    *, by: Standing, key: UUID, upheld: bool, answer: str, at: datetime
) -> AwardObjection:
    """Who runs the edition answers, once; upheld against a winner, that winner is struck and nobody follows by itself.

    Raises AwardObjectionUnknown, EditionMoved, OwnEdition, OwnObjectionAnswer, AwardReasonMissing,
    AwardObjectionAnswered.
    """
    seen = award_objection_in_charge(by, key)
    edition = hold_edition(by=by, key=seen.edition_id, states=[EditionState.PUBLICITY])
    require_no_stake(by, edition, at)
    objection = AwardObjection.objects.select_related("raised_by", "nomination__edition").get(pk=key)
    if objection.raised_by_id == by.account_id:
        raise OwnObjectionAnswer
    said = said_why(text=answer)
    if objection.state != ObjectionState.OPEN:
        raise AwardObjectionAnswered
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.answer, objection.answered_by_id, objection.answered_at = said, by.account_id, at
    objection.save()
    winner = objection.nomination
    if upheld and winner is not None and winner.state == NominationState.CHOSEN:
        strike(nomination=winner, reason=said, at=at)
    write_line(
        by=by.actor, at=at, city=edition.city, verb="answer_award_objection", target=objection, reason=said,
        upheld=upheld,
    )  # fmt: skip
    if objection.raised_by is not None:
        text = f"你对“{edition.title}”公示提的意见有答复了：{said}。"
        notice = Notice(MessageKind.OTHER, about=edition)
        tell_accounts(accounts=[objection.raised_by], text=text, at=at, notice=notice)
    return objection
