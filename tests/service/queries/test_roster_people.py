"""What a roster knows of people: what they served already counts like what they hold, as far back as a limit looks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.registry.models import Volunteer
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.choices import SignUpState
from redvest.service.models import Roster, SignUp
from redvest.service.queries.roster_people import plans_of
from redvest.service.queries.roster_why import why_of
from tests.factories import service
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def on_record(
    team: Team, person: Volunteer, begins: datetime, state: SignUpState = SignUpState.SERVED
) -> SignUp:
    """Two hours of service of somebody, beginning then."""
    signup = service.make_signup(post=make_shift(team), volunteer=person, state=state)
    SignUp.objects.filter(pk=signup.pk).update(period=(begins, begins + 2 * HOUR))
    return signup


def solved(team: Team, roster: Roster) -> dict[str, str]:
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    return standing(roster)


def test_what_was_served_this_week_counts_in_the_week() -> None:
    # NOW is a Thursday; the shift is on the Saturday of the same week.
    team = make_team("甲")
    post = make_shift(team, days=2)
    roster = make_roster(team, post, most_week=3)
    for days in (1, 2, 3):
        on_record(team, team.people[0], NOW - days * DAY)
    assert solved(team, roster) == {}
    assert why_of(roster, post.pk, team.people[0].pk, NOW).code == "most-week"


def test_who_did_not_come_has_served_nothing() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team, days=2), most_week=1)
    on_record(team, team.people[0], NOW - DAY, SignUpState.ABSENT)
    assert solved(team, roster) == {"甲@陪同员": "draft"}


@pytest.mark.parametrize(("limit", "found"), [(14, {}), (15, {"甲@陪同员": "draft"})])
def test_days_in_a_row_are_read_as_far_back_as_the_limit_looks(limit: int, found: dict[str, str]) -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team, days=3), most_running=limit)
    for days in range(14):
        state = SignUpState.SERVED if days > 2 else SignUpState.CONFIRMED
        on_record(team, team.people[0], NOW + (2 - days) * DAY, state)
    assert solved(team, roster) == found


def test_what_lies_far_off_is_not_read() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team), most_running=1)
    person = team.people[0]
    for days in (-20, -3, 12):
        on_record(team, person, NOW + days * DAY, SignUpState.CONFIRMED)
    found = plans_of([person.pk], roster, NOW + 3 * DAY, NOW + 3 * DAY)
    assert found == {person.pk: [(NOW - 3 * DAY, NOW - 3 * DAY + 2 * HOUR)]}
