"""Lists of pairings at the desk: branches page by page under one sum, who is silent, a branch's gaps, whom one may ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from redvest.care.actions.silence import remind_silent
from redvest.care.choices import PairingKind, PairingState, SilenceStage
from redvest.care.models import Pairing
from redvest.faces.desk import pairings
from redvest.registry.models import Account
from tests.faces.desk.conftest import SignIn
from tests.factories import registry
from tests.factories.pairing import (
    Village,
    make_branch,
    make_household,
    make_pairing,
    make_party_member,
    make_village,
)
from tests.factories.registry import CITY, NOW, TODAY, make_region_tree

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BAIHUA = "360502001001"


@pytest.fixture
def here() -> Village:
    return make_village()


@pytest.fixture
def officer(here: Village, sign_in: SignIn) -> Client:
    return sign_in(Account.objects.get(pk=here.officer.account_id))


@pytest.fixture
def secretary(here: Village, sign_in: SignIn) -> Client:
    return sign_in(Account.objects.get(pk=here.secretary.account_id))


def at(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def text(page: HttpResponse) -> str:
    return page.content.decode()


def test_no_branch_is_cut_off_and_the_sum_is_over_all(
    here: Village, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairings, "MOST", 2)
    branches = [here.branch, *(make_branch() for _ in range(3))]
    for branch, more in zip(branches, (3, 2, 1, 0), strict=True):
        for _ in range(more):
            make_party_member(branch=branch)
    street = sign_in(Account.objects.get(pk=registry.make_officer(make_region_tree().chengnan).account_id))
    pages = [street.get(at("pairings"), {"page": number}) for number in (1, 2, 3)]
    shown = [line.branch for page in pages[:2] for line in page.context["branches"]]
    assert shown == branches  # what lacks most comes first, over all pages
    for page in pages:
        assert page.context["branch_sum"].members == 7
        assert "4 个支部合计" in text(page)
    assert "page=2" in text(pages[0]) and "page=1" in text(pages[1])
    assert list(pages[2].context["branches"]) == list(pages[1].context["branches"])  # the last there is
    for odd in ("0", "-1", "x", "９" * 9, "9" * 40):
        assert street.get(at("pairings"), {"page": odd}).status_code == 200


def test_who_keeps_a_silent_pairing_sees_who_has_heard(
    here: Village, officer: Client, secretary: Client, sign_in: SignIn
) -> None:
    old = TODAY - 60 * DAY
    home = make_pairing(member=here.member, household=here.household, starts_on=old)
    other = make_party_member(branch=here.branch)
    fresh = make_pairing(member=other, household=make_household(), visited_at=NOW + 10 * DAY)
    unit = registry.make_body(name="供电公司")
    twin = make_pairing(kind=PairingKind.TWINNED, body=unit, starts_on=old)
    head = sign_in(Account.objects.get(pk=registry.make_body_admin(unit).account_id))
    assert not secretary.get(at("pairings")).context["silent"]
    for days, stage in ((0, SilenceStage.HELPER), (15, SilenceStage.BRANCH), (30, SilenceStage.PLACE)):
        words = str(stage.label)
        assert remind_silent(city=CITY, at=NOW + days * DAY) >= 2
        page = secretary.get(at("pairings"))
        assert page.context["silent"] == [home] and words in text(page)
        page = head.get(at("pairings"))
        assert page.context["silent"] == [twin] and words in text(page)
        assert words in text(secretary.get(at("pairing", home.pk)))
        place = officer.get(at("pairing-place", BAIHUA))
        heard = {each.pk: each.heard for each in (*place.context["homes"], *place.context["units"])}
        assert heard == {home.pk: words, twin.pk: words, fresh.pk: ""}
        assert text(place).count(words) == 2


def test_silent_ones_beyond_the_list_are_counted(
    here: Village, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairings, "FEW", 1)
    for _ in range(3):
        member = make_party_member(branch=here.branch)
        make_pairing(member=member, household=make_household(), starts_on=TODAY - 40 * DAY)
    remind_silent(city=CITY, at=NOW)
    page = secretary.get(at("pairings"))
    assert len(page.context["silent"]) == 1 and "还有 2 个" in text(page)


def test_a_secretary_reads_the_gaps_of_the_branch_and_fills_one(here: Village, secretary: Client) -> None:
    page = secretary.get(at("pairing-branch", here.branch.pk))
    gaps = page.context["gaps"]
    assert gaps.households == [here.household] and gaps.members == [here.member]
    assert at("household", here.household.pk) in text(page)
    asked = secretary.post(
        at("household", here.household.pk), {"verb": "member", "member": str(here.member.pk)}
    )
    assert asked.status_code == 302
    assert Pairing.objects.get().member == here.member
    Pairing.objects.update(state=PairingState.LIVE, helper_yes_at=NOW, starts_on=TODAY)
    shown = text(secretary.get(at("pairing-branch", here.branch.pk)))
    assert "支部所在的地方，登记的家庭都有党员联系。" in shown and "还没有联系家庭的党员" not in shown


def test_whoever_is_proposed_may_be_asked(here: Village, officer: Client) -> None:
    """Also a member of the same street whose branch and community are somebody else's: the household's place decides."""
    tree = make_region_tree()
    far = make_party_member(branch=make_branch(region=tree.qiandong), region=tree.zhanqian)
    page = at("household", here.household.pk)
    assert [each.member for each in officer.get(page).context["people"]] == [here.member, far]
    assert officer.post(page, {"verb": "member", "member": str(far.pk)}).status_code == 302
    assert Pairing.objects.get().member == far
