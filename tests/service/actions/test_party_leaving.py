"""Leaving a group is cancelling: as late, and remembered as it is for whoever cancels alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting
from redvest.service.actions.party import cancel_party, leave_out
from redvest.service.choices import CancelKind
from redvest.service.models import SignUp, SignUpParty
from redvest.service.signup_errors import CancelTooLate
from tests.factories.registry import NOW, make_account, make_leader, standing_of
from tests.registry.actions.test_child import registered
from tests.service.actions.test_party import Group

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
START = NOW + 96 * HOUR


def until_minutes(group: Group, minutes: int) -> None:
    DatedSetting.objects.create(
        region=group.body.region, key="signup.cancel_until_minutes", value=minutes, effective_on=NOW.date(),
        set_at=NOW,
    )  # fmt: skip


def kinds(party: SignUpParty) -> dict[str, str]:
    return dict(SignUp.objects.filter(party=party).values_list("volunteer__name", "cancel_kind"))


def signup_of(party: SignUpParty, name: str) -> SignUp:
    return SignUp.objects.get(party=party, volunteer__name=name)


@pytest.mark.parametrize(("before", "kind"), [(23, CancelKind.LATE), (25, CancelKind.EARLY)])
def test_who_leaves_ones_own_group_near_the_start_leaves_late(before: int, kind: CancelKind) -> None:
    group = Group()
    party = group.book()
    mine = signup_of(party, "李明霞")
    leave_out(by=group.by, party_id=party.pk, signup_id=mine.pk, at=START - before * HOUR)
    assert kinds(party) == {"李明霞": kind, "欧阳明霞": "", "周路人": ""}


def test_giving_the_whole_group_up_is_late_for_whoever_said_yes_oneself_only() -> None:
    group = Group()
    party = group.book()
    cancel_party(by=group.by, party_id=party.pk, at=START - HOUR)
    house = CancelKind.HOUSE
    assert kinds(party) == {"李明霞": CancelKind.LATE, "欧阳明霞": house, "周路人": house}


def test_a_child_that_the_guardian_takes_out_near_the_start_left_late_too() -> None:
    account = make_account(name="李建国")
    child, group = registered(account), Group()
    party = group.book(by=standing_of(account), children=[child.pk], with_me=False, friends=group.friends[:1])
    own = signup_of(party, child.name)
    leave_out(by=standing_of(account), party_id=party.pk, signup_id=own.pk, at=START - HOUR)
    assert kinds(party)[child.name] == CancelKind.LATE


def test_a_leader_who_takes_people_out_blames_nobody() -> None:
    group = Group()
    party = group.book()
    cancel_party(by=make_leader(group.body), party_id=party.pk, at=START - HOUR)
    assert set(kinds(party).values()) == {CancelKind.HOUSE}


def test_where_the_place_ends_cancelling_earlier_a_group_ends_there_too() -> None:
    group = Group()
    until_minutes(group, 120)
    party = group.book()
    mine, states = signup_of(party, "李明霞"), group.states()
    late = START - 2 * HOUR
    with pytest.raises(CancelTooLate):
        leave_out(by=group.by, party_id=party.pk, signup_id=mine.pk, at=late)
    with pytest.raises(CancelTooLate):
        cancel_party(by=group.by, party_id=party.pk, at=late)
    party.refresh_from_db()
    assert (group.states(), group.taken, party.ended_at) == (states, 3, None)
    assert not AuditLine.objects.filter(verb__in=("cancel_signup", "cancel_party")).exists()
    assert cancel_party(by=group.by, party_id=party.pk, at=late - HOUR / 60) == 3
    assert group.taken == 0
