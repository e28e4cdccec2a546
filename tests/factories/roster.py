"""Rosters for tests: a body with members who are free, and shifts of its activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from redvest.registry.models import Body, Membership, Profile, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.rules.availability import CODES, encode
from redvest.service.actions.roster import RosterTerms, draft_roster
from redvest.service.models import Post, Roster, RosterProposal
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import NOW

DAY = timedelta(days=1)
ALWAYS = encode(CODES)


@dataclass
class Team:
    """A body, who leads it, and its members."""

    body: Body
    leader: Standing
    people: list[Volunteer] = field(default_factory=list)

    def by(self, at: int = 0) -> Standing:
        """One of the members, signed in."""
        return make.volunteer_standing(self.people[at])


def make_team(*names: str, slots: int = ALWAYS, body_name: str = "黎明脚步志愿队", **profile: Any) -> Team:
    """Members by their names, all free at any time unless said otherwise."""
    body = make.make_body(name=body_name)
    team = Team(body, make.make_leader(body))
    for name in names:
        add_member(team, name, slots=slots, **profile)
    return team


def add_member(team: Team, name: str, *, slots: int = ALWAYS, **profile: Any) -> Volunteer:
    person = make.make_volunteer(name=name)
    joined = date(2025, 1, 1)
    Membership.objects.create(city=person.city, body=team.body, volunteer=person, joined_on=joined)
    Profile.objects.create(volunteer=person, slots=slots, changed_at=NOW, **profile)
    team.people.append(person)
    return person


def make_shift(team: Team, *, days: int = 3, hours: float = 2, places: int = 1, **more: Any) -> Post:
    """A shift so many days from now, at ten in the morning."""
    activity = service.make_activity(body=team.body, starts_at=NOW + days * DAY, hours=hours)
    return service.make_post(activity=activity, places=places, **more)


def make_roster(team: Team, *posts: Post, minimum: int = 0, at: datetime = NOW, **terms: Any) -> Roster:
    return draft_roster(
        by=team.leader, body=team.body, terms=RosterTerms(**{"title": "国庆景区排班", **terms}),
        minimums={post.pk: minimum for post in posts}, at=at,
    )  # fmt: skip


def standing(roster: Roster) -> dict[str, str]:
    """States by name and post, for reading at a glance."""
    rows = RosterProposal.objects.filter(roster=roster).select_related("volunteer", "post")
    return {f"{each.volunteer.name}@{each.post.title}": each.state for each in rows}
