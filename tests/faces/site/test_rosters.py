"""What a volunteer sees of rosters: what they are asked, yes and no, their own word on shifts, and why not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.service.actions.roster_ask import ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.choices import ProposalState
from redvest.service.models import Post, Roster, RosterProposal, RosterWish, SignUp
from tests.faces.site.conftest import browser_of, words
from tests.factories.registry import NOW, make_account, make_volunteer
from tests.factories.roster import Team, make_roster, make_shift, make_team
from tests.factories.service import make_signup

pytestmark = pytest.mark.django_db
PAGE = "/me/roster/"


@pytest.fixture
def team() -> Team:
    return make_team("李明霞")


@pytest.fixture
def browser(team: Team) -> Client:
    account = team.people[0].account
    assert account is not None
    return browser_of(account)


def asked(team: Team, *posts: Post) -> Roster:
    roster = make_roster(team, *posts)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    return roster


def test_an_ask_says_when_where_why_and_until_when(browser: Client, team: Team) -> None:
    assert "眼下没有人请你答复" in words(browser.get(PAGE))
    asked(team, make_shift(team))
    page = words(browser.get(PAGE))
    assert (
        "3月8日 周日 10:00–12:00" in page
        and "黎明脚步志愿队" in page
        and "为什么请你：" in page
        and "前答复" in page
    )
    assert "有 1 班想请你来" in words(browser.get("/me/"))


def test_yes_leads_to_the_sign_up(browser: Client, team: Team) -> None:
    asked(team, make_shift(team))
    proposal = RosterProposal.objects.get()
    address = reverse("site:roster-answer", args=[proposal.pk])
    answered = browser.post(address, {"verb": "yes"})
    signup = SignUp.objects.get()
    assert answered["Location"] == reverse("site:signup", args=[signup.pk])
    page = words(browser.get(PAGE))
    assert "你答应的班" in page and "已报上" in page
    again = browser.post(address, {"verb": "no"})
    assert again.status_code == 409 and "已经答复过" in words(again)
    assert SignUp.objects.get().state == "confirmed"


def test_a_yes_to_a_shift_that_has_filled_up_says_that_one_waits(browser: Client, team: Team) -> None:
    shift = make_shift(team)
    asked(team, shift)
    make_signup(post=shift, volunteer=make_volunteer(name="周路人"))
    address = reverse("site:roster-answer", args=[RosterProposal.objects.get().pk])
    page = words(browser.post(address, {"verb": "yes"}, follow=True))
    assert SignUp.objects.get(volunteer__name=team.people[0].name).state == "waiting"
    assert "先替你排上候补" in page and "已经替你报上名" not in page


def test_no_is_no_and_somebody_elses_is_not_found(browser: Client, team: Team, me: Client) -> None:
    asked(team, make_shift(team))
    proposal = RosterProposal.objects.get()
    address = reverse("site:roster-answer", args=[proposal.pk])
    assert me.post(address, {"verb": "yes"}).status_code == 404
    assert browser.post(address).status_code == 422
    assert RosterProposal.objects.get().state == ProposalState.ASKED
    told = browser.post(address, {"verb": "no"}, follow=True)
    assert "组织者会另外找人" in words(told)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.NO and not SignUp.objects.exists()


def test_what_stands_against_a_yes_is_said(browser: Client, team: Team) -> None:
    asked(team, make_shift(team))
    Post.objects.update(min_age=60)
    refused = browser.post(
        reverse("site:roster-answer", args=[RosterProposal.objects.get().pk]), {"verb": "yes"}
    )
    assert refused.status_code == 422 and "这个岗位要满 60 岁。" in words(refused)


def test_a_word_on_shifts_beforehand(browser: Client, team: Team, me: Client) -> None:
    post = make_shift(team)
    make_roster(team, post)
    assert "这些班你可以吗" in words(browser.get(PAGE))
    assert "这些班你可以吗" not in words(me.get(PAGE))
    told = browser.post(f"{PAGE}wishes/", {f"wish-{post.pk}": "can", "wish-x": "can"}, follow=True)
    assert "记下了 1 班。" in words(told) and RosterWish.objects.get().kind == "can"
    browser.post(f"{PAGE}wishes/", {f"wish-{post.pk}": ""})
    assert not RosterWish.objects.exists()
    refused = me.post(f"{PAGE}wishes/", {f"wish-{post.pk}": "can"}, follow=True)
    assert "没有找到这个班次" in words(refused) and not RosterWish.objects.exists()


def test_why_not_me(browser: Client, team: Team, me: Client) -> None:
    post = make_shift(team)
    make_roster(team, post)
    browser.post(f"{PAGE}wishes/", {f"wish-{post.pk}": "cannot"})
    address = reverse("site:roster-why", args=[post.pk])
    assert "自己说过这一班不行" in words(browser.get(address))
    assert me.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(browser: Client, team: Team, count: int) -> None:
    asked(team, *[make_shift(team, days=2 + n) for n in range(count)])
    make_roster(team, *[make_shift(team, days=8 + n) for n in range(count)])
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as caught:
        page = browser.get(PAGE)
    assert len(caught) <= 9 and page.status_code == 200


def test_an_account_without_a_record_is_shown_the_way() -> None:
    assert browser_of(make_account()).get(PAGE).status_code == 403
