"""My pairings: nothing is arranged without my yes, whose household it is opens on a press, a visit takes one form."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.actions.pairing import hand_over_pairing
from redvest.care.choices import PairingKind, PairingState
from redvest.care.models import Pairing, PartyMember, Visit
from redvest.core.models import AuditLine
from redvest.registry.models import Volunteer
from tests.faces.site.conftest import browser_of
from tests.factories import registry
from tests.factories.pairing import Village, make_household, make_pairing, make_party_member, make_village
from tests.factories.registry import NOW, volunteer_standing

pytestmark = pytest.mark.django_db
LIST = "/me/pairings/"


@pytest.fixture
def here() -> Village:
    return make_village()


def as_(person: Volunteer) -> Client:
    assert person.account is not None
    return browser_of(person.account)


@pytest.fixture
def mine(here: Village) -> Client:
    return as_(here.member.volunteer)


def one(pairing: Pairing, name: str = "pairing") -> str:
    return reverse(f"site:{name}", args=[pairing.pk])


def test_who_has_none_is_told_how_it_comes(here: Village) -> None:
    page = as_(registry.make_volunteer()).get(LIST)
    assert page.status_code == 200 and "你答应了才算" in page.content.decode()


def test_a_yes_begins_it_and_only_then_is_it_known_which_household(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household, state=PairingState.ASKED)
    page = mine.get(LIST).content.decode()
    assert "答应以后才看得到是哪一家" in page and here.household.called not in page
    assert mine.post(one(row), {"verb": "open"}).status_code == 403
    mine.post(one(row, "pairing-answer"), {"answer": "yes"})
    row.refresh_from_db()
    assert row.state == PairingState.LIVE
    assert here.household.called in mine.get(LIST).content.decode()


def test_a_no_is_taken_as_kindly(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household, state=PairingState.ASKED)
    mine.post(one(row, "pairing-answer"), {"answer": "no"})
    row.refresh_from_db()
    assert row.state == PairingState.DECLINED
    again = mine.post(one(row, "pairing-answer"), {"answer": "yes"}, follow=True)
    assert "刚刚有了变动" in again.content.decode()
    row.refresh_from_db()
    assert row.state == PairingState.DECLINED


def test_the_household_opens_on_a_press_and_leaves_a_line(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household)
    assert "刘桂英" not in mine.get(one(row)).content.decode()
    shown = mine.post(one(row), {"verb": "open"}).content.decode()
    assert "刘桂英" in shown and "13907900001" in shown
    assert AuditLine.objects.filter(verb="read_household").count() == 1


def test_a_visit_takes_one_form_and_keeps_what_was_typed(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household)
    typed = {
        "verb": "visit",
        "starts_at": "2026-03-05T08:00",
        "minutes": "60",
        "words": "陪刘奶奶量血压",
        "need": "想装扶手",
    }
    late = mine.post(one(row), typed | {"starts_at": "2026-03-05T09:59"})
    assert late.status_code == 422 and "陪刘奶奶量血压" in late.content.decode()
    assert not Visit.objects.exists()
    assert mine.post(one(row), typed).status_code == 302
    visit = Visit.objects.get()
    assert visit.minutes == 60 and bytes(visit.need_sealed)
    assert "等核对" in mine.get(one(row)).content.decode()


def test_a_member_asks_one_of_the_five_and_the_volunteer_sees_who(here: Village, mine: Client) -> None:
    person = registry.make_volunteer(name="孙小青")
    assert mine.post(LIST, {"number": "36050000"}).status_code == 422
    assert mine.post(LIST, {"number": person.number}).status_code == 302
    theirs = as_(person)
    assert "赵向前想带你一起做志愿服务" in theirs.get(LIST).content.decode()
    theirs.post(one(Pairing.objects.get(), "pairing-answer"), {"answer": "yes"})
    assert "孙小青" in mine.get(LIST).content.decode()
    assert "赵向前" in theirs.get(LIST).content.decode()


def test_somebody_without_a_branch_asks_nobody(here: Village) -> None:
    person = registry.make_volunteer()
    as_(person).post(LIST, {"number": here.member.volunteer.number})
    assert not Pairing.objects.exists()


def test_a_branch_keeps_me_only_with_my_word(here: Village) -> None:
    member = make_party_member(branch=here.branch, agreed=False)
    theirs = as_(member.volunteer)
    assert "你答应才登记" in theirs.get(LIST).content.decode()
    theirs.post(reverse("site:pairing-branch", args=[member.pk]), {"answer": "no"})
    assert not PartyMember.objects.filter(pk=member.pk).exists()


def test_handing_over_with_a_note_for_the_heir_alone(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household)
    heir = make_party_member(branch=here.branch)
    assert mine.post(one(row), {"verb": "give", "number": "3605", "note": "耳背"}).status_code == 422
    mine.post(one(row), {"verb": "give", "number": heir.volunteer.number, "note": "刘奶奶耳背"})
    asked = Pairing.objects.get(state=PairingState.ASKED)
    theirs = as_(heir.volunteer)
    assert "耳背" not in theirs.get(one(asked)).content.decode()
    theirs.post(one(asked, "pairing-answer"), {"answer": "yes"})
    assert "刘奶奶耳背" in theirs.post(one(asked), {"verb": "open"}).content.decode()
    assert mine.post(one(row), {"verb": "open"}).status_code == 403  # it is somebody else's now
    assert AuditLine.objects.filter(verb="read_note").count() == 1


def test_ending_takes_a_reason(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household)
    assert mine.post(one(row), {"verb": "end", "words": ""}).status_code == 422
    assert mine.post(one(row), {"verb": "end", "words": "调到外地了"}).status_code == 302
    row.refresh_from_db()
    assert row.state == PairingState.ENDED


def test_others_find_nothing(here: Village, guest: Client) -> None:
    row = make_pairing(member=here.member, household=here.household)
    other = as_(registry.make_volunteer())
    for page in (one(row), one(row, "pairing-answer")):
        assert other.post(page, {"verb": "open", "answer": "no"}).status_code in (302, 404)
    assert other.get(one(row)).status_code == 404
    assert guest.get(one(row)).status_code in (302, 401)
    row.refresh_from_db()
    assert row.state == PairingState.LIVE
    assert not AuditLine.objects.filter(verb="read_household").exists()


def test_who_is_led_does_not_see_the_household_of_who_leads(here: Village) -> None:
    make_pairing(member=here.member, household=here.household)
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    assert led.volunteer is not None
    page = as_(led.volunteer).get(one(led)).content.decode()
    assert here.household.called not in page and "记一次走访" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(here: Village, mine: Client, count: int) -> None:
    for _ in range(count):
        make_pairing(kind=PairingKind.LED, member=here.member)
    make_pairing(member=here.member, household=make_household())
    with CaptureQueriesContext(connection) as spent:
        assert mine.get(LIST).status_code == 200
    assert len(spent) == 8


def test_a_note_stays_with_the_pairing(here: Village) -> None:
    row = make_pairing(member=here.member, household=here.household)
    heir = make_party_member(branch=here.branch)
    made = hand_over_pairing(by=here.me, pairing=row, member=heir, note="慢慢来", at=NOW)
    assert volunteer_standing(heir.volunteer).volunteer_id == heir.volunteer_id and bytes(made.note_sealed)
