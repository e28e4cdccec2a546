"""Nominations are made, seconded, agreed to and taken back. The check of an organiser: ``nomination_check.py``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.core.errors import NotAllowed
from redvest.core.one_line import one_line
from redvest.honour.actions.award_tell import tell_nominee, whom
from redvest.honour.choices import CategorySubject, EditionState, NominationState, NominationWay
from redvest.honour.models import AwardCategory, AwardEdition, AwardNomination, AwardSeconding
from redvest.honour.nomination_errors import (
    NominatedAlready,
    NominationMoved,
    NominationRefused,
    NominationsClosed,
    NominationsTooMany,
    NominationUnclear,
    NominationUnknown,
    NomineeUnknown,
    NotEligible,
    NotTheNominee,
)
from redvest.honour.policy import speaks_for
from redvest.honour.queries.award import category_of
from redvest.honour.queries.award_record import Nominee, facts_on, nominee_of, subject_of
from redvest.honour.queries.nomination import (
    GAVE_UP,
    STANDING_NOW,
    Named,
    belongs_to,
    find_nominee,
    nominated_for_others,
)
from redvest.honour.rules.award import Conditions, eligible, failing
from redvest.registry.actions.record import hold_living
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.policy import Standing, require_leads, require_member, require_volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rule

SHORTEST, LONGEST = 10, 500
OPEN_FOR_TAKING_BACK = (
    EditionState.NOMINATING,
    EditionState.CHECKING,
    EditionState.VOTING,
    EditionState.JUDGING,
    EditionState.PUBLICITY,
)


@dataclass(frozen=True, slots=True)
class _Made:
    """What every way of nominating fills in."""

    way: NominationWay
    words: str
    body: Body | None = None


@transaction.atomic
def stand(
    *, by: Standing, category: UUID, edition: UUID, nominee: Nominee, words: str, at: datetime
) -> AwardNomination:
    """Whoever speaks for somebody or something nominates it themselves: they agree to stand by it.

    What is missing is said at once, with the number found and needed. Was it nominated by others before, this is the yes.
    Raises Unauthenticated, NominationsClosed, CategoryUnknown, NomineeUnknown, NotTheNominee, NominationUnclear, NotEligible,
    NominatedAlready, NominationRefused.
    """
    require_member(by)
    held, wanted = _open(by, edition, category, at)
    if not _fits(held, wanted, nominee):
        raise NomineeUnknown
    if not speaks_for(by, nominee, at):
        raise NotTheNominee
    said = _spoken(words)
    facts = facts_on(nominee, Conditions.of(wanted.eligibility), held.year, day_of(at))
    if not eligible(facts):
        raise NotEligible(" ".join(failing(facts)), missing=failing(facts))
    found = _live(wanted, nominee)
    if found is None:
        found = _insert(by, held, wanted, nominee, _Made(NominationWay.SELF, said), at, consented=True)
    elif found.state == NominationState.REFUSED:
        raise NominationRefused
    elif found.consented_at is not None:
        raise NominatedAlready
    else:
        found.consented_at, found.consented_by_id = at, by.account_id
        found.save(update_fields=["consented_at", "consented_by"])
    write_line(by=by.actor, at=at, city=held.city, verb="stand_for_award", target=found)
    return found


@transaction.atomic
def nominate_for_body(
    *, by: Standing, body: Body, category: UUID, edition: UUID, named: Named, words: str, at: datetime
) -> AwardNomination:
    """Who leads an organisation nominates one of its people, or a project of its own.

    Raises NotAllowed, and what ``nominate`` does.
    """
    require_leads(by, body.pk)
    held, wanted = _open(by, edition, category, at)
    nominee = find_nominee(held, CategorySubject(wanted.subject), named)
    if not belongs_to(body, nominee):
        raise NomineeUnknown
    return _put_forward(by, held, wanted, nominee, _Made(NominationWay.BODY, _spoken(words), body), at)


@transaction.atomic
def nominate(
    *, by: Standing, category: UUID, edition: UUID, named: Named, words: str, at: datetime
) -> AwardNomination:
    """Anybody on the register nominates somebody else; whom others nominated before is seconded.

    The nominee hears it and stands only after their own yes. Nothing is said of their hours. Raises Unauthenticated,
    NoVolunteerRecord, NominationsClosed, CategoryUnknown, NomineeUnknown, NominationUnclear, NominatedAlready,
    NominationRefused, NominationsTooMany with the number.
    """
    require_volunteer(by)
    held, wanted = _open(by, edition, category, at)
    nominee = find_nominee(held, CategorySubject(wanted.subject), named)
    return _put_forward(by, held, wanted, nominee, _Made(NominationWay.PUBLIC, _spoken(words)), at)


def _put_forward(
    by: Standing, edition: AwardEdition, category: AwardCategory, nominee: Nominee, made: _Made, at: datetime
) -> AwardNomination:
    if isinstance(nominee, Volunteer):
        hold_living(volunteer_id=nominee.pk)
    if speaks_for(by, nominee, at) and not isinstance(nominee, Region):
        raise NotAllowed("推荐自己或者自己负责的，请用“自荐”。")
    found = _live(category, nominee)
    if found is not None:
        _second(by, found, made.words, at)
        write_line(by=by.actor, at=at, city=edition.city, verb="second_nomination", target=found)
        return found
    most = int(rule("award.public_most", edition.region_path, day_of(at)))
    if made.way == NominationWay.PUBLIC and nominated_for_others(by, edition) >= most:
        raise NominationsTooMany(f"每个人在一届里最多推荐 {most} 个，你的已经用完了。", most=most)
    found = _insert(by, edition, category, nominee, made, at, consented=speaks_for(by, nominee, at))
    write_line(by=by.actor, at=at, city=edition.city, verb="nominate", target=found, way=made.way.value)
    if found.consented_at is None:
        who = f"“{made.body.name}”" if made.body else "有人"
        text = f"{who}推荐{whom(nomination=found)}参评“{edition.title}”{category.name}。同不同意，到“我的评选”里选。"
        tell_nominee(nomination=found, text=text, at=at)
    return found


def _open(by: Standing, edition: UUID, category: UUID, at: datetime) -> tuple[AwardEdition, AwardCategory]:
    """The edition held, so that closing it and a nomination see each other. Raises NominationsClosed, CategoryUnknown."""
    today = day_of(at)
    rows = AwardEdition.objects.select_for_update(no_key=True).filter(
        city=by.city, state=EditionState.NOMINATING, nominate_from__lte=today, nominate_until__gte=today
    )
    held = rows.filter(pk=edition).first()
    if held is None:
        raise NominationsClosed
    return held, category_of(held, category)


def _fits(edition: AwardEdition, category: AwardCategory, nominee: Nominee) -> bool:
    path = nominee.path if isinstance(nominee, Region) else nominee.region_path
    return subject_of(nominee) == category.subject and path.startswith(edition.region_path)


def _spoken(words: str) -> str:
    said = one_line(words)
    if not SHORTEST <= len(said) <= LONGEST:
        raise NominationUnclear
    return said


def _columns(nominee: Nominee) -> dict[str, Any]:
    if isinstance(nominee, Volunteer):
        return {"volunteer": nominee}
    if isinstance(nominee, Body):
        return {"body": nominee}
    return {"region": nominee} if isinstance(nominee, Region) else {"project": nominee}


def _live(category: AwardCategory, nominee: Nominee) -> AwardNomination | None:
    """What is not taken back; of a person whichever of their records it names."""
    where = _columns(nominee)
    if isinstance(nominee, Volunteer):
        where = {"volunteer_id__in": records_of(nominee.pk)}
    rows = AwardNomination.objects.filter(category=category, **where)
    return rows.exclude(state=NominationState.WITHDRAWN).order_by("pk").first()


def _insert(
    by: Standing, edition: AwardEdition, category: AwardCategory, nominee: Nominee, made: _Made, at: datetime, *,
    consented: bool,
) -> AwardNomination:  # fmt: skip
    unique = ("person", "body", "community", "project")
    with refused_by(**{f"one_live_nomination_per_{each}": NominatedAlready for each in unique}):
        return AwardNomination.objects.create(
            city=edition.city, edition=edition, category=category, subject=category.subject,
            nominated_by_id=by.account_id, nominated_at=at, way=made.way, nominating_body=made.body, words=made.words,
            consented_at=at if consented else None, consented_by_id=by.account_id if consented else None,
            **_columns(nominee),
        )  # fmt: skip


def _second(by: Standing, nomination: AwardNomination, words: str, at: datetime) -> None:
    """Raises NominatedAlready for who made it or seconded it before, NominationRefused."""
    if nomination.state == NominationState.REFUSED:
        raise NominationRefused
    if nomination.nominated_by_id == by.account_id:
        raise NominatedAlready
    with refused_by(one_seconding_per_account=NominatedAlready):
        AwardSeconding.objects.create(nomination=nomination, account_id=by.account_id, words=words, at=at)


@transaction.atomic
def agree_to_stand(*, by: Standing, key: UUID, at: datetime) -> AwardNomination:
    """The yes of whoever was nominated by others, until the check is over.

    Raises Unauthenticated, NominationUnknown, NotTheNominee, NominationMoved.
    """
    nomination = hold_mine(by=by, key=key, states=(EditionState.NOMINATING, EditionState.CHECKING), at=at)
    if nomination.state != NominationState.NOMINATED or nomination.consented_at is not None:
        raise NominationMoved
    nomination.consented_at, nomination.consented_by_id = at, by.account_id
    nomination.save(update_fields=["consented_at", "consented_by"])
    write_line(by=by.actor, at=at, city=nomination.city, verb="agree_to_stand", target=nomination)
    return nomination


@transaction.atomic
def withdraw_nomination(*, by: Standing, key: UUID, at: datetime) -> AwardNomination:
    """Whoever stands does not want to, at any time before the decision: a winner's place becomes free.

    Raises Unauthenticated, NominationUnknown, NotTheNominee, NominationMoved.
    """
    nomination = hold_mine(by=by, key=key, states=OPEN_FOR_TAKING_BACK, at=at)
    if nomination.state not in STANDING_NOW:
        raise NominationMoved
    take_out(nomination=nomination)
    write_line(by=by.actor, at=at, city=nomination.city, verb="withdraw_nomination", target=nomination)
    return nomination


def take_out(*, nomination: AwardNomination) -> None:
    """Inside an action that holds the edition."""
    if nomination.state == NominationState.CHOSEN:
        AwardCategory.objects.filter(pk=nomination.category_id).update(chosen=F("chosen") - 1)
        if nomination.edition.state == EditionState.PUBLICITY:  # a place that others may be given
            nomination.reason = GAVE_UP
    nomination.state, nomination.wall_consented_at = NominationState.WITHDRAWN, None
    nomination.save(update_fields=["state", "reason", "wall_consented_at"])


def hold_mine(*, by: Standing, key: UUID, states: tuple[EditionState, ...], at: datetime) -> AwardNomination:
    """One for which somebody speaks, its edition held first and then itself, as everywhere.

    Raises Unauthenticated, NominationUnknown, NotTheNominee, NominationMoved where the edition is past these states.
    """
    require_member(by)
    found = AwardNomination.objects.filter(pk=key, city=by.city).first()
    if found is None:
        raise NominationUnknown
    if not speaks_for(by, nominee_of(found), at):
        raise NotTheNominee
    edition = AwardEdition.objects.select_for_update(no_key=True).get(pk=found.edition_id)
    nomination = AwardNomination.objects.select_for_update(no_key=True).get(pk=key)
    if edition.state not in states:
        raise NominationMoved
    nomination.edition = edition
    return nomination
