"""A volunteer's page of rosters: empty in words, nothing of mates, and refusals that leave the ask open."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.actions.roster import close_roster, set_pair
from redvest.service.actions.roster_ask import ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.choices import PairKind
from redvest.service.models import Roster, RosterProposal, SignUp
from tests.faces.site.conftest import browser_of, words
from tests.factories.registry import NOW
from tests.factories.roster import Team, make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db
PAGE = "/me/roster/"


@pytest.fixture
def team() -> Team:
    return make_team("李明霞", "王小路")


def browser(team: Team, at: int) -> Client:
    account = team.people[at].account
    assert account is not None
    return browser_of(account)


def solved(team: Team, **terms: object) -> Roster:
    roster = make_roster(team, make_shift(team), **terms)
    return solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)


def test_a_draft_is_not_shown_as_an_ask(team: Team) -> None:
    solved(team)
    for at in (0, 1):
        assert "眼下没有人请你答复" in words(browser(team, at).get(PAGE))


def test_why_not_me_says_nothing_about_a_mate(team: Team) -> None:
    roster = make_roster(team, make_shift(team, places=2))
    one, other = (person.number for person in team.people)
    set_pair(by=team.leader, roster_id=roster.pk, one=one, other=other, kind=PairKind.APART, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    on = RosterProposal.objects.get()
    off = next(at for at, person in enumerate(team.people) if person.pk != on.volunteer_id)
    page = words(browser(team, off).get(reverse("site:roster-why", args=[on.post_id])))
    assert "眼下没有排你" in page and "名额给了更合适的人" in page
    assert "不排在一起" not in page and on.volunteer.name not in page


def test_a_draft_of_oneself_is_nobodys_business_but_the_desks_until_asked(team: Team) -> None:
    roster = solved(team)
    on = RosterProposal.objects.get()
    at = [person.pk for person in team.people].index(on.volunteer_id)
    address = reverse("site:roster-why", args=[on.post_id])
    page = words(browser(team, at).get(address))
    assert "还没排定" in page and "这一班还没定下来" in page
    assert "已经请了你" not in page and "资料里写着这时有空" not in page
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    page = words(browser(team, at).get(address))
    assert "已经请了你" in page and "资料里写着这时有空" in page


def test_after_the_end_an_answer_comes_too_late(team: Team) -> None:
    roster = solved(team)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    on = RosterProposal.objects.get()
    at = [person.pk for person in team.people].index(on.volunteer_id)
    sent = browser(team, at).post(reverse("site:roster-answer", args=[on.pk]), {"verb": "yes"})
    assert sent.status_code == 409 and "已经答复过，或者已经过了时间" in words(sent)
    assert RosterProposal.objects.get().state == "withdrawn" and not SignUp.objects.exists()
    assert "这些班你可以吗" not in words(browser(team, at).get(PAGE))


def test_a_guest_is_led_to_the_door(team: Team) -> None:
    solved(team)
    sent = Client().get(PAGE)
    assert sent.status_code == 302 and "next" in sent["Location"]
