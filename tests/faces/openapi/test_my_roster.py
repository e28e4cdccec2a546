"""What a volunteer gets over the wire of rosters: nothing of others, refusals as problems, and bad forms told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.service.actions.roster_ask import ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.models import Post, Roster, RosterProposal, RosterWish, SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories.registry import NOW
from tests.factories.roster import Team, make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team("李明霞", "王小路")


def asked(team: Team, *posts: Post) -> Roster:
    roster = make_roster(team, *posts)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    return roster


def test_without_rosters_both_lists_are_empty(team: Team) -> None:
    assert caller_for(team.by()).get("/me/roster").json() == {"asks": [], "shifts": []}
    problem(Caller().get("/me/roster"), 401, "unauthenticated")


def test_everybody_sees_their_own_asks_and_no_drafts(team: Team) -> None:
    asked(team, make_shift(team))
    draft = make_roster(team, make_shift(team, days=6))
    solve_roster(by=team.leader, roster_id=draft.pk, at=NOW)
    mine = RosterProposal.objects.get(state="asked").volunteer
    for at, person in enumerate(team.people):
        found = caller_for(team.by(at)).get("/me/roster").json()
        assert len(found["asks"]) == int(person == mine)
        assert "李明霞" not in str(found) and "王小路" not in str(found)


def test_a_second_thought_is_a_conflict_and_the_first_answer_stands(team: Team) -> None:
    asked(team, make_shift(team, places=2))
    person = caller_for(team.by())
    (ask,) = person.get("/me/roster").json()["asks"]
    person.post(f"/me/roster/{ask['id']}/answer", {"yes": False})
    problem(person.post(f"/me/roster/{ask['id']}/answer", {"yes": True}), 409, "proposal-answered")
    assert RosterProposal.objects.get(volunteer=team.people[0]).state == "no" and not SignUp.objects.exists()


@pytest.mark.parametrize(
    "wishes",
    [[], [{"post": "x", "kind": "can"}], [{"post": "01900000-0000-7000-8000-000000000000", "kind": "maybe"}]],
)
def test_wishes_of_another_shape_are_refused(team: Team, wishes: list[dict[str, str]]) -> None:
    make_roster(team, make_shift(team))
    assert caller_for(team.by()).post("/me/roster/wishes", {"wishes": wishes}).status_code == 422
    assert not RosterWish.objects.exists()


def test_forms_of_a_roster_are_held_to_their_bounds(team: Team) -> None:
    post = make_shift(team)
    good = {"title": "国庆", "shifts": [{"post": str(post.pk)}]}
    for wrong in ({"title": ""}, {"reach": "world"}, {"answer_hours": 0}, {"most_week": 22}, {"shifts": []}):
        sent = caller_for(team.leader).post(f"/bodies/{team.body.pk}/rosters", {**good, **wrong})
        assert sent.status_code == 422, wrong
    assert not Roster.objects.exists()
    spaces = caller_for(team.leader).post(f"/bodies/{team.body.pk}/rosters", {**good, "title": "   "})
    problem(spaces, 422, "bad-roster")


def test_a_number_with_a_null_is_nobodys(team: Team) -> None:
    post = make_shift(team)
    roster = make_roster(team, post)
    sent = caller_for(team.leader).get(f"/rosters/{roster.pk}/why?post={post.pk}&number=1%002")
    assert sent.status_code in (400, 404, 422)


@pytest.mark.parametrize("count", [1, 3])
def test_ones_list_takes_the_same_queries_however_long(team: Team, count: int) -> None:
    asked(team, *[make_shift(team, days=2 + n, places=2) for n in range(count)])
    person = caller_for(team.by())
    person.get("/me/roster")
    with CaptureQueriesContext(connection) as caught:
        assert len(person.get("/me/roster").json()["asks"]) == count
    assert len(caught) <= 9
