"""A small world for the ledger's bench: people, families, shelves, counters; and every operation that moves units.

Each operation is an action of the house, called as its pages and jobs call it. A refusal is an answer; anything else
that is raised is a fault.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from bench.crowd import CITY, gather_people, lay_ground
from redvest.core.clock import day_of
from redvest.honour.actions.ledger import account_of
from redvest.honour.actions.ledger_case import collect_case, waive_case
from redvest.honour.actions.ledger_give import (
    contribute,
    donate,
    expire_due,
    fund_budget,
    give_from_pool,
    give_to_family,
    grant_from_budget,
)
from redvest.honour.actions.ledger_hours import earn_for_hours, reverse_for_void
from redvest.honour.actions.redeem import cancel_redemption, redeem
from redvest.honour.actions.redeem_counter import pick_up
from redvest.honour.actions.redeem_offer import restock_item
from redvest.honour.actions.redeem_return import call_off_redemption, lapse_due
from redvest.honour.choices import AccountKind, CaseState, Hardship, LedgerName, RedemptionState
from redvest.honour.models import (
    FamilyTie,
    LedgerAccount,
    LedgerCase,
    RedeemItem,
    RedeemPartner,
    Redemption,
)
from redvest.honour.queries.redeem import codes_key
from redvest.honour.rules.redeem import pick_up_code
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body, DatedSetting, Grant, Membership, Region, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.role import standing_of
from redvest.service.actions import ledger as hours
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry

RULES = {"points.keep_months": 2, "timebank.keep_months": 3, "redeem.days": 3, "timebank.most_hours": 40}
LASTING = timedelta(
    days=400
)  # what the operations are spread over, so that lots expire and redemptions lapse


@dataclass
class World:
    """Who and what there is. ``entries`` grows as people serve; every thread reads and appends it."""

    people: list[Volunteer]
    standings: list[Standing]
    ties: list[FamilyTie]
    items: list[RedeemItem]
    body: Body
    region: Region
    centre: Standing
    starts_at: datetime
    entries: list[HoursEntry] = field(default_factory=list)


def settle(people: int, at: datetime) -> World:
    """Each is the spouse of the next; two shelves hold few things, two services have no stock; rules are short."""
    ground = lay_ground(at)
    gather_people(people, at)
    region, on = ground.region, day_of(at)
    for key, value in RULES.items():
        DatedSetting.objects.create(key=key, region=region, effective_on=on, value=value, set_at=at)
    found = list(Volunteer.objects.select_related("account").order_by("number"))
    _reachable(found)
    officer = _staff(ground.leader, region, ground.body, on, at)
    for each in found:
        Membership.objects.create(city=CITY, body=ground.body, volunteer=each, joined_on=on)
    ties = [
        FamilyTie.objects.create(
            city=CITY, giver=each, relative=found[(turn + 1) % people], relation="spouse", asked_at=at, agreed_at=at
        )
        for turn, each in enumerate(found)
    ]  # fmt: skip
    return World(
        found, [standing_of(each.account, on) for each in found if each.account], ties,
        _shelves(ground.body, region, on, at), ground.body, region, officer, at,
    )  # fmt: skip


def _reachable(people: list[Volunteer]) -> None:
    """The crowd of the benches has no phones; whoever redeems is told."""
    for turn, each in enumerate(people):
        phone = secret.keep_phone(f"1990790{turn:04d}", context=secret.ACCOUNT_PHONE)
        Account.objects.filter(pk=each.account_id).update(phone_sealed=phone.sealed)


def _staff(leader: Account, region: Region, body: Body, on: date, at: datetime) -> Standing:
    """The centre and the head of the body that hands out in one, who is on no register here."""
    Grant.objects.create(account=leader, role=Role.CENTRE, region=region, starts_on=on, given_at=at)
    Grant.objects.create(account=leader, role=Role.BODY_ADMIN, body=body, starts_on=on, given_at=at)
    return standing_of(leader, on)


def _shelves(body: Body, region: Region, on: date, at: datetime) -> list[RedeemItem]:
    partner = RedeemPartner.objects.create(
        city=CITY, region=region, region_path=region.path, name="暖阳小店", kind="shop", body=body, place="抱石大道",
        hours="每天", created_at=at,
    )  # fmt: skip
    given = (
        ("毛巾", LedgerName.POINTS, 2, 40, None), ("保温杯", LedgerName.POINTS, 7, 15, 3),
        ("理发", LedgerName.POINTS, 3, None, None), ("陪诊", LedgerName.TIMEBANK, 45, None, 2),
        ("护理垫", LedgerName.TIMEBANK, 30, 25, None),
    )  # fmt: skip
    return [
        RedeemItem.objects.create(
            city=CITY, region_path=region.path, partner=partner, title=title, words=title, ledger=ledger, price=price,
            kind="service" if stock is None else "gift", supplied=stock, stock=stock, per_person=each, span="month",
            from_on=on, created_at=at,
        )
        for title, ledger, price, stock, each in given
    ]  # fmt: skip


@dataclass
class Hand:
    """One thread at work: its own dice, and the moment to which the world has come."""

    world: World
    dice: random.Random
    at: datetime
    key: str

    def _who(self) -> tuple[Volunteer, Standing]:
        turn = self.dice.randrange(len(self.world.people))
        return self.world.people[turn], self.world.standings[turn]

    def _ledger(self) -> LedgerName:
        return self.dice.choice(tuple(LedgerName))

    def _purse(self, person: Volunteer, ledger: LedgerName) -> LedgerAccount:
        return account_of(city=CITY, ledger=ledger, kind=AccountKind.VOLUNTEER, volunteer_id=person.pk)

    def earn(self) -> None:
        person, _by = self._who()
        world, served = self.world, self.at - timedelta(hours=6)
        minutes = self.dice.randint(10, 300)
        with transaction.atomic():
            entry = hours.append_entry(
                new=hours.NewEntry(
                    city=CITY, volunteer_id=person.pk, body_id=world.body.pk, activity_id=None, title="陪老人买菜",
                    region_path=world.region.path, service_on=day_of(served), minutes=minutes,
                    grade=self.dice.choice((Grade.A, Grade.B, Grade.C, Grade.D)), proofs=("leader-tick",),
                ),
                at=self.at,
            )  # fmt: skip
        earn_for_hours(entry_id=entry.pk, at=self.at)
        world.entries.append(entry)

    def void(self) -> None:
        if not self.world.entries:
            return
        entry = self.dice.choice(self.world.entries)
        made = HoursEntry.objects.filter(voids=entry).first()
        if made is None:
            try:
                with transaction.atomic():
                    made = hours.void(entry=entry, reason="记错", by_account=None, at=self.at)
            except IntegrityError:  # voided by another thread at this moment
                made = HoursEntry.objects.get(voids=entry)
        reverse_for_void(entry_id=made.pk, at=self.at)

    def redeem(self) -> None:
        _person, by = self._who()
        item = self.dice.choice(self.world.items)
        redeem(by=by, item_id=item.pk, price=item.price, key=self.key, at=self.at)

    def _held(self) -> Redemption | None:
        """Any that was redeemed of late, whatever became of it: asking twice is part of life."""
        rows = list(Redemption.objects.select_related("volunteer").order_by("-id")[:40])
        return self.dice.choice(rows) if rows else None

    def cancel(self) -> None:
        kept = self._held()
        if kept is not None:
            turn = self.world.people.index(kept.volunteer)
            cancel_redemption(by=self.world.standings[turn], key=kept.pk, at=self.at)

    def pick_up(self) -> None:
        kept = self._held()
        if kept is not None:
            code = pick_up_code(codes_key(), kept.pk, kept.serial)
            pick_up(by=self.world.centre, key=kept.pk, code=code, at=self.at)

    def call_off(self) -> None:
        kept = Redemption.objects.filter(state=RedemptionState.HELD).order_by("-id").first()
        if kept is not None:
            call_off_redemption(by=self.world.centre, key=kept.pk, reason="停产", at=self.at)

    def lapse(self) -> None:
        lapse_due(city=CITY, at=self.at)

    def restock(self) -> None:
        item = self.dice.choice([each for each in self.world.items if each.supplied is not None])
        restock_item(by=self.world.centre, key=item.pk, amount=self.dice.randint(-3, 12), at=self.at)

    def give_away(self) -> None:
        (person, by), ledger = self._who(), self._ledger()
        account, amount = self._purse(person, ledger), self.dice.randint(1, 60)
        if self.dice.random() < 0.5:
            donate(by=by, account=account, amount=amount, key=self.key, at=self.at)
        else:
            contribute(by=by, account=account, body=self.world.body, amount=amount, key=self.key, at=self.at)

    def give_to_family(self) -> None:
        (person, by), ledger = self._who(), self._ledger()
        tie = self.world.ties[self.world.people.index(person)]
        account, amount = self._purse(person, ledger), self.dice.randint(1, 60)
        give_to_family(by=by, account=account, tie=tie, amount=amount, key=self.key, at=self.at)

    def expire(self) -> None:
        expire_due(city=CITY, at=self.at)

    def official(self) -> None:
        (person, _by), ledger, world = self._who(), self._ledger(), self.world
        more: dict[str, Any] = {
            "by": world.centre, "ledger": ledger, "key": self.key, "reason": "防汛", "at": self.at,
            "amount": self.dice.randint(1, 80),
        }  # fmt: skip
        step = self.dice.randrange(3)
        if step == 0:
            fund_budget(region=world.region, **more)
        elif step == 1:
            grant_from_budget(region=world.region, volunteer=person, **more)
        else:
            give_from_pool(volunteer=person, ground=Hardship.ALONE, **more)

    def settle_case(self) -> None:
        rows = LedgerCase.objects.filter(state=CaseState.OPEN).select_related("account", "transfer")
        case = rows.order_by("?").first()
        if case is None:
            return
        if self.dice.random() < 0.85:
            collect_case(by=self.world.centre, case=case, at=self.at)
        else:
            waive_case(by=self.world.centre, case=case, reason="已经用掉", at=self.at)

    def steps(self) -> dict[Callable[[], None], int]:
        """Every operation with how often it comes, of a hundred."""
        return {
            self.earn: 30, self.void: 7, self.redeem: 27, self.cancel: 5, self.pick_up: 8, self.call_off: 1,
            self.lapse: 1, self.restock: 3, self.give_away: 6, self.give_to_family: 4, self.expire: 1,
            self.official: 4, self.settle_case: 3,
        }  # fmt: skip
