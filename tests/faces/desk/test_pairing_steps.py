"""A household, a pairing and a visit at the desk: who may press which button, what is refused, and why it says so."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.actions.household import forget_households
from redvest.care.actions.pairing_answer import answer_pairing
from redvest.care.choices import CallAnswer, PairingEnd, PairingKind, PairingState, VisitState
from redvest.care.models import Household, Pairing, PartyMember, Visit
from redvest.care.pairing_errors import (
    HouseholdFactsMissing,
    HouseholdPaired,
    MemberHasHousehold,
    PairedVolunteerUnknown,
    PairingMoved,
    PairingReasonMissing,
    PartyMemberUnknown,
    UnitUnknown,
)
from redvest.care.visit_errors import SecondPersonNeeded, VisitMoved
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account
from redvest.registry.privacy_errors import ReasonMissing
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry
from tests.faces.desk.conftest import SignIn
from tests.factories import registry
from tests.factories.pairing import (
    Village,
    make_branch,
    make_household,
    make_pairing,
    make_party_member,
    make_village,
    make_visit,
    make_zones,
    the_same,
)
from tests.factories.registry import NOW, TODAY, make_region_tree, volunteer_standing

pytestmark = pytest.mark.django_db
TABLES = (Household, Pairing, PartyMember, Visit, HoursEntry)
BAIHUA = "360502001001"
FACTS = {
    "name": "王阿婆", "phone": "13907900002", "address": "幸福路 9 号", "groups": ["elder-alone"], "words": "耳背",
    "grid": "", "consent": "present", "consented_on": "2026-03-01",
}  # fmt: skip


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
def pairing(here: Village) -> Pairing:
    return make_pairing(member=here.member, household=here.household)


def at(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def text(page: HttpResponse) -> str:
    return page.content.decode()


def refused(client: Client, page: str, typed: dict[str, object], sentence: str) -> None:
    """The page comes back with the sentence, and nothing was written."""
    before = the_same(*TABLES)
    found = client.post(page, typed)
    assert found.status_code == 422, (typed, found.status_code)
    assert sentence in text(found), sentence
    assert the_same(*TABLES) == before


def told_no(client: Client, page: str, typed: dict[str, object], sentence: str) -> None:
    """The page is shown again with the refusal as a message, and nothing was written."""
    before = the_same(*TABLES)
    found = client.post(page, typed, follow=True)
    assert [(each.level_tag, str(each)) for each in found.context["messages"]][-1] == ("error", sentence)
    assert the_same(*TABLES) == before


def forbidden(client: Client, page: str, typed: dict[str, object]) -> None:
    before = the_same(*TABLES)
    assert client.post(page, typed).status_code == 403, typed
    assert the_same(*TABLES) == before


def said(kind: type[Exception]) -> str:
    return str(kind.__doc__).strip()


# Entering a household


def test_bad_facts_of_a_household_say_what_is_wrong(here: Village, officer: Client) -> None:
    page = f"{at('household-new')}?community={BAIHUA}"
    for wrong, sentence in (
        ({"name": ""}, "请填写户主姓名。"),
        ({"address": ""}, "请填写住址。"),
        ({"consented_on": "2026-03-06"}, said(HouseholdFactsMissing)),
    ):
        refused(officer, page, FACTS | wrong, sentence)
    before = the_same(*TABLES)
    for wrong in (
        {"phone": "12"}, {"consent": "shouted"}, {"groups": ["rich"]}, {"grid": str(uuid4())},
        {"consented_on": "昨天"}, {"name": "阿" * 41}, {"consent": ""},
    ):  # fmt: skip
        found = officer.post(page, FACTS | wrong)
        assert found.status_code == 422, wrong
        assert "幸福路 9 号" in text(found)  # nothing typed is lost
    assert the_same(*TABLES) == before


def test_a_grid_of_another_community_is_not_offered_and_not_taken(here: Village, officer: Client) -> None:
    own = make_zones(here.household.region)[0].grid
    far = make_zones(make_region_tree().zhanqian)[0].grid
    page = f"{at('household-new')}?community={BAIHUA}"
    offered = [key for key, _ in officer.get(page).context["form"].fields["grid"].choices]
    assert offered == ["", str(own.pk)]
    before = the_same(*TABLES)
    assert officer.post(page, FACTS | {"grid": str(far.pk)}).status_code == 422
    assert the_same(*TABLES) == before
    assert officer.post(page, FACTS | {"grid": str(own.pk)}).status_code == 302
    assert Household.objects.get(grid=own).region.code == BAIHUA


def test_a_household_is_entered_only_where_one_is_in_charge(here: Village, officer: Client) -> None:
    for code in ("360502001004", "360502001", "999", ""):
        before = the_same(*TABLES)
        page = f"{at('household-new')}?community={code}"
        assert officer.get(page).status_code in (403, 404, 422), code
        assert officer.post(page, FACTS).status_code in (403, 404, 422), code
        assert the_same(*TABLES) == before


def test_a_secretary_enters_no_household(here: Village, secretary: Client) -> None:
    page = f"{at('household-new')}?community={BAIHUA}"
    assert secretary.get(page).status_code == 403
    forbidden(secretary, page, FACTS)


# One household


def test_a_secretary_corrects_and_closes_nothing(here: Village, secretary: Client) -> None:
    page = at("household", here.household.pk)
    shown = text(secretary.get(page))
    assert "不再需要" not in shown and "资料有变" not in shown
    forbidden(secretary, page, {"verb": "close", "words": "搬走了"})
    forbidden(secretary, page, {"verb": "change"} | FACTS)
    forbidden(secretary, page, {"verb": "open", "reason": "核对住址"})
    assert not AuditLine.objects.filter(verb__in=("read_household", "close_household")).exists()


def test_a_secretary_asks_no_member_of_another_branch(here: Village, secretary: Client) -> None:
    other = make_party_member(branch=make_branch())
    page = at("household", here.household.pk)
    assert [each.member for each in secretary.get(page).context["people"]] == [here.member]
    told_no(secretary, page, {"verb": "member", "member": str(other.pk)}, said(PartyMemberUnknown))
    for nobody in (str(uuid4()), "x", ""):
        told_no(secretary, page, {"verb": "member", "member": nobody}, said(PartyMemberUnknown))


def test_a_secretary_takes_back_what_nobody_answered(here: Village, secretary: Client) -> None:
    asked = make_party_member(branch=here.branch, agreed=False)
    page = at("pairing-member", asked.pk)
    shown = text(secretary.get(page))
    assert "收回邀请" in shown and "他离开支部了" not in shown
    before = the_same(*TABLES)
    assert secretary.post(page, {"verb": "leave", "words": "不想来"}).status_code == 422
    assert the_same(*TABLES) == before
    assert secretary.post(page, {"verb": "withdraw"}).status_code == 302
    assert not PartyMember.objects.filter(pk=asked.pk).exists()
    page = at("pairing-member", here.member.pk)
    assert "收回邀请" not in text(secretary.get(page))
    told_no(secretary, page, {"verb": "withdraw"}, said(PartyMemberUnknown))
    assert PartyMember.objects.filter(pk=here.member.pk).exists()


def test_a_household_and_a_member_are_paired_once(here: Village, officer: Client, pairing: Pairing) -> None:
    other = make_party_member(branch=here.branch)
    verb = {"verb": "member", "member": str(other.pk)}
    told_no(officer, at("household", here.household.pk), verb, said(HouseholdPaired))
    free = make_household()
    verb = {"verb": "member", "member": str(here.member.pk)}
    told_no(officer, at("household", free.pk), verb, said(MemberHasHousehold))


def test_two_are_not_asked_for_one_household(here: Village, officer: Client) -> None:
    page, second = at("household", here.household.pk), make_party_member(branch=here.branch)
    assert officer.post(page, {"verb": "member", "member": str(here.member.pk)}).status_code == 302
    told_no(officer, page, {"verb": "member", "member": str(second.pk)}, said(HouseholdPaired))


def test_a_helper_is_asked_with_words_for_each_mistake(here: Village, officer: Client) -> None:
    page, body = at("household", here.household.pk), registry.make_body(region=make_region_tree().baihua)
    person = registry.make_volunteer(name="孙小青")
    good = {"verb": "helper", "kind": "left-behind", "number": person.number, "body": body.code}
    refused(officer, page, good | {"number": ""}, "请填写志愿者编号。")
    refused(officer, page, good | {"body": ""}, "请填写组织代码。")
    refused(officer, page, good | {"body": "XY99999"}, said(UnitUnknown))
    refused(officer, page, good | {"number": "360599999999"}, said(PairedVolunteerUnknown))
    unclaimed = registry.make_volunteer(with_account=False)
    refused(officer, page, good | {"number": unclaimed.number}, said(PairedVolunteerUnknown))
    before = the_same(*TABLES)
    assert officer.post(page, good | {"kind": "household"}).status_code == 422  # not of this way
    assert the_same(*TABLES) == before
    assert officer.post(page, good).status_code == 302
    row = Pairing.objects.get()
    assert (row.kind, row.state, row.member) == (PairingKind.LEFT_BEHIND, PairingState.ASKED, None)
    assert "没有党员联系" in text(officer.get(page))  # a helper is not the member
    refused(officer, page, good | {"number": registry.make_volunteer().number}, said(HouseholdPaired))


def test_a_closed_household_shows_why_and_offers_nothing(
    here: Village, officer: Client, pairing: Pairing
) -> None:
    page = at("household", here.household.pk)
    refused(officer, page, {"verb": "close", "words": "走"}, said(PairingReasonMissing))
    assert officer.post(page, {"verb": "close", "words": "<b>子女</b>接走了"}).status_code == 302
    shown = text(officer.get(page))
    assert "&lt;b&gt;子女&lt;/b&gt;接走了" in shown and "<b>子女</b>" not in shown
    for button in ("请他联系", "打开资料", "问问他", 'value="close"', 'value="change"'):
        assert button not in shown
    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_why) == (PairingState.ENDED, PairingEnd.CLOSED)
    before = the_same(*TABLES)
    for typed in (
        {"verb": "close", "words": "再来一次"},
        {"verb": "change"} | FACTS,
        {"verb": "member", "member": str(here.member.pk)},
    ):
        officer.post(page, typed)
        assert the_same(*TABLES) == before, typed


def test_what_was_forgotten_opens_for_nobody(here: Village, officer: Client) -> None:
    long_ago = TODAY - timedelta(days=4000)
    home = make_household(entered_on=long_ago, closed_on=long_ago, close_words="子女接走了")
    assert forget_households(city="360500", at=NOW) == 1
    page = at("household", home.pk)
    assert home.called in text(officer.get(page))
    before = the_same(*TABLES)
    found = officer.post(page, {"verb": "open", "reason": "核对住址"})
    assert found.status_code in (404, 422) and "刘桂英" not in text(found)
    assert the_same(*TABLES) == before
    assert not AuditLine.objects.filter(verb="read_household").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_household_costs_the_same_however_many_could_come(
    here: Village, officer: Client, count: int
) -> None:
    for kind in (PairingKind.ELDER_CHILD, PairingKind.LEFT_BEHIND)[:count]:
        make_pairing(kind=kind, household=here.household)
    for _ in range(count):
        make_party_member(branch=here.branch)
    with CaptureQueriesContext(connection) as spent:
        assert officer.get(at("household", here.household.pk)).status_code == 200
    assert len(spent) == 9


# One pairing


def test_handing_over_wants_a_member_of_the_same_branch(
    here: Village, secretary: Client, pairing: Pairing
) -> None:
    page = at("pairing", pairing.pk)
    stranger = make_party_member(branch=make_branch())
    for number in ("360599999999", stranger.volunteer.number, registry.make_volunteer().number):
        refused(secretary, page, {"verb": "give", "number": number, "note": ""}, said(PartyMemberUnknown))
    refused(secretary, page, {"verb": "give", "number": "", "note": "耳背"}, "请填写志愿者编号。")
    unready = make_party_member(branch=here.branch, agreed=False)
    refused(secretary, page, {"verb": "give", "number": unready.volunteer.number}, said(PartyMemberUnknown))
    busy = make_pairing(member=make_party_member(branch=here.branch)).member
    assert busy is not None
    refused(secretary, page, {"verb": "give", "number": busy.volunteer.number}, said(MemberHasHousehold))


def test_an_officer_hands_over_across_branches_and_the_note_is_never_shown_at_the_desk(
    here: Village, officer: Client, pairing: Pairing
) -> None:
    heir = make_party_member(branch=make_branch())
    page = at("pairing", pairing.pk)
    typed = {"verb": "give", "number": heir.volunteer.number, "note": "周三女儿在家"}
    assert officer.post(page, typed).status_code == 302
    asked = Pairing.objects.get(state=PairingState.ASKED)
    assert (asked.taken_from, asked.member) == (pairing, heir)
    assert "周三女儿在家" not in text(officer.get(at("pairing", asked.pk)))
    answer_pairing(by=volunteer_standing(heir.volunteer), pairing=asked, agrees=True, at=NOW)
    pairing.refresh_from_db()
    assert (pairing.state, pairing.end_why) == (PairingState.ENDED, PairingEnd.HANDED_OVER)
    shown = text(officer.get(page))
    assert "交给了别人" in shown and "请他接手" not in shown and 'value="end"' not in shown


def test_a_helper_is_replaced_by_a_helper(here: Village, officer: Client) -> None:
    row = make_pairing(kind=PairingKind.ELDER_CHILD, household=here.household)
    page, heir = at("pairing", row.pk), registry.make_volunteer(name="何小青")
    refused(officer, page, {"verb": "give", "number": "360599999999"}, said(PairedVolunteerUnknown))
    assert officer.post(page, {"verb": "give", "number": heir.number}).status_code == 302
    assert Pairing.objects.get(state=PairingState.ASKED).volunteer == heir


def test_only_what_goes_to_a_household_is_handed_over(here: Village, secretary: Client) -> None:
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    page = at("pairing", led.pk)
    shown = secretary.get(page)
    assert (
        not shown.context["can_give"]
        and "请他接手" not in text(shown)
        and "还没有走访记录" not in text(shown)
    )
    before = the_same(*TABLES)
    typed = {"verb": "give", "number": registry.make_volunteer().number}
    told_no(secretary, page, typed, said(PairingMoved))
    assert the_same(*TABLES) == before
    refused(secretary, page, {"verb": "end", "words": "好"}, said(PairingReasonMissing))


def test_buttons_follow_the_state(here: Village, secretary: Client) -> None:
    for state, buttons in (
        (PairingState.ASKED, {"withdraw"}),
        (PairingState.LIVE, {"give", "end"}),
        (PairingState.ENDED, set()),
        (PairingState.DECLINED, set()),
        (PairingState.WITHDRAWN, set()),
    ):
        row = make_pairing(
            member=make_party_member(branch=here.branch), household=make_household(), state=state
        )
        shown = text(secretary.get(at("pairing", row.pk)))
        found = {verb for verb in ("withdraw", "give", "end") if f'name="verb" value="{verb}"' in shown}
        assert (state, found) == (state, buttons)
        assert row.get_state_display() in shown


def test_what_is_over_is_neither_ended_nor_taken_back_again(here: Village, secretary: Client) -> None:
    live = make_pairing(member=here.member, household=here.household)
    over = make_pairing(
        member=make_party_member(branch=here.branch), household=make_household(), state=PairingState.ENDED
    )
    before = the_same(*TABLES)
    secretary.post(at("pairing", live.pk), {"verb": "withdraw"})
    for verb in ("withdraw", "end"):
        secretary.post(at("pairing", over.pk), {"verb": verb, "words": "说好了"})
    secretary.post(at("pairing", live.pk), {"verb": "nonsense", "words": "说好了"})
    assert the_same(*TABLES) == before


@pytest.mark.parametrize("count", [1, 3])
def test_a_pairing_costs_the_same_however_many_visits(
    here: Village, secretary: Client, pairing: Pairing, count: int
) -> None:
    for n in range(count):
        make_visit(pairing, hours_ago=24 * (n + 1))
    with CaptureQueriesContext(connection) as spent:
        page = secretary.get(at("pairing", pairing.pk))
    assert len(page.context["visits"]) == count
    assert len(spent) == 7


# Visits


def test_the_same_person_does_not_sign_and_ring(here: Village, sign_in: SignIn, pairing: Pairing) -> None:
    both = registry.make_account(name="身兼两职")
    registry.make_grant(account=both, role=Role.BRANCH_SECRETARY, body=here.branch)
    registry.make_grant(account=both, role=Role.REGION_OFFICER, region=make_region_tree().baihua)
    client, visit = sign_in(both), make_visit(pairing)
    page = at("pairing-visit", visit.pk)
    client.post(page, {"verb": "sign"})
    visit.refresh_from_db()
    assert visit.state == VisitState.RECORDED
    told_no(client, page, {"verb": "call", "answer": "came"}, said(SecondPersonNeeded))
    assert page not in text(client.get(at("pairing-visits")))


def test_each_signs_or_rings_only_what_is_theirs(
    here: Village, secretary: Client, officer: Client, pairing: Pairing
) -> None:
    visit = make_visit(pairing)
    page = at("pairing-visit", visit.pk)
    forbidden(secretary, page, {"verb": "call", "answer": "came"})
    forbidden(secretary, page, {"verb": "open", "reason": "核对住址"})
    forbidden(officer, page, {"verb": "sign"})
    forbidden(officer, page, {"verb": "refuse", "words": "在开会"})
    refused(officer, page, {"verb": "open", "reason": "看"}, said(ReasonMissing))
    refused(officer, page, {"verb": "open", "reason": ""}, "请写明为什么要看。")
    assert not AuditLine.objects.filter(verb__in=("read_visit", "read_household")).exists()


def test_who_went_signs_and_rings_nothing_of_their_own(
    here: Village, sign_in: SignIn, pairing: Pairing
) -> None:
    account = here.member.volunteer.account
    assert account is not None
    registry.make_grant(account=account, role=Role.BRANCH_SECRETARY, body=here.branch)
    registry.make_grant(account=account, role=Role.REGION_OFFICER, region=make_region_tree().baihua)
    client, page = sign_in(account), at("pairing-visit", make_visit(pairing).pk)
    assert page not in text(client.get(at("pairing-visits")))
    before = the_same(*TABLES)
    for typed in (
        {"verb": "sign"}, {"verb": "call", "answer": "came"}, {"verb": "refuse", "words": "在开会"},
    ):  # fmt: skip
        client.post(page, typed)
        assert the_same(*TABLES) == before, typed


def test_a_visit_is_signed_once_and_refused_no_more(
    here: Village, secretary: Client, pairing: Pairing
) -> None:
    visit = make_visit(pairing)
    page = at("pairing-visit", visit.pk)
    assert secretary.post(page, {"verb": "sign"})["Location"] == page
    assert HoursEntry.objects.get().grade == Grade.D
    told_no(secretary, page, {"verb": "sign"}, said(VisitMoved))
    before = the_same(*TABLES)
    told_no(secretary, page, {"verb": "refuse", "words": "在开会"}, said(VisitMoved))
    assert the_same(*TABLES) == before
    assert "会签，记时长" not in text(secretary.get(page))


def test_an_answer_that_is_none_counts_as_nobody_at_home(
    here: Village, officer: Client, pairing: Pairing
) -> None:
    visit = make_visit(pairing)
    page = at("pairing-visit", visit.pk)
    officer.post(page, {"verb": "call", "answer": "perhaps"})
    visit.refresh_from_db()
    assert (visit.answer, visit.called_at, visit.state) == (CallAnswer.NO_ANSWER, None, VisitState.LOGGED)
    assert "没打通" in text(officer.get(page)) and page in text(officer.get(at("pairing-visits")))


def test_nobody_came_takes_the_hours_and_the_last_visit_back(
    here: Village, secretary: Client, officer: Client, pairing: Pairing
) -> None:
    older = make_visit(pairing, hours_ago=200)
    visit = make_visit(pairing, hours_ago=24)
    Pairing.objects.filter(pk=pairing.pk).update(visited_at=visit.starts_at)
    page = at("pairing-visit", visit.pk)
    secretary.post(page, {"verb": "sign"})
    officer.post(page, {"verb": "call", "answer": "not-came"})
    visit.refresh_from_db()
    pairing.refresh_from_db()
    assert visit.state == VisitState.REFUSED and pairing.visited_at == older.starts_at
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 0
    shown = text(officer.get(page))
    assert "电话回访说没来过" in shown and 'value="call"' not in shown
    told_no(officer, page, {"verb": "call", "answer": "came"}, said(VisitMoved))


def test_the_list_shows_what_is_still_to_do_and_by_whom(
    here: Village, secretary: Client, officer: Client, pairing: Pairing
) -> None:
    signed = make_visit(pairing, hours_ago=24, need_sealed=b"x")
    fresh = make_visit(pairing, hours_ago=48)
    make_visit(pairing, hours_ago=72, state=VisitState.REFUSED, refuse_words="在开会")
    secretary.post(at("pairing-visit", signed.pk), {"verb": "sign"})
    assert [each.pk for each in secretary.get(at("pairing-visits")).context["rows"]] == [fresh.pk]
    page = officer.get(at("pairing-visits"))
    assert [each.pk for each in page.context["rows"]] == [signed.pk, fresh.pk]
    assert text(page).count("发现新的需要") == 1
    assert text(page).count("等回访") == 1 and text(page).count("等会签") == 1
    assert "刘桂英" not in text(page)


def test_keys_that_are_nobodys_are_not_found(here: Village, officer: Client) -> None:
    for name in ("household", "pairing", "pairing-branch", "pairing-member", "pairing-visit", "pairing-zone"):
        assert officer.get(at(name, uuid4())).status_code == 404, name
