"""Perks (礼遇): offered by officers, shown by a code of five minutes, confirmed at the counter within their limits."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint, refused_by
from redvest.honour.actions.redeem_counter import count_try, counters_of
from redvest.honour.actions.redeem_offer import plain
from redvest.honour.choices import OfferState
from redvest.honour.models import Perk, PerkCode, PerkUse
from redvest.honour.perk_errors import (
    NoStarYet,
    PerkCodeOld,
    PerkNotRunning,
    PerkUnknown,
    PerkUsedUp,
    PerkWrong,
    StarTooLow,
)
from redvest.honour.policy import require_may_rule_redeem, require_serves
from redvest.honour.queries.perk import perk_code_shown, perk_in_charge, running_perks, star_held
from redvest.honour.queries.redeem import codes_key, hash_of_code, partner_in_charge
from redvest.honour.redeem_errors import CodeUnknown, CodeUsed, ItemEnded, ItemIsMoney, OfferNameTaken
from redvest.honour.rules.perk import DIGITS, LASTING, LONGEST_WHAT, PerkForm, enough, perk_code
from redvest.honour.rules.redeem import LONGEST_TITLE, LONGEST_WORDS, MOST_EACH, free_turn, money_in
from redvest.honour.rules.star import LEVELS
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.events import PersonErased
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.merge import records_of

CODE_TRIES = 5


def _columns(form: PerkForm) -> dict[str, Any]:
    title, what = plain(text=form.title, longest=LONGEST_TITLE), plain(text=form.what, longest=LONGEST_WHAT)
    words = plain(text=form.words, longest=LONGEST_WORDS)
    days = form.until_on is None or form.until_on >= form.from_on
    uses = form.uses is None or 0 < form.uses <= MOST_EACH
    if not (title and what and words and days and uses) or form.least_star not in LEVELS:
        raise PerkWrong
    word = money_in(title, what, words)
    if word:
        said = gettext("礼遇不能是钱、卡和带面额的券。请去掉“%(word)s”。") % {"word": word}
        raise ItemIsMoney(said, word=word)
    return {
        "title": title, "what": what, "words": words, "least_star": form.least_star, "uses": form.uses,
        "from_on": form.from_on, "until_on": form.until_on, "announced": form.announced,
    }  # fmt: skip


@transaction.atomic
def add_perk(*, by: Standing, partner_id: UUID, form: PerkForm, at: datetime) -> Perk:
    """Raises PartnerUnknown, PerkWrong, ItemIsMoney, OfferNameTaken."""
    partner = partner_in_charge(by, partner_id)
    require_may_rule_redeem(by, partner.region_path)
    with refused_by(one_perk_per_title=OfferNameTaken):
        perk = Perk.objects.create(
            city=by.city, region_path=partner.region_path, partner=partner, created_by_id=by.account_id,
            created_at=at, **_columns(form),
        )  # fmt: skip
    write_line(by=by.actor, at=at, city=by.city, verb="add_perk", target=perk, star=perk.least_star)
    return perk


def _hold(by: Standing, key: UUID) -> Perk:
    perk = Perk.objects.select_for_update().get(pk=perk_in_charge(by, key).pk)
    require_may_rule_redeem(by, perk.region_path)
    if perk.state == OfferState.ENDED:
        raise ItemEnded
    return perk


@transaction.atomic
def change_perk(*, by: Standing, key: UUID, form: PerkForm, at: datetime) -> Perk:
    """What was used counts on. Raises PerkUnknown, ItemEnded, PerkWrong, ItemIsMoney."""
    perk, columns = _hold(by, key), _columns(form)
    for name, value in columns.items():
        setattr(perk, name, value)
    with refused_by(one_perk_per_title=OfferNameTaken):
        perk.save(update_fields=list(columns))
    write_line(by=by.actor, at=at, city=by.city, verb="change_perk", target=perk, star=perk.least_star)
    return perk


@transaction.atomic
def move_perk(*, by: Standing, key: UUID, state: OfferState, at: datetime) -> Perk:
    """Pause it, open it again, or end it. Raises PerkUnknown, ItemEnded."""
    perk = _hold(by, key)
    perk.state = state
    perk.save(update_fields=["state"])
    write_line(by=by.actor, at=at, city=by.city, verb="move_perk", target=perk, state=state)
    return perk


@transaction.atomic
def show_perk_code(*, by: Standing, at: datetime) -> PerkCode:
    """Fresh digits for five minutes; those before open nothing any more. Raises VolunteerNotActive, NoStarYet."""
    person = hold_living(volunteer_id=require_volunteer(by))
    if person.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    if not star_held(records_of(person.pk)):
        raise NoStarYet
    row = PerkCode.objects.filter(volunteer=person).first() or PerkCode(city=person.city, volunteer=person)
    row.until = at + LASTING
    for _try in range(CODE_TRIES):
        row.serial += 1
        row.code_hash = hash_of_code(perk_code(codes_key(), person.pk, row.serial))
        try:
            with transaction.atomic():
                row.save()
            break
        except IntegrityError as fault:
            if broken_constraint(fault) != "one_perk_code_at_a_time":
                raise
    else:
        raise PerkCodeOld  # five times the digits of somebody else: press once more
    write_line(by=by.actor, at=at, city=person.city, verb="show_perk_code", target=person)
    return row


def look_up_perk_code(*, by: Standing, code: str, at: datetime) -> tuple[PerkCode, int]:
    """Whose code was shown, and their star. Raises NotAllowed, TooManyTries, CodeUnknown, PerkCodeOld, NoStarYet."""
    counters_of(by=by)
    key = count_try(by=by, at=at)
    shown = perk_code_shown(by.city, code) if len(code) == DIGITS else None
    if shown is None:
        raise CodeUnknown
    if shown.until <= at:
        raise PerkCodeOld
    throttle.take_back(key)
    star = star_held(records_of(shown.volunteer_id))
    if not star:
        raise NoStarYet(gettext("对方现在没有星级，用不了礼遇。"))
    return shown, star


def use_perk(*, by: Standing, perk_id: UUID, code: str, at: datetime) -> PerkUse:
    """Confirm one use for whoever showed ``code``; a code counts once for each perk. Wrong codes are counted.

    Raises NotAllowed, TooManyTries, CodeUnknown, PerkUnknown, OwnCode, VolunteerNotActive, PerkCodeOld, PerkNotRunning,
    StarTooLow, CodeUsed, PerkUsedUp.
    """
    counters_of(by=by)
    key = count_try(by=by, at=at)
    if len(code) != DIGITS or perk_code_shown(by.city, code) is None:
        raise CodeUnknown
    throttle.take_back(key)
    return _use(by, perk_id, code, at)


@transaction.atomic
def _use(by: Standing, perk_id: UUID, code: str, at: datetime) -> PerkUse:
    """The person is held: of two counters at once the second sees the first's."""
    perk = Perk.objects.select_related("partner").filter(pk=perk_id, city=by.city).first()
    if perk is None:
        raise PerkUnknown
    shown = perk_code_shown(by.city, code)
    if shown is None:
        raise CodeUnknown
    require_serves(by, perk.partner, shown.volunteer_id, at)
    person = hold_living(volunteer_id=shown.volunteer_id)
    if person.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    if shown.until <= at:
        raise PerkCodeOld
    if not running_perks(by.city, day_of(at)).filter(pk=perk.pk).exists():
        raise PerkNotRunning
    records = records_of(person.pk)
    star = star_held(records)
    if not enough(star, perk.least_star):
        raise StarTooLow
    mine, year = PerkUse.objects.filter(perk=perk, volunteer_id__in=records), day_of(at).year
    if mine.filter(code_hash=hash_of_code(code)).exists():
        raise CodeUsed(gettext("这个码刚刚已经确认过这项礼遇了。"))
    turn = free_turn(set(mine.filter(year=year).values_list("turn", flat=True)), perk.uses)
    if turn is None:
        raise PerkUsedUp
    used = PerkUse.objects.create(
        city=perk.city, perk=perk, volunteer=person, year=year, turn=turn, star=star, code_hash=shown.code_hash,
        confirmed_by_id=by.account_id, at=at,
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=perk.city, verb="use_perk", target=used, perk=str(perk.pk), turn=turn)
    return used


def forget_perk_code(event: PersonErased) -> None:
    """In the transaction of the erasure: nobody shows anything any more. What was used stays, on a number without a name."""
    PerkCode.objects.filter(volunteer_id__in=records_of(event.volunteer_id)).delete()
