"""1151 at the desk: what a place reaches and lacks, the next step beside each gap, and nothing for outsiders."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.choices import CallAnswer, PairingKind, PairingState, VisitState
from redvest.care.models import Household, Pairing, PartyMember, Visit
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account, GridKeeping
from redvest.service.choices import Grade
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.pairing import (
    Village,
    make_household,
    make_pairing,
    make_party_member,
    make_village,
    make_visit,
    make_zones,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(place: Place) -> Village:
    return make_village()


@pytest.fixture
def officer(here: Village, sign_in: SignIn) -> Client:
    return sign_in(Account.objects.get(pk=here.officer.account_id))


@pytest.fixture
def secretary(here: Village, sign_in: SignIn) -> Client:
    return sign_in(Account.objects.get(pk=here.secretary.account_id))


@pytest.fixture
def stranger(here: Village, sign_in: SignIn) -> Client:
    return sign_in(Account.objects.get(pk=here.stranger.account_id))


def at(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def test_a_district_sees_its_parts_and_their_sum(here: Village, as_officer: Client) -> None:
    make_zones(kept=1, free=2)
    page = as_officer.get(at("pairings"))
    assert page.status_code == 200
    assert page.context["sum"].households == 1 and page.context["sum"].zones_lacking == 2
    assert [line.region.name for line in page.context["lines"]] == ["城南街道"]
    street = as_officer.get(at("pairings"), {"place": "360502001"})
    assert [line.region.name for line in street.context["lines"]] == ["百花湖社区"]
    assert street.context["bare"] == 1
    assert as_officer.get(at("pairings"), {"place": "360502001001"})["Location"] == at(
        "pairing-place", "360502001001"
    )


def test_a_secretary_sees_the_own_branch_and_no_place(here: Village, secretary: Client) -> None:
    page = secretary.get(at("pairings"))
    assert page.status_code == 200 and "sum" not in page.context
    assert [line.branch for line in page.context["branches"]] == [here.branch]
    assert secretary.get(at("pairing-place", "360502001001")).status_code == 404


def test_every_gap_of_a_community_is_listed_with_its_next_step(here: Village, officer: Client) -> None:
    zone = make_zones(free=1)[0]
    page = officer.get(at("pairing-place", "360502001001")).content.decode()
    assert here.household.called in page and at("household", here.household.pk) in page
    assert "带着 0 人，还缺 5 人" in page and at("pairing-member", here.member.pk) in page
    assert at("pairing-zone", zone.pk) in page
    assert "刘桂英" not in page and "百花路" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_much_there_is(here: Village, officer: Client, count: int) -> None:
    for _ in range(count):
        pairing = make_pairing(household=make_household(), member=make_party_member(branch=here.branch))
        make_visit(pairing)
        make_zones(kept=1)
        make_household()
    for name, args, cost in (
        ("pairing-place", ("360502001001",), 17),
        ("pairing-visits", (), 5),
        ("pairing-branch", (here.branch.pk,), 10),
    ):
        client = officer if name != "pairing-branch" else Client()
        if name == "pairing-branch":
            client.force_login(Account.objects.get(pk=here.secretary.account_id))
        with CaptureQueriesContext(connection) as spent:
            assert client.get(at(name, *args)).status_code == 200
        assert (name, len(spent)) == (name, cost)


def test_a_household_is_entered_and_shown_without_its_name(here: Village, officer: Client) -> None:
    address = at("household-new") + "?community=360502001001"
    typed = {
        "name": "王阿婆", "phone": "13907900002", "address": "幸福路 9 号", "groups": ["elder-alone"], "words": "耳背",
        "grid": "", "consent": "present", "consented_on": "2026-03-01",
    }  # fmt: skip
    wrong = officer.post(address, typed | {"phone": "12", "address": ""})
    assert wrong.status_code == 422 and "王阿婆" in wrong.content.decode()
    assert Household.objects.count() == 1
    made = officer.post(address, typed)
    found = Household.objects.latest("entered_at", "serial")
    assert made["Location"] == at("household", found.pk)
    page = officer.get(at("household", found.pk)).content.decode()
    assert "王阿婆" not in page and "幸福路" not in page and here.member.volunteer.name in page


def test_opening_it_takes_a_reason_and_leaves_a_line(here: Village, officer: Client) -> None:
    page = at("household", here.household.pk)
    assert officer.post(page, {"verb": "open", "reason": "看"}).status_code == 422
    assert not AuditLine.objects.filter(verb="read_household").exists()
    shown = officer.post(page, {"verb": "open", "reason": "核对住址"}).content.decode()
    assert "刘桂英" in shown and "百花路 8 号 2 栋 301" in shown
    assert "刘桂英" not in officer.get(page).content.decode()
    assert AuditLine.objects.get(verb="read_household").reason == "核对住址"


def test_a_member_is_asked_from_the_gap(here: Village, officer: Client) -> None:
    page = at("household", here.household.pk)
    assert officer.post(page, {"verb": "member", "member": str(here.member.pk)}).status_code == 302
    row = Pairing.objects.get()
    assert (row.state, row.member) == (PairingState.ASKED, here.member)
    shown = officer.get(page).content.decode()
    assert "等答应" in shown and "请他联系" not in shown
    assert officer.post(at("pairing", row.pk), {"verb": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == PairingState.WITHDRAWN


def test_a_secretary_pairs_but_does_not_open(here: Village, secretary: Client) -> None:
    page = at("household", here.household.pk)
    shown = secretary.get(page).content.decode()
    assert "请他联系" in shown and "打开资料" not in shown
    assert secretary.post(page, {"verb": "open", "reason": "核对住址"}).status_code == 403
    assert secretary.post(page, {"verb": "close", "words": "搬走了"}).status_code == 403
    here.household.refresh_from_db()
    assert here.household.closed_on is None
    secretary.post(page, {"verb": "member", "member": str(here.member.pk)})
    assert Pairing.objects.get().state == PairingState.ASKED


def test_a_household_is_corrected_helped_and_closed(here: Village, officer: Client) -> None:
    page, body = (
        at("household", here.household.pk),
        registry.make_body(region=registry.make_region_tree().baihua),
    )
    person = registry.make_volunteer(name="孙小青")
    helper = {"verb": "helper", "kind": "elder-child", "number": person.number, "body": body.code.lower()}
    assert officer.post(page, helper | {"body": "没有"}).status_code == 422
    assert officer.post(page, helper).status_code == 302
    assert Pairing.objects.get().volunteer == person
    typed = {"name": "刘桂兰", "address": "百花路 8 号", "consent": "phone", "consented_on": "2026-03-01"}
    assert officer.post(page, {"verb": "change", **typed}).status_code == 302
    assert "刘桂兰" in officer.post(page, {"verb": "open", "reason": "核对姓名"}).content.decode()
    assert officer.post(page, {"verb": "close", "words": ""}).status_code == 422
    assert officer.post(page, {"verb": "close", "words": "子女接走了"}).status_code == 302
    assert "不再需要" in officer.get(page).content.decode()


def test_a_branch_asks_a_member_and_a_member_a_volunteer(here: Village, secretary: Client) -> None:
    person, helper = registry.make_volunteer(name="孙勤"), registry.make_volunteer(name="何小青")
    page = at("pairing-branch", here.branch.pk)
    assert secretary.post(page, {"number": "36050000", "community": "360502001001"}).status_code == 422
    assert secretary.post(page, {"number": person.number, "community": "360502001001"}).status_code == 302
    assert PartyMember.objects.get(volunteer=person).agreed_at is None
    assert "等本人答应登记" in secretary.get(page).content.decode()

    page = at("pairing-member", here.member.pk)
    shown = secretary.get(page).content.decode()
    assert "何*青" in shown and "何小青" not in shown  # a branch does not keep the register
    assert secretary.post(page, {"verb": "ask", "number": here.member.volunteer.number}).status_code == 422
    assert secretary.post(page, {"verb": "ask", "number": helper.number}).status_code == 302
    assert Pairing.objects.get(kind=PairingKind.LED).volunteer == helper
    assert secretary.post(page, {"verb": "leave", "words": "调走了"}).status_code == 302
    here.member.refresh_from_db()
    assert here.member.left_on is not None


def test_a_pairing_is_handed_over_and_ended(here: Village, secretary: Client) -> None:
    row = make_pairing(member=here.member, household=here.household)
    heir, page = make_party_member(branch=here.branch), at("pairing", row.pk)
    assert secretary.post(page, {"verb": "give", "number": "3605", "note": "耳背"}).status_code == 422
    assert (
        secretary.post(page, {"verb": "give", "number": heir.volunteer.number, "note": "耳背"}).status_code
        == 302
    )
    assert Pairing.objects.get(state=PairingState.ASKED).taken_from == row
    assert secretary.post(page, {"verb": "end", "words": "说好了"}).status_code == 302
    row.refresh_from_db()
    assert row.state == PairingState.ENDED


def test_a_unit_is_asked_and_a_zone_given(here: Village, officer: Client) -> None:
    page, unit = at("pairing-place", "360502001001"), registry.make_body()
    assert officer.post(page, {"body": "没有"}).status_code == 422
    assert officer.post(page, {"body": unit.code}).status_code == 302
    assert Pairing.objects.get(kind=PairingKind.TWINNED).body == unit
    zone = make_zones(free=1)[0]
    person = registry.make_volunteer(name="孙勤")
    page = at("pairing-zone", zone.pk)
    assert "孙勤" in officer.get(page).content.decode()
    assert officer.post(page, {"number": "36050000"})["Location"] == page
    assert not GridKeeping.objects.filter(zone=zone).exists()
    officer.post(page, {"number": person.number})
    assert GridKeeping.objects.get(zone=zone).volunteer == person


def test_a_visit_is_signed_by_one_and_rung_by_another(
    here: Village, secretary: Client, officer: Client
) -> None:
    visit = make_visit(make_pairing(member=here.member, household=here.household))
    page = at("pairing-visit", visit.pk)
    for client in (secretary, officer):
        assert page in client.get(at("pairing-visits")).content.decode()
    shown = secretary.get(page).content.decode()
    assert "会签，记时长" in shown and "电话回访" not in shown
    assert secretary.post(page, {"verb": "refuse", "words": ""}).status_code == 422
    secretary.post(page, {"verb": "sign"})
    assert officer.post(page, {"verb": "open", "reason": "回访核实"}).content.decode().count("刘桂英") == 1
    officer.post(page, {"verb": "call", "answer": CallAnswer.CAME.value})
    visit.refresh_from_db()
    assert visit.state == VisitState.RECORDED and visit.entry is not None and visit.entry.grade == Grade.C
    assert "没有等你核对的走访" in officer.get(at("pairing-visits")).content.decode()


def test_a_visit_is_refused_with_a_word(here: Village, secretary: Client) -> None:
    visit = make_visit(make_pairing(member=here.member, household=here.household))
    secretary.post(at("pairing-visit", visit.pk), {"verb": "refuse", "words": "那天在开会"})
    visit.refresh_from_db()
    assert visit.state == VisitState.REFUSED
    assert "那天在开会" in secretary.get(at("pairing-visit", visit.pk)).content.decode()


def test_outsiders_find_nothing_and_change_nothing(
    here: Village, stranger: Client, place: Place, sign_in: SignIn
) -> None:
    row = make_pairing(member=here.member, household=here.household)
    visit, zone = make_visit(row), make_zones(free=1)[0]
    pages = {
        at("household", here.household.pk): {"verb": "close", "words": "搬走了"},
        at("pairing", row.pk): {"verb": "end", "words": "说好了"},
        at("pairing-branch", here.branch.pk): {"number": "1", "community": "2"},
        at("pairing-member", here.member.pk): {"verb": "leave", "words": "走了"},
        at("pairing-visit", visit.pk): {"verb": "sign"},
        at("pairing-zone", zone.pk): {"number": here.member.volunteer.number},
        at("pairing-place", "360502001001"): {"body": "x"},
    }
    before = [
        list(model.objects.order_by("pk").values()) for model in (Pairing, Household, PartyMember, Visit)
    ]
    far = sign_in(place.far_officer)
    for page, typed in pages.items():
        for client in (stranger, far):
            assert client.get(page).status_code == 404, page
            assert client.post(page, typed).status_code == 404, page
        assert Client().get(page).status_code in (302, 401)
    assert before == [
        list(m.objects.order_by("pk").values()) for m in (Pairing, Household, PartyMember, Visit)
    ]
    keeper = registry.make_account()
    registry.make_grant(
        account=keeper, role=Role.EDITOR, region=place.tree.yushui, starts_on=date(2020, 1, 1)
    )
    for name in ("pairings", "pairing-visits"):
        assert sign_in(keeper).get(at(name)).status_code == 403
    assert stranger.get(at("household-new") + "?community=360502001001").status_code == 403
