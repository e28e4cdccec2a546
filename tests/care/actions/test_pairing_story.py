"""Whatever people ask, answer, hand over and end, in whatever order: the rules of 1151 hold, and coverage adds up."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redvest.care.actions.household import close_household
from redvest.care.actions.pairing import hand_over_pairing, pair_household, pair_volunteer
from redvest.care.actions.pairing_answer import answer_pairing
from redvest.care.actions.pairing_end import end_of_person, end_pairing, withdraw_pairing
from redvest.care.actions.party_member import end_party_member
from redvest.care.choices import PairingKind, PairingState
from redvest.care.models import Household, Pairing, PartyMember
from redvest.care.queries.pairing_coverage import coverage_of, coverage_of_branches
from redvest.care.queries.pairing_gaps import gaps_of
from redvest.care.rules.pairing import FIVE
from redvest.care.rules.pairing_coverage import total
from redvest.core.clock import day_of
from redvest.core.errors import DomainError
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Region, Volunteer
from redvest.registry.policy import SYSTEM_STANDING
from tests.factories import registry as make
from tests.factories.pairing import make_branch, make_household, make_party_member
from tests.factories.registry import NOW, volunteer_standing

pytestmark = pytest.mark.django_db
VERBS = ("home", "lead", "yes", "yes", "yes", "no", "withdraw", "give", "end", "leave", "close", "suspend")
step = st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(0, 5), st.booleans())


class Story:
    """A branch of three members, three households and seven volunteers, and what is done with them."""

    def __init__(self) -> None:
        self.tree = make.make_region_tree()
        self.branch = make_branch()
        self.by = SYSTEM_STANDING("360500")
        places = (self.tree.baihua, self.tree.baihua, self.tree.zhanqian)
        self.members = [make_party_member(branch=self.branch, region=place) for place in places]
        self.homes = [make_household(region=place) for place in places]
        self.people = [make.make_volunteer(region=self.tree.baihua) for _ in range(7)]
        self.at = NOW

    def do(self, verb: str, one: int, two: int) -> None:
        """Do it, or be refused in words; anything else is a fault."""
        try:
            with transaction.atomic():
                getattr(self, f"_{verb}")(one, two)
        except DomainError:
            pass

    def _home(self, one: int, two: int) -> None:
        pair_household(by=self.by, member=_of(self.members, one), household=_of(self.homes, two), at=self.at)

    def _lead(self, one: int, two: int) -> None:
        pair_volunteer(by=self.by, member=_of(self.members, one), volunteer=_of(self.people, two), at=self.at)

    def _yes(self, one: int, _two: int) -> None:
        self._answer(one, agrees=True)

    def _no(self, one: int, _two: int) -> None:
        self._answer(one, agrees=False)

    def _answer(self, one: int, *, agrees: bool) -> None:
        row = _pick(PairingState.ASKED, one)
        sides = [row.member.volunteer if row.member else None, row.volunteer]
        for person in sides:
            if person is not None and Pairing.objects.filter(pk=row.pk, state=PairingState.ASKED).exists():
                answer_pairing(by=volunteer_standing(person), pairing=row, agrees=agrees, at=self.at)

    def _withdraw(self, one: int, _two: int) -> None:
        withdraw_pairing(by=self.by, pairing=_pick(PairingState.ASKED, one), at=self.at)

    def _give(self, one: int, two: int) -> None:
        row = _pick(PairingState.LIVE, one)
        hand_over_pairing(by=self.by, pairing=row, member=_of(self.members, two), note="慢慢来", at=self.at)

    def _end(self, one: int, _two: int) -> None:
        end_pairing(by=self.by, pairing=_pick(PairingState.LIVE, one), words="说好了", at=self.at)

    def _leave(self, one: int, _two: int) -> None:
        end_party_member(by=self.by, member=_of(self.members, one), words="调走了", at=self.at)

    def _close(self, one: int, _two: int) -> None:
        close_household(by=self.by, household=_of(self.homes, one), words="搬走了", at=self.at)

    def _suspend(self, one: int, _two: int) -> None:
        person = _of(self.people, one)
        Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.SUSPENDED)
        end_of_person(volunteer_id=person.pk, at=self.at)


def _of(rows: list[Any], turn: int) -> Any:
    row = rows[turn % len(rows)]
    row.refresh_from_db()
    return row


def _pick(state: PairingState, turn: int) -> Pairing:
    rows = list(Pairing.objects.filter(state=state).order_by("asked_at", "pk"))
    if not rows:
        raise DomainError
    return rows[turn % len(rows)]


def holds(story: Story, at: datetime) -> None:
    """The rules of 1151, read off the rows one by one."""
    live = list(
        Pairing.objects.filter(state=PairingState.LIVE).select_related("member", "household", "volunteer")
    )
    homes = [each for each in live if each.kind == PairingKind.HOUSEHOLD]
    led = [each for each in live if each.kind == PairingKind.LED]
    assert max(Counter(each.household_id for each in homes).values(), default=0) <= 1
    assert max(Counter(each.member_id for each in homes).values(), default=0) <= 1
    assert max(Counter(each.volunteer_id for each in led).values(), default=0) <= 1
    assert max(Counter(each.member_id for each in led).values(), default=0) <= FIVE
    for each in live:
        assert each.helper_yes_at and each.other_yes_at
        assert each.member is not None and each.member.left_on is None
        assert each.household is None or each.household.closed_on is None
        assert each.volunteer is None or each.volunteer.state == VolunteerState.ACTIVE
    _adds_up(story.tree.city, day_of(at), homes, led)


def _adds_up(city: Region, day: Any, homes: list[Pairing], led: list[Pairing]) -> None:
    found, lines = coverage_of(city, day)
    assert found == total(line.coverage for line in lines)
    assert found.households == Household.objects.filter(closed_on=None).count()
    assert (found.households_met, found.members_met, found.led) == (len(homes), len(homes), len(led))
    gaps = gaps_of(city, day)
    assert len(gaps.households) == found.households_lacking and len(gaps.members) == found.members_lacking
    assert len(gaps.short) == found.short
    assert sum(each.lacking for each in gaps.short) == found.hands_lacking
    branches = coverage_of_branches([each.branch for each in PartyMember.objects.all()[:1]], day)
    assert (branches[0].coverage.members, branches[0].coverage.led) == (found.members, found.led)


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.lists(step, max_size=14))
def test_the_rules_hold_after_every_step(steps: list[tuple[str, int, int, bool]]) -> None:
    with transaction.atomic():
        story = Story()
        for verb, one, two, tomorrow in steps:
            story.at += timedelta(days=1) if tomorrow else timedelta(minutes=1)
            story.do(verb, one, two)
            holds(story, story.at)
        transaction.set_rollback(True)


def test_a_long_life_of_one_household() -> None:
    """Three members after each other, a silence, a hand-over and an end: never two at once, never a day counted twice."""
    story = Story()
    story.do("home", 0, 0)
    story.do("yes", 0, 0)
    first = Pairing.objects.get(state=PairingState.LIVE)
    for turn in (1, 2):
        story.at += timedelta(days=30)
        story.do("give", 0, turn)
        story.do("yes", 0, 0)
        holds(story, story.at)
    rows = list(Pairing.objects.order_by("starts_on"))
    assert [each.state for each in rows] == [PairingState.ENDED, PairingState.ENDED, PairingState.LIVE]
    assert [each.taken_from_id for each in rows] == [None, first.pk, rows[1].pk]
    for before, after in pairwise(rows):
        assert before.ends_on == after.starts_on
    for days in range(61):
        day = day_of(NOW + timedelta(days=days))
        assert coverage_of(story.tree.baihua, day)[0].households_met == 1, day
