"""A star in public: what people say against it, the answer, and the grant when its days are over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.identifiers import unguessable_number
from redvest.core.one_line import one_line
from redvest.honour.actions.objection_settle import settle_star_objections
from redvest.honour.actions.star import hold_owner, hold_star, spoken
from redvest.honour.actions.star_review import flag_if_short
from redvest.honour.actions.star_tell import person_of, tell_approvers, tell_owner
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward, StarObjection
from redvest.honour.policy import own_star
from redvest.honour.queries.star import star_objection_in_charge, star_record, stars_due
from redvest.honour.rules.star import star_name
from redvest.honour.rules.star_credential import PREFIX
from redvest.honour.star_errors import (
    OwnStar,
    OwnStarObjection,
    StarMoved,
    StarNotPublic,
    StarObjectedTwice,
    StarObjectionAnswered,
    StarObjectionUnclear,
)
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind, VolunteerState
from redvest.registry.policy import Standing, require_member
from redvest.service.choices import ObjectionState

LONGEST_OBJECTION = 400


@transaction.atomic
def object_to_star(*, by: Standing, key: UUID, words: str, at: datetime) -> StarObjection:
    """Anybody signed in doubts a star that is in public, once. The row is held: no grant passes it by.

    Raises Unauthenticated, StarNotPublic, OwnStarObjection, StarObjectionUnclear, StarObjectedTwice.
    """
    account_id, today = require_member(by), day_of(at)
    shown = StarAward.objects.filter(city=by.city, state=StarState.IN_PUBLICITY, publicity_until__gte=today)
    award = shown.select_for_update().filter(pk=key).first()
    if award is None:
        raise StarNotPublic
    if own_star(by, award, at):
        raise OwnStarObjection
    said = one_line(words)
    if not 2 <= len(said) <= LONGEST_OBJECTION:
        raise StarObjectionUnclear
    try:
        with transaction.atomic():
            objection = StarObjection.objects.create(
                city=award.city, award=award, raised_by_id=account_id, words=said, raised_at=at
            )
    except IntegrityError as fault:
        raise StarObjectedTwice from fault
    write_line(by=by.actor, at=at, city=award.city, verb="object_to_star", target=award)
    tell_approvers(award=award, text="有人对公示中的星级提了意见，请到工作台“星级”核实答复。", at=at)
    return objection


@transaction.atomic
def answer_star_objection(
    *, by: Standing, key: UUID, upheld: bool, answer: str, at: datetime
) -> StarObjection:
    """Who decides on the star answers, once; upheld ends the application. Who objected and the person hear it.

    Raises StarObjectionUnknown, OwnStar, StarReasonMissing, StarObjectionAnswered, StarMoved.
    """
    award = hold_star(by=by, key=star_objection_in_charge(by, key).award_id, at=at)
    objection = StarObjection.objects.select_related("raised_by").get(pk=key)
    if objection.raised_by_id == by.account_id:
        raise OwnStar
    said = spoken(text=answer)
    if objection.state != ObjectionState.OPEN:
        raise StarObjectionAnswered
    if award.state != StarState.IN_PUBLICITY:
        raise StarMoved
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.answer, objection.answered_by_id, objection.answered_at = said, by.account_id, at
    objection.save()
    write_line(
        by=by.actor, at=at, city=award.city, verb="answer_star_objection", target=award, reason=said, upheld=upheld
    )  # fmt: skip
    if objection.raised_by is not None:
        text = f"你对星级公示提的意见有答复了：{said}。"
        tell_accounts(accounts=[objection.raised_by], text=text, at=at, notice=Notice(MessageKind.HOURS))
    if upheld:
        award.state, award.reason, award.decided_by_id, award.decided_at = (
            StarState.REFUSED,
            said,
            by.account_id,
            at,
        )
        award.save()
        # Those of others against the same star have their answer, too.
        settle_star_objections(award=award, answer=said, by=by, at=at)
        tell_owner(
            award=award, text=f"你的{star_name(award.level)}在公示期间有异议，核实后没有通过：{said}。", at=at
        )
    return objection


def grant_due_stars(*, city: str, at: datetime) -> int:
    """Grant what was in public long enough, each in a transaction of its own: a killed worker has done some of them
    wholly and the others not at all. Returns how many.
    """
    due = list(stars_due(city, day_of(at)).values_list("pk", flat=True))
    return sum(grant_star(star_id=each, at=at) for each in due)


@transaction.atomic
def grant_star(*, star_id: UUID, at: datetime) -> bool:
    """Grant one whose publicity is over, once; hours that fell short meanwhile raise a flag instead.

    It waits while an objection or a finding is open, and while the person may not serve.
    """
    owner = StarAward.objects.filter(pk=star_id).values_list("volunteer_id", flat=True).first()
    if owner is None:
        return False
    hold_owner(volunteer_id=owner)
    rows = StarAward.objects.select_for_update().filter(state=StarState.IN_PUBLICITY, flagged_at__isnull=True)
    award = rows.filter(pk=star_id, publicity_until__lt=day_of(at)).first()
    if award is None or StarObjection.objects.filter(award=award, state=ObjectionState.OPEN).exists():
        return False
    person = person_of(award=award)
    if person.state != VolunteerState.ACTIVE or star_record(person.pk, (award.since, award.until)).finding:
        return False
    if flag_if_short(award=award, at=at):
        return False
    award.state, award.granted_at, award.number = StarState.GRANTED, at, unguessable_number(PREFIX)
    award.save(update_fields=["state", "granted_at", "number"])
    write_line(by=SYSTEM, at=at, city=award.city, verb="grant_star", target=award, level=award.level)
    tell_owner(award=award, text=f"恭喜你评为{star_name(award.level)}志愿者，谢谢你的付出。", at=at)
    return True
