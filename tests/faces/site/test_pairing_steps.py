"""My pairings, step by step: bad input says why, who is on which side may press what, and what is over stays over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.choices import PairingEnd, PairingKind, PairingState, VisitState
from redvest.care.models import Household, Pairing, PartyMember, Visit
from redvest.care.pairing_errors import (
    FiveAlready,
    MemberHasHousehold,
    PairedVolunteerUnknown,
    PairingMoved,
    PairingReasonMissing,
    PartyMemberUnknown,
    SelfPaired,
    VolunteerLed,
)
from redvest.care.visit_errors import VisitOverlaps, VisitTimeWrong, VisitTooLate, VisitWordsMissing
from redvest.core.models import AuditLine
from redvest.registry.models import Account, Membership, Message, Volunteer
from tests.faces.site.conftest import browser_of
from tests.factories import registry
from tests.factories.pairing import (
    Village,
    make_household,
    make_pairing,
    make_party_member,
    make_village,
    make_visit,
    make_zones,
    the_same,
)
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
LIST = "/me/pairings/"
TABLES = (Household, Pairing, PartyMember, Visit)
VISIT = {"verb": "visit", "starts_at": "2026-03-05T08:00", "minutes": "60", "words": "陪着量血压"}


@pytest.fixture
def here() -> Village:
    return make_village()


@pytest.fixture
def mine(here: Village) -> Client:
    return as_(here.member.volunteer)


@pytest.fixture
def pairing(here: Village) -> Pairing:
    return make_pairing(member=here.member, household=here.household)


def as_(person: Volunteer) -> Client:
    assert person.account is not None
    return browser_of(person.account)


def one(pairing: Pairing, name: str = "pairing") -> str:
    return reverse(f"site:{name}", args=[pairing.pk])


def text(page: HttpResponse) -> str:
    return page.content.decode()


def said(kind: type[Exception]) -> str:
    return str(kind.__doc__).strip()


def refused(client: Client, page: str, typed: dict[str, str], sentence: str) -> None:
    """The page comes back with the sentence, and nothing was written."""
    before = the_same(*TABLES)
    found = client.post(page, typed)
    assert found.status_code == 422, (typed, found.status_code)
    assert sentence in text(found), sentence
    assert the_same(*TABLES) == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": ""}, "请写一句做了什么。"),
        ({"words": "去"}, said(VisitWordsMissing)),
        ({"starts_at": ""}, "请填写时间。"),
        ({"starts_at": "上周"}, "时间看不懂"),
        ({"starts_at": "2026-03-05T09:30"}, said(VisitTimeWrong)),  # not over yet
        ({"starts_at": "2025-12-31T08:00"}, said(VisitTimeWrong)),  # before it began
        ({"starts_at": "2026-02-18T08:00"}, said(VisitTooLate)),
    ],
)
def test_a_bad_visit_says_what_is_wrong(
    mine: Client, pairing: Pairing, wrong: dict[str, str], sentence: str
) -> None:
    refused(mine, one(pairing), VISIT | wrong, sentence)


def test_a_visit_has_one_of_the_lengths(mine: Client, pairing: Pairing) -> None:
    before = the_same(*TABLES)
    for minutes in ("", "5000", "-30", "45"):
        assert mine.post(one(pairing), VISIT | {"minutes": minutes}).status_code == 422
    assert the_same(*TABLES) == before


def test_two_visits_do_not_lie_over_each_other(mine: Client, pairing: Pairing) -> None:
    assert mine.post(one(pairing), VISIT).status_code == 302
    refused(mine, one(pairing), VISIT | {"starts_at": "2026-03-05T08:30"}, said(VisitOverlaps))
    assert mine.post(one(pairing), VISIT | {"starts_at": "2026-03-05T09:00"}).status_code == 302
    pairing.refresh_from_db()
    assert pairing.visited_at == NOW - timedelta(hours=1)


def test_the_oldest_day_that_may_still_be_written_down(mine: Client, pairing: Pairing) -> None:
    assert mine.post(one(pairing), VISIT | {"starts_at": "2026-02-19T08:00"}).status_code == 302
    assert Visit.objects.get().minutes == 60


def test_a_need_reaches_the_officer_without_a_name(here: Village, mine: Client, pairing: Pairing) -> None:
    mine.post(one(pairing), VISIT)
    heard = Message.objects.filter(account_id=here.officer.account_id)
    assert not heard.exists()
    mine.post(one(pairing), VISIT | {"starts_at": "2026-03-05T09:00", "need": "刘桂英想装扶手"})
    (told,) = heard
    assert "新的需要" in told.text and "刘桂英" not in told.text and "扶手" not in told.text


def test_a_refused_visit_shows_its_reason_to_who_went(mine: Client, pairing: Pairing) -> None:
    make_visit(pairing, state=VisitState.REFUSED, refuse_words="那天<在>开会")
    shown = text(mine.get(one(pairing)))
    assert "那天&lt;在&gt;开会" in shown and "没有认" in shown


def test_an_heir_does_not_see_the_visits_of_who_went_before(here: Village, pairing: Pairing) -> None:
    make_visit(pairing, hours_ago=24)
    theirs = make_pairing(member=make_party_member(branch=here.branch), household=make_household())
    make_visit(theirs, volunteer=here.member.volunteer, hours_ago=48)
    assert theirs.member is not None
    page = as_(theirs.member.volunteer).get(one(theirs))
    assert page.context["visits"] == [] and "去过以后在上面记一笔" in text(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_visits(mine: Client, pairing: Pairing, count: int) -> None:
    for n in range(count):
        make_visit(pairing, hours_ago=24 * (n + 1))
    with CaptureQueriesContext(connection) as spent:
        page = mine.get(one(pairing))
    assert len(page.context["visits"]) == count
    assert len(spent) == 5


# Asking one of five


def test_bad_numbers_of_the_five_say_why(here: Village, mine: Client) -> None:
    refused(mine, LIST, {"number": ""}, "请填写志愿者编号。")
    refused(mine, LIST, {"number": "360599999999"}, said(PairedVolunteerUnknown))
    refused(mine, LIST, {"number": here.member.volunteer.number}, said(SelfPaired))
    led = make_pairing(kind=PairingKind.LED).volunteer
    assert led is not None
    refused(mine, LIST, {"number": led.number}, said(VolunteerLed))
    person = registry.make_volunteer()
    assert mine.post(LIST, {"number": person.number}).status_code == 302
    refused(mine, LIST, {"number": person.number}, said(VolunteerLed))


def test_questions_that_wait_count_among_the_five(here: Village, mine: Client) -> None:
    for _ in range(4):
        make_pairing(kind=PairingKind.LED, member=here.member)
    assert mine.post(LIST, {"number": registry.make_volunteer().number}).status_code == 302
    assert mine.get(LIST).context["room"] == 0
    before = the_same(*TABLES)
    told = mine.post(LIST, {"number": registry.make_volunteer().number}, follow=True)
    assert said(FiveAlready) in text(told)
    assert the_same(*TABLES) == before


def test_a_full_member_has_no_field(here: Village, mine: Client) -> None:
    for _ in range(5):
        make_pairing(kind=PairingKind.LED, member=here.member)
    page = mine.get(LIST)
    assert page.context["room"] == 0 and "问问他" not in text(page) and "5 / 5" in text(page)


def test_who_has_not_yet_agreed_asks_nobody(here: Village) -> None:
    asked = make_party_member(branch=here.branch, agreed=False)
    before = the_same(*TABLES)
    page = as_(asked.volunteer)
    assert "我带的志愿者" not in text(page.get(LIST))
    page.post(LIST, {"number": registry.make_volunteer().number})
    assert the_same(*TABLES) == before
    page.post(reverse("site:pairing-branch", args=[asked.pk]), {"answer": "yes"})
    asked.refresh_from_db()
    assert (asked.agreed_at, asked.joined_on) == (NOW, TODAY)
    assert "我带的志愿者" in text(page.get(LIST))


def test_nobody_answers_for_another_whether_a_branch_keeps_them(here: Village, mine: Client) -> None:
    asked = make_party_member(branch=here.branch, agreed=False)
    before = the_same(*TABLES)
    for answer in ("yes", "no"):
        mine.post(reverse("site:pairing-branch", args=[asked.pk]), {"answer": answer})
        assert the_same(*TABLES) == before
    assert mine.get(reverse("site:pairing-branch", args=[asked.pk])).status_code == 405


# Yes and no


def test_asked_by_the_branch_one_yes_waits_for_the_other(here: Village, mine: Client) -> None:
    row = make_pairing(kind=PairingKind.LED, member=here.member, state=PairingState.ASKED)
    assert row.volunteer is not None
    theirs = as_(row.volunteer)
    assert f"请你带{row.volunteer.name}" in text(mine.get(LIST))
    assert "等另一方答应" in text(mine.post(one(row, "pairing-answer"), {"answer": "yes"}, follow=True))
    row.refresh_from_db()
    assert (row.state, row.starts_on) == (PairingState.ASKED, None)
    assert not mine.get(LIST).context["asked"] and theirs.get(LIST).context["asked"] == [row]
    assert "结对开始了" in text(theirs.post(one(row, "pairing-answer"), {"answer": "yes"}, follow=True))
    row.refresh_from_db()
    assert (row.state, row.starts_on) == (PairingState.LIVE, TODAY)


def test_a_no_is_told_to_the_secretary(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household, state=PairingState.ASKED)
    assert "会另外找人" in text(mine.post(one(row, "pairing-answer"), {"answer": "whatever"}, follow=True))
    row.refresh_from_db()
    assert row.state == PairingState.DECLINED
    assert "没有谈成" in Message.objects.get(account_id=here.secretary.account_id).text


def test_a_yes_to_what_was_taken_back_changes_nothing(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household, state=PairingState.WITHDRAWN)
    before = the_same(*TABLES)
    for answer in ("yes", "no"):
        shown = mine.post(one(row, "pairing-answer"), {"answer": answer}, follow=True)
        assert "刚刚有了变动" in text(shown)
    assert the_same(*TABLES) == before


def test_a_head_answers_for_the_unit_and_its_members_do_not(here: Village) -> None:
    unit = registry.make_body(name="供电公司")
    head = registry.make_body_admin(unit)
    row = make_pairing(kind=PairingKind.TWINNED, body=unit, state=PairingState.ASKED)
    other = browser_of(Account.objects.get(pk=registry.make_body_admin(registry.make_body()).account_id))
    before = the_same(*TABLES)
    other.post(one(row, "pairing-answer"), {"answer": "yes"})
    assert other.get(one(row)).status_code == 404 and the_same(*TABLES) == before
    client = browser_of(Account.objects.get(pk=head.account_id))
    assert "请你们单位和这个社区结对" in text(client.get(LIST))
    client.post(one(row, "pairing-answer"), {"answer": "yes"})
    row.refresh_from_db()
    assert row.state == PairingState.LIVE
    assert "百花湖社区" in text(client.get(one(row)))


def test_whoever_belongs_to_a_unit_finds_its_pairing_and_goes_but_does_not_end_it(here: Village) -> None:
    unit, person = registry.make_body(name="供电公司"), registry.make_volunteer()
    Membership.objects.create(city=unit.city, body=unit, volunteer=person, joined_on=date(2025, 1, 1))
    row, client = make_pairing(kind=PairingKind.TWINNED, body=unit), as_(person)
    assert one(row) in text(client.get(LIST))
    shown = text(client.get(one(row)))
    assert "这是“供电公司”的结对" in shown and 'value="end"' not in shown
    assert client.post(one(row), VISIT).status_code == 302
    assert Visit.objects.get().volunteer == person
    before = the_same(*TABLES)
    assert client.post(one(row), {"verb": "end", "words": "不去了"}).status_code == 403
    assert the_same(*TABLES) == before


# Handing over, ending


def test_bad_heirs_say_why(here: Village, mine: Client, pairing: Pairing) -> None:
    give = {"verb": "give", "note": "耳背"}
    refused(mine, one(pairing), give | {"number": ""}, "请填写志愿者编号。")
    refused(mine, one(pairing), give | {"number": registry.make_volunteer().number}, said(PartyMemberUnknown))
    elsewhere = make_party_member().volunteer
    refused(mine, one(pairing), give | {"number": elsewhere.number}, said(PartyMemberUnknown))
    refused(mine, one(pairing), give | {"number": here.member.volunteer.number}, said(MemberHasHousehold))
    busy = make_pairing(member=make_party_member(branch=here.branch), household=make_household()).member
    assert busy is not None
    refused(mine, one(pairing), give | {"number": busy.volunteer.number}, said(MemberHasHousehold))


def test_a_heir_who_says_no_leaves_it_where_it_was(here: Village, mine: Client, pairing: Pairing) -> None:
    heir = make_party_member(branch=here.branch)
    mine.post(one(pairing), {"verb": "give", "number": heir.volunteer.number, "note": "耳背"})
    asked = Pairing.objects.get(taken_from=pairing)
    as_(heir.volunteer).post(one(asked, "pairing-answer"), {"answer": "no"})
    pairing.refresh_from_db()
    asked.refresh_from_db()
    assert (pairing.state, asked.state) == (PairingState.LIVE, PairingState.DECLINED)
    assert as_(heir.volunteer).post(one(asked), {"verb": "open"}).status_code == 403
    assert mine.post(one(pairing), VISIT).status_code == 302  # still theirs


def test_who_is_led_may_end_it_and_not_hand_it_over(here: Village) -> None:
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    assert led.volunteer is not None
    client = as_(led.volunteer)
    before = the_same(*TABLES)
    give = {"verb": "give", "number": registry.make_volunteer().number, "note": ""}
    assert client.post(one(led), give).status_code == 403
    assert client.post(one(led), VISIT).status_code == 403
    assert the_same(*TABLES) == before
    refused(client, one(led), {"verb": "end", "words": "好"}, said(PairingReasonMissing))
    assert client.post(one(led), {"verb": "end", "words": "时间排不开"})["Location"] == LIST
    led.refresh_from_db()
    assert (led.state, led.end_why, led.end_words, led.ends_on) == (
        PairingState.ENDED, PairingEnd.AGREED, "时间排不开", TODAY,
    )  # fmt: skip


def test_what_has_ended_is_neither_opened_nor_visited(here: Village, mine: Client) -> None:
    row = make_pairing(member=here.member, household=here.household, state=PairingState.ENDED)
    shown = text(mine.get(one(row)))
    assert "已结束" in shown
    for button in ("open", "visit", "give", "end"):
        assert f'value="{button}"' not in shown
    before = the_same(*TABLES)
    assert mine.post(one(row), {"verb": "open"}).status_code == 403
    for typed in (VISIT, {"verb": "end", "words": "再见了"}, {"verb": "give", "number": "1"}):
        told = mine.post(one(row), typed, follow=True)
        assert told.status_code == 422 or said(PairingMoved) in text(told)
    assert the_same(*TABLES) == before
    assert not AuditLine.objects.filter(verb="read_household").exists()


def test_my_zone_is_on_my_list_until_its_day(here: Village, mine: Client) -> None:
    zone = make_zones(free=1)[0]
    assert zone.name not in text(mine.get(LIST))
    keeping = zone.keepings.model.objects.create(
        city=zone.city, zone=zone, volunteer=here.member.volunteer, starts_on=TODAY - timedelta(days=9)
    )
    page = mine.get(LIST)
    assert page.context["zones"] == [keeping] and "我包的地方" in text(page)
    keeping.ends_on = TODAY - timedelta(days=1)
    keeping.save(update_fields=["ends_on"])
    assert mine.get(LIST).context["zones"] == []
