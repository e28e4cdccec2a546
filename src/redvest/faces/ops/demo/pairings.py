"""A small "1151" in the demo city: a few communities with a branch, members, households and visits, and some gaps left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.care.actions.household import HouseholdForm, enter_household
from redvest.care.actions.pairing import pair_household, pair_volunteer
from redvest.care.actions.pairing_answer import answer_pairing
from redvest.care.actions.party_member import answer_branch, ask_party_member
from redvest.care.actions.visit import VisitForm, log_visit
from redvest.care.choices import CareGroup, HouseholdConsent
from redvest.care.models import Household, Pairing, PartyMember
from redvest.care.rules.need_private import Private
from redvest.core.clock import day_of
from redvest.faces.ops.demo.numbers import HOUSEHOLD, phone
from redvest.registry.actions.grant import give_grant
from redvest.registry.choices import BodyState, RealNameState, Role, TeamKind, VolunteerState
from redvest.registry.models import Body, Grant, Region, SanitationZone, Volunteer
from redvest.registry.policy import SYSTEM_STANDING, Standing
from redvest.registry.queries.role import standing_of

COMMUNITIES = 3
HANDS = (5, 3, 0)  # how many volunteers the members of a community lead
DAYS = 60  # since when
_HOMES = (
    ("刘桂英", "百花路 8 号 2 栋 301", "耳背，敲门要重", (CareGroup.ELDER_ALONE,)),
    ("陈国平", "抱石大道 16 号 1 栋 502", "上午在家", (CareGroup.DISABLED, CareGroup.DIFFICULTY)),
    ("黄小花", "北湖路 5 号", "放学后要有人陪写作业", (CareGroup.LEFT_BEHIND,)),
    ("胡秋生", "劳动路 23 号", "", (CareGroup.DIFFICULTY,)),
)  # fictitious


@dataclass(frozen=True, slots=True)
class Ground:
    """A community, the branch to whose members it is, and the people who live there, each of them used once."""

    region: Region
    branch: Body
    people: list[Volunteer]
    since: datetime

    def me(self, person: Volunteer) -> Standing:
        assert person.account is not None
        return standing_of(person.account, day_of(self.since))


def pair_city(*, city: str, at: datetime) -> int:
    """Returns how many communities got a "1151"; none where the city is too small for one."""
    since = at - timedelta(days=DAYS)
    branches = Body.objects.filter(city=city, state=BodyState.ACTIVE, team_kind=TeamKind.PARTY)
    codes = SanitationZone.objects.filter(city=city).values_list("grid__community_id", flat=True)
    places = Region.objects.filter(code__in=set(codes)).order_by("code")
    done = 0
    for region, branch in zip(places, branches.order_by("code"), strict=False):
        ground = Ground(region, branch, _people(region, since), since)
        if len(ground.people) < len(HANDS) + sum(HANDS):
            continue
        _community(ground, at)
        done += 1
        if done == COMMUNITIES:
            break
    return done


def _people(region: Region, since: datetime) -> list[Volunteer]:
    rows = Volunteer.objects.filter(
        region=region, state=VolunteerState.ACTIVE, account__isnull=False, registered_at__lt=since,
        real_name_state__in=(RealNameState.CHECKED, RealNameState.VERIFIED), party_memberships=None,
        birth_on__lt=since.date() - timedelta(days=20 * 366),
    )  # fmt: skip
    return list(rows.select_related("account").order_by("number")[: len(HANDS) + sum(HANDS) + 2])


def _community(ground: Ground, at: datetime) -> None:
    """Four households, three members: two have a household, one leads five, one three, one nobody. Two households wait."""
    officer = SYSTEM_STANDING(ground.region.city)
    _secretary(ground, officer)
    people = iter(ground.people)
    members = [_member(ground, officer, next(people)) for _ in HANDS]
    homes = [_home(ground, officer, turn) for turn in range(len(_HOMES))]
    for turn, (member, home) in enumerate(zip(members[:2], homes, strict=False)):
        _visit(ground, _pair(ground, officer, member, home), member, at - timedelta(days=5 + 40 * turn))
    for member, hands in zip(members, HANDS, strict=True):
        for _ in range(hands):
            person = next(people)
            me = ground.me(member.volunteer)
            row = pair_volunteer(by=me, member=member, volunteer=person, at=ground.since)
            answer_pairing(by=ground.me(person), pairing=row, agrees=True, at=ground.since)


def _secretary(ground: Ground, officer: Standing) -> None:
    """Whoever runs the organisation is the branch's secretary, too."""
    head = Grant.objects.filter(body=ground.branch, role=Role.BODY_ADMIN, revoked_at__isnull=True)
    found = head.select_related("account").order_by("id").first()
    if found is not None:
        give_grant(
            by=officer, account=found.account, role=Role.BRANCH_SECRETARY, body=ground.branch,
            starts_on=day_of(ground.since), at=ground.since,
        )  # fmt: skip


def _member(ground: Ground, officer: Standing, person: Volunteer) -> PartyMember:
    made = ask_party_member(
        by=officer, branch=ground.branch, number=person.number, community=ground.region, at=ground.since
    )
    answer_branch(by=ground.me(person), member=made, agrees=True, at=ground.since)
    return PartyMember.objects.select_related("branch", "volunteer__account").get(pk=made.pk)


def _home(ground: Ground, officer: Standing, turn: int) -> Household:
    name, address, words, groups = _HOMES[turn]
    lon, lat = ground.region.lon, ground.region.lat
    private = Private(
        name=name,
        phone=phone(HOUSEHOLD + turn),
        address=address,
        words=words,
        groups=groups,
        lon=lon,
        lat=lat,
    )
    form = HouseholdForm(private, HouseholdConsent.PRESENT, day_of(ground.since))
    return enter_household(by=officer, community=ground.region, form=form, at=ground.since)


def _pair(ground: Ground, officer: Standing, member: PartyMember, home: Household) -> Pairing:
    row = pair_household(by=officer, member=member, household=home, at=ground.since)
    return answer_pairing(by=ground.me(member.volunteer), pairing=row, agrees=True, at=ground.since)


def _visit(ground: Ground, pairing: Pairing, member: PartyMember, when: datetime) -> None:
    """Written down the same evening and still to be signed: the demo's ledger stays as it was drawn."""
    form = VisitForm(
        starts_at=when, minutes=60, words="送了米和油，量了血压，聊了一会儿", need="卫生间想装一个扶手"
    )
    log_visit(
        by=ground.me(member.volunteer), pairing=pairing, form=form, at=when + timedelta(hours=3)
    )  # what was signed would be hours
