"""1151 at the desk, page by page: bad input says why beside its field, each role sees and does its own, nothing slips."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.choices import PairingEnd, PairingKind, PairingState
from redvest.care.models import Household, Pairing, PartyMember, Visit
from redvest.care.pairing_errors import (
    FiveAlready,
    InOtherBranch,
    PairedVolunteerUnknown,
    PairingReasonMissing,
    PartyMemberUnknown,
    SelfPaired,
    UnitTwinned,
    UnitUnknown,
    VolunteerLed,
)
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Account, GridKeeping
from redvest.service.models import HoursEntry
from tests.faces.desk.conftest import SignIn
from tests.factories import registry
from tests.factories.pairing import (
    Village,
    make_branch,
    make_household,
    make_pairing,
    make_party_member,
    make_secretary_account,
    make_village,
    make_zones,
    the_same,
)
from tests.factories.registry import NOW, TODAY, make_region_tree

pytestmark = pytest.mark.django_db
BAIHUA, ZHANQIAN, CHENGNAN, YUSHUI, FENYI = (
    "360502001001", "360502001004", "360502001", "360502", "360521",
)  # fmt: skip
TABLES = (Household, Pairing, PartyMember, Visit, GridKeeping, HoursEntry)


@pytest.fixture
def here() -> Village:
    return make_village()


@pytest.fixture
def officer(here: Village, sign_in: SignIn) -> Client:
    return sign_in(Account.objects.get(pk=here.officer.account_id))


@pytest.fixture
def secretary(here: Village, sign_in: SignIn) -> Client:
    return sign_in(Account.objects.get(pk=here.secretary.account_id))


@pytest.fixture
def street(here: Village, sign_in: SignIn) -> Client:
    """The officer of the street above the community."""
    standing = registry.make_officer(make_region_tree().chengnan)
    return sign_in(Account.objects.get(pk=standing.account_id))


def at(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def text(page: HttpResponse) -> str:
    return page.content.decode()


def refused(client: Client, page: str, typed: dict[str, object], sentence: str) -> None:
    """The page comes back with the sentence, and nothing was written."""
    before = the_same(*TABLES)
    found = client.post(page, typed)
    assert found.status_code == 422, (page, typed, found.status_code)
    assert sentence in text(found), sentence
    assert the_same(*TABLES) == before


def said(kind: type[Exception]) -> str:
    return str(kind.__doc__).strip()


# The overview


def test_an_officer_sees_the_widest_place_and_asks_for_no_other(here: Village, street: Client) -> None:
    page = street.get(at("pairings"))
    assert page.context["region"].code == CHENGNAN and page.context["above"] is None
    assert [line.region.code for line in page.context["lines"]] == [BAIHUA]
    for code in (YUSHUI, FENYI, "360500"):
        assert street.get(at("pairings"), {"place": code}).status_code == 403
    assert street.get(at("pairings"), {"place": "999999"}).status_code == 422


def test_the_place_above_is_a_way_back_where_it_is_in_charge(here: Village, sign_in: SignIn) -> None:
    city = sign_in(Account.objects.get(pk=registry.make_centre().account_id))
    page = city.get(at("pairings"), {"place": CHENGNAN})
    assert page.context["above"].code == YUSHUI
    assert f"{at('pairings')}?place={YUSHUI}" in text(page)
    assert city.get(at("pairings")).context["above"] is None


def test_a_community_officer_goes_straight_to_the_community(here: Village, officer: Client) -> None:
    assert officer.get(at("pairings"))["Location"] == at("pairing-place", BAIHUA)
    assert officer.post(at("pairings")).status_code == 405


def test_the_overview_lists_the_worst_place_first(here: Village, street: Client) -> None:
    tree = make_region_tree()
    for _ in range(5):
        make_household(region=tree.zhanqian)
    lines = street.get(at("pairings")).context["lines"]
    assert [line.region.code for line in lines] == [ZHANQIAN, BAIHUA]
    assert [line.coverage.households_lacking for line in lines] == [5, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_costs_the_same(here: Village, street: Client, sign_in: SignIn, count: int) -> None:
    tree = make_region_tree()
    secretary = make_secretary_account(here.branch)
    for n in range(count):
        place = registry.make_region(f"36050200101{n}", f"新村{n}社区", tree.baihua.level, tree.chengnan)
        make_household(region=place)
        branch = make_branch()
        make_party_member(branch=branch, region=place)
        registry.make_grant(account=secretary, role=Role.BRANCH_SECRETARY, body=branch)
    spent = []
    for client in (street, sign_in(secretary)):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at("pairings")).status_code == 200
        spent.append(len(seen))
    assert spent == [16, 8]  # a place, and two or four branches


def test_several_branches_have_a_sum_and_one_has_none(here: Village, sign_in: SignIn) -> None:
    keeper = make_secretary_account(here.branch)
    assert sign_in(keeper).get(at("pairings")).context["branch_sum"] is None
    second = make_branch(name="第二党支部")
    make_party_member(branch=second)
    registry.make_grant(account=keeper, role=Role.BRANCH_SECRETARY, body=second)
    page = sign_in(keeper).get(at("pairings"))
    assert {line.branch for line in page.context["branches"]} == {here.branch, second}
    assert page.context["branch_sum"].members == 2 and page.context["branch_sum"].hands_lacking == 10


def test_a_secretary_whose_grant_is_over_sees_nothing(here: Village, sign_in: SignIn) -> None:
    gone = registry.make_account(name="孙前任")
    registry.make_grant(
        account=gone, role=Role.BRANCH_SECRETARY, body=here.branch, ends_on=TODAY - timedelta(days=1)
    )
    client = sign_in(gone)
    assert client.get(at("pairings")).status_code == 403
    assert client.get(at("pairing-branch", here.branch.pk)).status_code in (403, 404)


# A place


def test_a_place_that_lacks_nothing_says_so(here: Village, officer: Client) -> None:
    make_pairing(member=here.member, household=here.household)
    for _ in range(5):
        make_pairing(kind=PairingKind.LED, member=here.member)
    make_zones(kept=2, free=0)
    page = text(officer.get(at("pairing-place", BAIHUA)))
    for words in (
        "登记的家庭都有党员联系。",
        "来报到的党员都带满了五人。",
        "没有空着的党员。",
        "每个片区都有人包。",
    ):
        assert words in page
    assert "还没有走访" in page and "赵向前" in page


def test_a_place_where_nothing_was_begun_says_how_to_begin(here: Village, street: Client) -> None:
    page = text(street.get(at("pairing-place", ZHANQIAN)))
    for words in ("还没有登记家庭。", "还没有党员到这里报到。", "还没有划卫生片区"):
        assert words in page
    assert here.household.called not in page


def test_the_place_lists_live_units_and_no_ended_ones(here: Village, officer: Client) -> None:
    live = make_pairing(kind=PairingKind.TWINNED, body=registry.make_body(name="供电公司"))
    make_pairing(kind=PairingKind.TWINNED, body=registry.make_body(name="自来水厂"), state=PairingState.ENDED)
    make_pairing(kind=PairingKind.TWINNED, body=registry.make_body(name="第四小学"), state=PairingState.ASKED)
    page = officer.get(at("pairing-place", BAIHUA))
    assert list(page.context["units"]) == [live]
    assert "供电公司" in text(page) and "自来水厂" not in text(page) and "第四小学" not in text(page)


def test_the_place_lists_asked_and_live_homes_and_no_declined_ones(here: Village, officer: Client) -> None:
    asked = make_pairing(member=here.member, household=here.household, state=PairingState.ASKED)
    make_pairing(household=make_household(), state=PairingState.DECLINED)
    make_pairing(household=make_household(), state=PairingState.WITHDRAWN)
    live = make_pairing(household=make_household())
    homes = officer.get(at("pairing-place", BAIHUA)).context["homes"]
    assert {each.pk for each in homes} == {asked.pk, live.pk}


def test_a_unit_is_not_asked_twice_and_an_unknown_code_is_no_unit(here: Village, officer: Client) -> None:
    page, unit = at("pairing-place", BAIHUA), registry.make_body()
    refused(officer, page, {"body": "XX99999"}, said(UnitUnknown))
    refused(officer, page, {"body": ""}, "请填写组织代码。")
    assert officer.post(page, {"body": f" {unit.code.lower()} "}).status_code == 302
    refused(officer, page, {"body": unit.code}, said(UnitTwinned))
    make_pairing(kind=PairingKind.TWINNED, body=(twin := registry.make_body()))
    refused(officer, page, {"body": twin.code}, said(UnitTwinned))


def test_a_unit_that_is_closed_or_of_another_city_is_not_asked(here: Village, officer: Client) -> None:
    page = at("pairing-place", BAIHUA)
    closed = registry.make_body(state=BodyState.SUSPENDED)
    before = the_same(*TABLES)
    assert officer.post(page, {"body": closed.code}).status_code == 422
    far = registry.make_body(city="410800", region=registry.make_other_city())
    assert officer.post(page, {"body": far.code}).status_code == 422
    assert the_same(*TABLES) == before


def test_a_street_is_no_community(here: Village, street: Client) -> None:
    before = the_same(*TABLES)
    unit = registry.make_body()
    for code in (CHENGNAN, "999999999999"):
        assert street.get(at("pairing-place", code)).status_code in (404, 422)
        assert street.post(at("pairing-place", code), {"body": unit.code}).status_code in (404, 422)
    assert the_same(*TABLES) == before


# A zone


def test_a_kept_zone_is_not_given_again(here: Village, officer: Client) -> None:
    kept, free = make_zones(kept=1, free=1)
    person = registry.make_volunteer(name="孙勤")
    page = at("pairing-zone", kept.pk)
    before = the_same(*TABLES)
    answer = officer.post(page, {"number": person.number}, follow=True)
    assert the_same(*TABLES) == before
    assert [each.level_tag for each in answer.context["messages"]] == ["error"]
    assert officer.post(at("pairing-zone", free.pk), {"number": person.number}).status_code == 302
    assert GridKeeping.objects.get(zone=free).volunteer == person


def test_who_keeps_one_zone_is_proposed_for_no_other(here: Village, officer: Client) -> None:
    kept, free = make_zones(kept=1, free=1)
    keeper = GridKeeping.objects.get(zone=kept).volunteer
    registry.make_volunteer(name="外街道", region=make_region_tree().zhanqian)
    person = registry.make_volunteer(name="孙勤")
    page = officer.get(at("pairing-zone", free.pk))
    proposed = [each.volunteer for each, _ in page.context["people"]]
    assert person in proposed and keeper not in proposed and "外街道" not in text(page)
    assert "还没有包片区" in text(page)


# A branch


def test_an_empty_branch_says_how_members_come(sign_in: SignIn) -> None:
    branch = make_branch(name="新党支部")
    page = sign_in(make_secretary_account(branch)).get(at("pairing-branch", branch.pk))
    assert "支部里还没有登记党员" in text(page) and "0 名党员" in text(page)


def test_a_branch_page_counts_by_its_members(here: Village, secretary: Client) -> None:
    make_pairing(member=here.member, household=here.household)
    for _ in range(5):
        make_pairing(kind=PairingKind.LED, member=here.member)
    make_party_member(branch=here.branch, name="钱小米")
    make_party_member(branch=here.branch, name="已经走了", left_on=TODAY)
    page = secretary.get(at("pairing-branch", here.branch.pk))
    assert "2 名党员，1 名联系了家庭，1 名带满五人，共缺 5 名志愿者" in text(page)
    assert "5 / 5" in text(page) and "0 / 5" in text(page) and "已经走了" not in text(page)


def test_bad_input_at_a_branch_says_why(here: Village, secretary: Client) -> None:
    page, person = at("pairing-branch", here.branch.pk), registry.make_volunteer()
    refused(secretary, page, {"number": "", "community": BAIHUA}, "请填写志愿者编号。")
    refused(secretary, page, {"number": person.number, "community": ""}, "请选择社区。")
    refused(secretary, page, {"number": "360599999999", "community": BAIHUA}, said(PartyMemberUnknown))
    kept = here.member.volunteer.number
    refused(secretary, page, {"number": kept, "community": BAIHUA}, said(InOtherBranch))
    unclaimed = registry.make_volunteer(with_account=False)
    refused(secretary, page, {"number": unclaimed.number, "community": BAIHUA}, said(PartyMemberUnknown))


def test_a_branch_reports_to_communities_of_its_own_area(here: Village, secretary: Client) -> None:
    tree = make_region_tree()
    far = registry.make_region("360521001001", "钤北社区", tree.baihua.level, tree.qiandong)
    page = at("pairing-branch", here.branch.pk)
    offered = [code for code, _ in secretary.get(page).context["form"].fields["community"].choices]
    assert offered == [BAIHUA, ZHANQIAN]
    before = the_same(*TABLES)
    for code in (far.code, CHENGNAN):
        typed = {"number": registry.make_volunteer().number, "community": code}
        assert secretary.post(page, typed).status_code == 422
    assert the_same(*TABLES) == before


def test_an_officer_of_the_street_keeps_its_branches(here: Village, street: Client, officer: Client) -> None:
    page, person = at("pairing-branch", here.branch.pk), registry.make_volunteer(name="孙勤")
    before = the_same(*TABLES)
    assert officer.get(page).status_code == 404  # of one community only
    assert officer.post(page, {"number": person.number, "community": BAIHUA}).status_code == 404
    assert the_same(*TABLES) == before
    assert street.post(page, {"number": person.number, "community": ZHANQIAN}).status_code == 302
    assert PartyMember.objects.get(volunteer=person).region.code == ZHANQIAN


# A member


def test_bad_input_at_a_member_says_why(here: Village, secretary: Client) -> None:
    page = at("pairing-member", here.member.pk)
    refused(secretary, page, {"verb": "ask", "number": ""}, "请填写志愿者编号。")
    refused(secretary, page, {"verb": "ask", "number": "360599999999"}, said(PairedVolunteerUnknown))
    refused(secretary, page, {"verb": "ask", "number": here.member.volunteer.number}, said(SelfPaired))
    other = make_pairing(kind=PairingKind.LED).volunteer
    assert other is not None
    refused(secretary, page, {"verb": "ask", "number": other.number}, said(VolunteerLed))
    refused(secretary, page, {"verb": "leave", "words": ""}, "请写一句为什么。")
    refused(secretary, page, {"verb": "leave", "words": "走"}, said(PairingReasonMissing))


def test_a_full_member_is_proposed_nobody_and_has_no_field(here: Village, secretary: Client) -> None:
    for _ in range(4):
        make_pairing(kind=PairingKind.LED, member=here.member)
    waiting = registry.make_volunteer(name="等答复")
    page = at("pairing-member", here.member.pk)
    assert "还可以请 1 人" in text(secretary.get(page))
    assert secretary.post(page, {"verb": "ask", "number": waiting.number}).status_code == 302
    full = secretary.get(page)
    assert full.context["room"] == 0 and full.context["people"] == []
    assert "按编号请他" not in text(full) and "5 / 5" in text(full)
    before = the_same(*TABLES)
    sixth = registry.make_volunteer()
    told = secretary.post(page, {"verb": "ask", "number": sixth.number}, follow=True)
    assert FiveAlready().message in text(told)
    assert the_same(*TABLES) == before


def test_who_has_not_agreed_yet_is_offered_no_pairing(here: Village, secretary: Client) -> None:
    asked = make_party_member(branch=here.branch, agreed=False)
    registry.make_volunteer(name="何小青")
    page = at("pairing-member", asked.pk)
    shown = secretary.get(page)
    assert "等本人答应登记" in text(shown) and "按编号请他" not in text(shown)
    number = registry.make_volunteer().number
    refused_at = the_same(*TABLES)
    assert secretary.post(page, {"verb": "ask", "number": number}).status_code == 422
    assert the_same(*TABLES) == refused_at


def test_a_member_page_shows_what_is_open_and_nothing_that_is_over(here: Village, secretary: Client) -> None:
    over = make_pairing(kind=PairingKind.LED, member=here.member, state=PairingState.ENDED, slot=5)
    live = make_pairing(kind=PairingKind.LED, member=here.member)
    home = make_pairing(member=here.member, household=here.household, visited_at=NOW - timedelta(days=3))
    page = secretary.get(at("pairing-member", here.member.pk))
    assert page.context["led"] == [live] and page.context["homes"] == [home]
    assert at("pairing", over.pk) not in text(page) and "上次走访" in text(page)
    assert "1 / 5" in text(page)


def test_leaving_ends_all_of_a_member_and_the_page_is_gone(here: Village, secretary: Client) -> None:
    home = make_pairing(member=here.member, household=here.household)
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    asked = make_pairing(kind=PairingKind.LED, member=here.member, state=PairingState.ASKED, slot=4)
    page = at("pairing-member", here.member.pk)
    assert secretary.post(page, {"verb": "leave", "words": "调到分宜"})["Location"] == at("pairings")
    for row, state in ((home, "ended"), (led, "ended"), (asked, "withdrawn")):
        row.refresh_from_db()
        assert row.state == state
    assert home.end_why == PairingEnd.BRANCH and home.end_words == "调到分宜"
    assert secretary.get(page).status_code == 404
    assert secretary.get(at("pairing-branch", here.branch.pk)).context["sum"].members == 0


@pytest.mark.parametrize("count", [1, 3])
def test_a_members_page_costs_the_same(here: Village, secretary: Client, count: int) -> None:
    make_pairing(member=here.member, household=here.household)
    for n in range(count):
        make_pairing(
            kind=PairingKind.LED, member=here.member, volunteer=registry.make_volunteer(name=f"孙{n}")
        )
        registry.make_volunteer()
    with CaptureQueriesContext(connection) as spent:
        assert secretary.get(at("pairing-member", here.member.pk)).status_code == 200
    assert len(spent) == 7
