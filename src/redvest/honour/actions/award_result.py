"""Winners of an edition: chosen within the places, announced, struck and replaced, decided by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from redvest.connectors import calendar
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.core.one_line import one_line
from redvest.honour.actions.award import hold_edition, said_why
from redvest.honour.actions.award_step import wait_out
from redvest.honour.actions.award_tell import tell_nominee, whom
from redvest.honour.actions.objection_settle import settle_award_objections
from redvest.honour.award_errors import (
    AwardNumberMissing,
    EditionNotReady,
    PlaceNotFree,
    WinnersTooMany,
    WinnersWrong,
)
from redvest.honour.choices import STANDING_NOMINATIONS, EditionState, NominationState
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination
from redvest.honour.nomination_errors import NominationMoved, NominationUnknown
from redvest.honour.policy import require_no_stake
from redvest.honour.queries.award import open_objections
from redvest.honour.queries.award_jury import lacks_result
from redvest.honour.queries.nomination import gave_way
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rule
from redvest.registry.rules.working_days import working_days_after

LONGEST_NUMBER, LONGEST_DOCUMENT = 40, 80


@transaction.atomic
def choose_winners(*, by: Standing, key: UUID, nominations: Collection[UUID], at: datetime) -> AwardEdition:
    """Exactly these win, each in its category and never more than there are places; asked again, the choice is replaced.

    Raises EditionUnknown, EditionMoved, OwnEdition, WinnersWrong, WinnersTooMany.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.JUDGING])
    require_no_stake(by, edition, at)
    rows = AwardNomination.objects.filter(edition=edition, state__in=STANDING_NOMINATIONS)
    found = dict(rows.select_for_update(no_key=True).order_by("pk").values_list("pk", "category_id"))
    chosen = set(nominations)
    if not chosen <= found.keys():
        raise WinnersWrong
    counts = Counter(found[each] for each in chosen)
    with refused_by(no_more_winners_than_places=WinnersTooMany):
        for category in AwardCategory.objects.filter(edition=edition).order_by("pk"):
            AwardCategory.objects.filter(pk=category.pk).update(chosen=counts[category.pk])
    rows.exclude(pk__in=chosen).update(state=NominationState.QUALIFIED, replaces=None, reason="")
    rows.filter(pk__in=chosen).update(state=NominationState.CHOSEN)
    write_line(
        by=by.actor, at=at, city=edition.city, verb="choose_winners", target=edition, count=len(chosen)
    )
    return edition


@transaction.atomic
def announce(*, by: Standing, key: UUID, at: datetime) -> AwardEdition:
    """The chosen stand in public for the working days of the dated rule; whoever was not chosen hears it now.

    Raises EditionUnknown, EditionMoved, OwnEdition, EditionNotReady.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.JUDGING])
    require_no_stake(by, edition, at)
    rows = AwardNomination.objects.filter(edition=edition)
    if not rows.filter(state=NominationState.CHOSEN).exists():
        raise EditionNotReady(gettext_noop("还没有选出当选的，选好再公示。"))
    if lacks_result(edition):
        raise EditionNotReady(gettext_noop("评委的结果还没有封存，封存了再公示。"))
    lost = rows.filter(state=NominationState.QUALIFIED)
    told = list(rows.filter(state__in=[NominationState.CHOSEN, NominationState.QUALIFIED]).order_by("pk"))
    lost.update(state=NominationState.NOT_CHOSEN)
    edition.state, edition.publicity_from = EditionState.PUBLICITY, day_of(at)
    edition.publicity_until, edition.announced = _last_day(edition, at), edition.announced + 1
    edition.save()
    write_line(by=by.actor, at=at, city=edition.city, verb="announce_winners", target=edition)
    last = edition.publicity_until
    for each in told:
        if each.state == NominationState.CHOSEN:
            called = whom(nomination=each)
            text = f"“{edition.title}”的评审结果在公示，{called}在名单里，公示到 {last.month}月{last.day}日。"
        else:
            text = f"“{edition.title}”这次没有当选，谢谢参评。评审结果可以在评选页面看到。"
        tell_nominee(nomination=each, text=text, at=at)
    return edition


def _last_day(edition: AwardEdition, at: datetime) -> date:
    """The last of the publicity that begins today."""
    today = day_of(at)
    days = int(rule("award.publicity_days", edition.region_path, today))
    return working_days_after(today, days, calendar.current().is_working_day)


@transaction.atomic
def reopen_judging(*, by: Standing, key: UUID, reason: str, at: datetime) -> AwardEdition:
    """What was announced is taken back to the jury, with a reason; it will stand in public anew for all its days.

    Raises EditionUnknown, EditionMoved, OwnEdition, AwardReasonMissing.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.PUBLICITY])
    require_no_stake(by, edition, at)
    said = said_why(text=reason)
    edition.state, edition.publicity_from, edition.publicity_until = EditionState.JUDGING, None, None
    edition.save()
    rows = AwardNomination.objects.filter(edition=edition)
    told = list(rows.filter(state__in=[NominationState.CHOSEN, NominationState.NOT_CHOSEN]).order_by("pk"))
    rows.filter(state=NominationState.NOT_CHOSEN).update(state=NominationState.QUALIFIED)
    settle_award_objections(edition=edition, answer=f"结果退回重评：{said}", by=by, at=at)
    write_line(by=by.actor, at=at, city=edition.city, verb="reopen_judging", target=edition, reason=said)
    for each in told:
        text = f"“{edition.title}”的评审结果退回重评了：{said}。有了新结果再公示，到时告诉你。"
        tell_nominee(nomination=each, text=text, at=at)
    return edition


def strike(*, nomination: AwardNomination, reason: str, at: datetime) -> None:
    """A winner loses it and the place is free; nobody follows by itself. Inside an action that holds the edition."""
    moved = AwardNomination.objects.filter(pk=nomination.pk, state=NominationState.CHOSEN).update(
        state=NominationState.STRUCK, reason=reason, wall_consented_at=None
    )
    if not moved:
        raise NominationMoved
    AwardCategory.objects.filter(pk=nomination.category_id).update(chosen=F("chosen") - 1)
    nomination.refresh_from_db()
    text = f"{whom(nomination=nomination)}在“{nomination.edition.title}”的当选取消了：{reason}。"
    tell_nominee(nomination=nomination, text=text, at=at)


@transaction.atomic
def replace_winner(
    *, by: Standing, key: UUID, struck: UUID, nomination: UUID, reason: str, at: datetime
) -> AwardNomination:
    """Somebody who was not chosen is given the place of a winner who was struck or gave up, by an explicit decision.

    The newcomer stands in public for all the days of the rule: the publicity becomes longer where it has to.
    Raises EditionUnknown, EditionMoved, OwnEdition, NominationUnknown, NominationMoved, AwardReasonMissing, PlaceNotFree.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.PUBLICITY])
    require_no_stake(by, edition, at)
    said = said_why(text=reason)
    rows = AwardNomination.objects.filter(edition=edition).select_for_update(no_key=True)
    gone = rows.filter(gave_way(), pk=struck).first()
    new = rows.filter(pk=nomination).first()
    if gone is None or new is None or new.category_id != gone.category_id:
        raise NominationUnknown
    if new.state != NominationState.NOT_CHOSEN or AwardNomination.objects.filter(replaces=gone).exists():
        raise NominationMoved
    with refused_by(no_more_winners_than_places=PlaceNotFree):
        AwardCategory.objects.filter(pk=new.category_id).update(chosen=F("chosen") + 1)
    new.state, new.replaces, new.reason = NominationState.CHOSEN, gone, said
    new.save(update_fields=["state", "replaces", "reason"])
    assert edition.publicity_until is not None
    edition.publicity_until = max(edition.publicity_until, _last_day(edition, at))
    edition.save(update_fields=["publicity_until"])
    write_line(
        by=by.actor, at=at, city=edition.city, verb="replace_winner", target=new, reason=said, struck=str(gone.pk)
    )  # fmt: skip
    last = edition.publicity_until
    text = f"“{edition.title}”递补{whom(nomination=new)}当选，公示到 {last.month}月{last.day}日。"
    tell_nominee(nomination=new, text=text, at=at)
    return new


@transaction.atomic
def decide_edition(
    *, by: Standing, key: UUID, document_number: str, document_name: str = "", at: datetime
) -> AwardEdition:
    """The decision of whoever gives the award, by its document: after the publicity, with every objection answered.

    Raises EditionUnknown, EditionMoved, OwnEdition, AwardNumberMissing, EditionNotReady.
    """
    edition = hold_edition(by=by, key=key, states=[EditionState.PUBLICITY])
    require_no_stake(by, edition, at)
    number, name = one_line(document_number), one_line(document_name)
    if not 2 <= len(number) <= LONGEST_NUMBER or len(name) > LONGEST_DOCUMENT:
        raise AwardNumberMissing
    wait_out(edition=edition, at=at)
    if open_objections(edition).exists():
        raise EditionNotReady(gettext_noop("还有意见没有答复，答复完再决定。"))
    if not AwardNomination.objects.filter(edition=edition, state=NominationState.CHOSEN).exists():
        raise EditionNotReady(gettext_noop("当选的都取消了：请先递补，或者退回评审。"))
    edition.state, edition.decided_at, edition.decided_by_id = EditionState.DECIDED, at, by.account_id
    edition.document_number, edition.document_name = number, name
    edition.save()
    write_line(by=by.actor, at=at, city=edition.city, verb="decide_edition", target=edition, document=number)
    return edition
