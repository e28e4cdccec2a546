"""Stars are applied for, proposed, decided on and taken back. Publicity and grant: ``star_publicity.py``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from redvest.connectors import calendar
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.one_line import one_line
from redvest.honour.actions.objection_settle import settle_star_objections
from redvest.honour.actions.star_tell import tell_approvers, tell_owner
from redvest.honour.choices import LIVE_STARS, StarApprover, StarState
from redvest.honour.models import StarAward
from redvest.honour.policy import require_may_decide_star
from redvest.honour.queries.star import Window, star_record, stars_in_charge, terms_at
from redvest.honour.rules.star import LEVELS, approver_of, lacks, star_name
from redvest.honour.star_errors import (
    OwnStar,
    StarAlreadyAsked,
    StarDocumentMissing,
    StarLevelWrong,
    StarMoved,
    StarNotReached,
    StarPersonUnknown,
    StarReasonMissing,
    StarUnknown,
)
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.policy import Standing, require_leads, require_volunteer
from redvest.registry.queries.merge import living_record, records_of
from redvest.registry.queries.setting import rule
from redvest.registry.rules.volunteer_number import normalise
from redvest.registry.rules.working_days import working_days_after
from redvest.service.queries.hours import effective

SHORTEST, LONGEST, LONGEST_NUMBER = 2, 200, 40


@transaction.atomic
def apply_star(*, by: Standing, level: int, at: datetime) -> StarAward:
    """A person, or a guardian standing for their child, asks for the next star.

    Raises StarLevelWrong, VolunteerNotActive, StarAlreadyAsked, StarNotReached with ``missing``.
    """
    award = _ask(by, require_volunteer(by), level, at)
    write_line(by=by.actor, at=at, city=award.city, verb="apply_star", target=award, level=level)
    tell_approvers(award=award, text=f"有人申请{star_name(level)}，请到工作台“星级”审核。", at=at)
    return award


@transaction.atomic
def propose_star(*, by: Standing, body: Body, number: str, words: str, at: datetime) -> StarAward:
    """Who leads an organisation proposes somebody who belongs to it or served with it for their next star.

    The person hears it and may take it back at any time before the grant. Raises NotAllowed, StarPersonUnknown, OwnStar,
    StarReasonMissing, and what ``apply_star`` does.
    """
    require_leads(by, body.pk)
    person = _person_of_body(body, number)
    if by.is_self(person.pk):
        raise OwnStar
    said = spoken(text=words)
    level = star_record(person.pk, _window(person, at)).next_level
    if level is None:
        raise StarAlreadyAsked
    award = _ask(by, person.pk, level, at, body=body, words=said)
    write_line(
        by=by.actor, at=at, city=award.city, verb="propose_star", target=award, level=level, body=str(body.pk)
    )
    name = star_name(level)
    text = f"“{body.name}”推荐你评{name}。不想评，可以到“我的星级”撤回。"
    tell_owner(award=award, text=text, at=at)
    text = f"“{body.name}”推荐了一位志愿者评{name}，请到工作台“星级”审核。"
    tell_approvers(award=award, text=text, at=at)
    return award


def _person_of_body(body: Body, number: str) -> Volunteer:
    """Somebody else's people are unknown here: the answer tells nothing of their hours."""
    found = Volunteer.objects.filter(
        city=body.city, number=normalise(number), state=VolunteerState.ACTIVE
    ).first()
    if found is None:
        raise StarPersonUnknown
    mine = records_of(found.pk)
    member = Membership.objects.filter(body=body, volunteer_id__in=mine, left_on__isnull=True)
    if not member.exists() and not effective().filter(body=body, volunteer_id__in=mine).exists():
        raise StarPersonUnknown
    return found


def _window(person: Volunteer, at: datetime) -> Window:
    on = day_of(at)
    return terms_at(person.region_path or f"{person.city}/", on).window(on)


def _ask(
    by: Standing, volunteer_id: UUID, level: int, at: datetime, body: Body | None = None, words: str = ""
) -> StarAward:
    """The application itself, the person held so that two at once see each other."""
    if level not in LEVELS:
        raise StarLevelWrong
    person = hold_living(volunteer_id=volunteer_id)
    if person.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    live = StarAward.objects.filter(Q(level=level) | ~Q(state=StarState.GRANTED), state__in=LIVE_STARS)
    if live.filter(volunteer_id__in=records_of(person.pk)).exists():
        raise StarAlreadyAsked
    on, path = day_of(at), person.region_path or f"{person.city}/"
    terms = terms_at(path, on)
    since, until = terms.window(on)
    record = star_record(person.pk, (since, until))
    missing = lacks(record, terms, level)
    if missing:
        raise StarNotReached(" ".join(missing.sentences()), missing=missing.sentences())
    try:
        with transaction.atomic():
            return StarAward.objects.create(
                city=person.city, region_path=path, volunteer=person, level=level, minutes=record.minutes,
                hours=list(terms.hours), span=terms.span, since=since, until=until, applied_by_id=by.account_id,
                applied_at=at, proposed_for=body, words=words,
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_live_star_per_level":
            raise StarAlreadyAsked from fault
        raise


def hold_owner(*, volunteer_id: UUID) -> UUID:
    """The living record of whose star it is, held before the star, as erasing does: the notice that follows names it."""
    rows = Volunteer.objects.select_for_update(no_key=True)
    return rows.values_list("pk", flat=True).get(pk=living_record(volunteer_id))


def hold_star(*, by: Standing, key: UUID, at: datetime) -> StarAward:
    """One on which somebody decides, locked with its owner. Raises StarUnknown, OwnStar."""
    mine = stars_in_charge(by).filter(pk=key)
    owner = mine.values_list("volunteer_id", flat=True).first()
    if owner is None:
        raise StarUnknown
    hold_owner(volunteer_id=owner)
    award = mine.select_for_update(of=("self",)).first()
    if award is None:
        raise StarUnknown
    require_may_decide_star(by, award, at)
    return award


def spoken(*, text: str, longest: int = LONGEST) -> str:
    """A reason in words, as part of a sentence: without the stop at its end. Raises StarReasonMissing."""
    said = one_line(text).rstrip("。 ")
    if not SHORTEST <= len(said) <= longest:
        raise StarReasonMissing
    return said


@transaction.atomic
def decide_star(
    *, by: Standing, key: UUID, grant: bool, reason: str = "", document_number: str = "", at: datetime
) -> StarAward:
    """The approver lets it go into publicity, or refuses with a reason. What was asked for must still hold.

    Raises StarUnknown, OwnStar, StarMoved, StarReasonMissing, StarDocumentMissing, StarNotReached.
    """
    award = hold_star(by=by, key=key, at=at)
    if award.state != StarState.APPLIED:
        raise StarMoved
    if grant:
        _publish(award, document_number, at)
    else:
        award.state, award.reason = StarState.REFUSED, spoken(text=reason)
    award.decided_by_id, award.decided_at = by.account_id, at
    award.save()
    write_line(
        by=by.actor, at=at, city=award.city, verb="decide_star", target=award, reason=award.reason,
        grant=grant, level=award.level,
    )  # fmt: skip
    _tell_decided(award, at)
    return award


def _publish(award: StarAward, document_number: str, at: datetime) -> None:
    number = one_line(document_number)
    if len(number) > LONGEST_NUMBER or (approver_of(award.level) == StarApprover.PROVINCE and not number):
        raise StarDocumentMissing
    record = star_record(living_record(award.volunteer_id), (award.since, award.until))
    if record.finding:
        raise StarNotReached("有一件关于这名志愿者的核实还没有办结，办结以后再审。")
    if record.minutes < award.wanted_minutes:
        raise StarNotReached("时长更正以后不够这个星级了：可以不通过，写明原因。")
    today = day_of(at)
    days = int(rule("star.publicity_days", award.region_path, today))
    award.state, award.document_number = StarState.IN_PUBLICITY, number
    award.publicity_from = today
    award.publicity_until = working_days_after(today, days, calendar.current().is_working_day)


def _tell_decided(award: StarAward, at: datetime) -> None:
    name = star_name(award.level)
    if award.state == StarState.REFUSED:
        text = f"你的{name}没有通过：{award.reason}。条件够了可以再申请。"
    else:
        assert award.publicity_until is not None
        last = award.publicity_until
        text = f"你的{name}审核通过，公示到 {last.month}月{last.day}日，没有异议就授予。"
    tell_owner(award=award, text=text, at=at)


@transaction.atomic
def withdraw_star(*, by: Standing, key: UUID, at: datetime) -> StarAward:
    """The person, or their guardian, does not want it any more; until it is granted. Raises StarUnknown, StarMoved."""
    require_volunteer(by)
    mine = StarAward.objects.select_for_update().filter(pk=key, volunteer_id__in=by.records)
    award = mine.first()
    if award is None:
        raise StarUnknown
    if award.state not in (StarState.APPLIED, StarState.IN_PUBLICITY):
        raise StarMoved
    award.state = StarState.WITHDRAWN
    award.save(update_fields=["state"])
    settle_star_objections(award=award, answer="本人撤回了申请", by=by, at=at)
    write_line(by=by.actor, at=at, city=award.city, verb="withdraw_star", target=award, level=award.level)
    return award
