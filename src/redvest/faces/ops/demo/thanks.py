"""How the demo city thanks people: stars granted and in public, points given, a shelf, perks, and a call for works.

Made through the actions by the people who may, like its awards.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid5

from django.db.models import Sum

from redvest.core.clock import day_of
from redvest.core.errors import DomainError
from redvest.faces.ops.demo.thanks_words import GIFTS, PERKS, SLOGANS, called_for
from redvest.honour.actions.contest import draft_contest, open_contest
from redvest.honour.actions.contest_entry import enter_contest
from redvest.honour.actions.ledger_give import fund_budget, grant_from_budget
from redvest.honour.actions.perk import add_perk
from redvest.honour.actions.redeem import redeem
from redvest.honour.actions.redeem_offer import add_item, add_partner
from redvest.honour.actions.star import apply_star, decide_star
from redvest.honour.actions.star_publicity import grant_star
from redvest.honour.choices import ContestKind, GiftKind, LedgerName, LimitSpan, PartnerKind
from redvest.honour.models import RedeemItem
from redvest.honour.rules.contest import EntryForm
from redvest.honour.rules.perk import PerkForm
from redvest.honour.rules.redeem import ItemForm, PartnerForm
from redvest.honour.rules.star import COUNTED
from redvest.registry.choices import Role, VolunteerState
from redvest.registry.models import Grant, Region, Station, Volunteer
from redvest.registry.queries.role import live_grants, standing_of
from redvest.registry.rules.standing import Standing
from redvest.service.models import HoursEntry

DAY = timedelta(days=1)
GRANTED, PUBLIC, REWARDED = 6, 3, 24
BUDGET, REWARD = 5_000, 60
APPLIED = 30 * DAY  # before today those applied whose stars are granted by now


def thank_people(*, city: str, at: datetime) -> int:
    """Everything, by an officer of the centre; returns to how many people. Nothing in a city without one or without hours."""
    grants = Grant.objects.select_related("account").filter(role=Role.CENTRE, region_id=city)
    grant, place = grants.order_by("id").first(), Region.objects.filter(code=city).first()
    people = _people(city)
    if grant is None or place is None or not people:
        return 0
    by = standing_of(grant.account, day_of(at))
    others = [each for each in people if not by.is_self(each.pk)]
    _stars(others, at)
    _points(by, place, others[:REWARDED], at)
    _shelf(by, place, at)
    _redeemed(others[:3], at)
    _call(by, place, others, at)
    return len(others[:REWARDED])


def _people(city: str) -> list[Volunteer]:
    """Those with the most confirmed hours that can sign in."""
    rows = HoursEntry.objects.filter(city=city, grade__in=COUNTED).order_by()
    sums = rows.values_list("volunteer_id").annotate(sum=Sum("minutes")).order_by("-sum", "volunteer_id")
    keys = [key for key, _sum in sums[:80]]
    found = Volunteer.objects.filter(pk__in=keys, state=VolunteerState.ACTIVE, account__isnull=False)
    known = {each.pk: each for each in found.select_related("account")}
    return [known[key] for key in keys if key in known]


def _self(person: Volunteer, at: datetime) -> Standing:
    assert person.account is not None
    return standing_of(person.account, day_of(at))


def _stars(people: list[Volunteer], at: datetime) -> None:
    """The first have their first star by now, the next are in public; who lacks hours or scores is told and stays away."""
    done = 0
    for person in people:
        granted = done < GRANTED
        asked = at - APPLIED if granted else at - DAY
        officer = _officer(person, asked)
        if officer is None:
            continue
        try:
            award = apply_star(by=_self(person, asked), level=1, at=asked)
            decide_star(by=officer, key=award.pk, grant=True, at=asked + timedelta(hours=2))
        except DomainError:
            continue
        if granted:
            grant_star(star_id=award.pk, at=asked + 20 * DAY)
        done += 1
        if done == GRANTED + PUBLIC:
            return


def _officer(person: Volunteer, at: datetime) -> Standing | None:
    """Somebody else who decides on the first two stars of the place."""
    codes = person.region_path.strip("/").split("/")[1:2]
    rows = Grant.objects.select_related("account").filter(role=Role.REGION_OFFICER, region_id__in=codes)
    found = rows.exclude(account=person.account).order_by("id").first()
    return standing_of(found.account, day_of(at)) if found else None


def _points(by: Standing, place: Region, people: list[Volunteer], at: datetime) -> None:
    """A budget of the city, and a reward out of it for each."""
    fund_budget(
        by=by,
        ledger=LedgerName.POINTS,
        region=place,
        amount=BUDGET,
        key="demo",
        reason="全年的奖励",
        at=at - 9 * DAY,
    )
    for person in people:
        grant_from_budget(
            by=by, ledger=LedgerName.POINTS, region=place, volunteer=person, amount=REWARD, key=person.pk.hex,
            reason="全年服务时间长、评价好", at=at - 8 * DAY,
        )  # fmt: skip


def _shelf(by: Standing, place: Region, at: datetime) -> None:
    """Gifts and services at the first station, and perks of partners of the city."""
    since = day_of(at) - 10 * DAY
    station = _station(place.city, day_of(at))
    if station is not None:
        form = PartnerForm(
            name=station.name[:40], kind=PartnerKind.STATION, region=station.region_id, place=station.name,
            hours="周一到周六 9:00–17:00",
            station_id=station.pk,
        )  # fmt: skip
        partner = add_partner(by=by, form=form, at=at - 7 * DAY)
        for gift in GIFTS:
            kind = GiftKind.SERVICE if gift.service or gift.stock is None else GiftKind.GIFT
            item = ItemForm(
                title=gift.title, words=gift.words, kind=kind, ledger=LedgerName.POINTS, price=gift.price,
                stock=gift.stock, per_person=gift.per_person, span=LimitSpan.YEAR, from_on=since,
            )  # fmt: skip
            add_item(by=by, partner_id=partner.pk, form=item, at=at - 7 * DAY)
    for each in PERKS:
        form = PartnerForm(
            name=each.partner, kind=each.kind, region=place.code, place=each.place, hours=each.hours
        )
        partner = add_partner(by=by, form=form, at=at - 7 * DAY)
        perk = PerkForm(
            title=each.title,
            what=each.what,
            words=each.words,
            least_star=each.least_star,
            uses=each.uses,
            from_on=since,
        )
        add_perk(by=by, partner_id=partner.pk, form=perk, at=at - 7 * DAY)


def _station(city: str, on: date) -> Station | None:
    """The one whose keeper is the first that a demo hands out, so that there is somebody at the counter."""
    kept = (
        live_grants(on)
        .filter(role=Role.STATION_KEEPER, station__city=city)
        .order_by("account__phone_tail", "account_id")
    )
    key = kept.values_list("station_id", flat=True).first()
    stations = Station.objects.filter(city=city).select_related("region")
    return (stations.filter(pk=key) if key else stations.order_by("name", "id")).first()


def _redeemed(people: list[Volunteer], at: datetime) -> None:
    """The cheapest thing, by a few: what waits at the counter has something in it."""
    item = RedeemItem.objects.order_by("price", "id").first()
    for person in people if item is not None else []:
        assert item is not None
        redeem(by=_self(person, at), item_id=item.pk, price=item.price, key=person.pk.hex, at=at - 2 * DAY)


def _call(by: Standing, place: Region, people: list[Volunteer], at: datetime) -> None:
    """A call for slogans that is open now, with what came in so far."""
    form = called_for(place.name, ContestKind.SLOGAN, at)
    contest = draft_contest(by=by, region=place, body=None, form=form, at=at - 6 * DAY)
    open_contest(by=by, key=contest.pk, at=at - 6 * DAY)
    for turn, (person, slogan) in enumerate(zip(people, SLOGANS, strict=False)):
        sent = EntryForm(title=slogan, words=slogan, rights=1, publish=True)
        when = at - 4 * DAY + timedelta(hours=3 * turn)
        key = uuid5(contest.pk, person.pk.hex)
        enter_contest(by=_self(person, when), contest_id=contest.pk, form=sent, key=key, at=when)
