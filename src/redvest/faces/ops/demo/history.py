"""What the demo city has done so far: activities of all years and who served on them.

The minutes of all of them stay just below the share of the total that came through the house; what is left to
the exact total are imported hours (see ``hours.py``).
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys, Weighted
from redvest.faces.ops.demo.occasions import Job, Occasion, draw_length, draw_occasion, slot_start
from redvest.faces.ops.demo.people import FIRST_DAY, Person
from redvest.faces.ops.demo.places import Place, Places
from redvest.faces.ops.demo.projects import Undertakings
from redvest.service.choices import ActivityState

OWN_SHARE = 0.94  # the rest is imported, grade D
USUAL_MINUTES = 20 * 185  # twenty people for three hours
MOST_PEOPLE = 60
SETTLED_DAYS = 14  # newer activities still wait for their hours
RECENT_DAYS = 90  # of these the sign-ups, stays and sheets are there as well


def draw_history(
    rng: random.Random,
    teams: Sequence[Team],
    projects: Undertakings,
    places: Places,
    minutes: int,
    today: date,
) -> list[Occasion]:
    """Closed activities in the order of time, with those who served."""
    own = int(minutes * OWN_SHARE)
    count = max(12, own // USUAL_MINUTES)
    keys, near = Keys(rng), {team.turn: places.near(team.place) for team in teams}
    history: list[Occasion] = []
    busy: set[int] = set()
    when, done = (0, 0), 0
    for turn, (day, slot, team) in enumerate(_calendar(rng, teams, count, today), start=1):
        if (day, slot) != when:
            when, busy = (day, slot), set()
        length = draw_length(rng, slot)
        wanted = (own * turn // count - done) / length * rng.uniform(0.7, 1.3)
        people = _who(rng, team, day, busy, max(2, min(MOST_PEOPLE, round(wanted))))
        if not people or done + len(people) * length > own:
            continue
        done += len(people) * length
        busy.update(person.serial for person in people)
        history.append(
            _occasion(rng, keys, projects, near[team.turn], team, date.fromordinal(day), slot, length, people)
        )
    return history


def _calendar(
    rng: random.Random, teams: Sequence[Team], count: int, today: date
) -> list[tuple[int, int, Team]]:
    """Days, slots and teams in order: more towards the present, and most on weekends."""
    active = [team for team in teams if team.members]
    pool = Weighted([(team, float(len(team.members))) for team in active])
    last, drawn = today.toordinal() - SETTLED_DAYS, []
    for team in pool.picks(rng, count):
        first = max(FIRST_DAY.toordinal() + 30, team.joined[min(9, len(team.joined) - 1)] + 1)
        day = first + int(max(1, last - first) * rng.random() ** 0.75)
        weekday = (day - 1) % 7  # ordinal 1 was a Monday
        if weekday < 5 and rng.random() < 0.5:
            day = min(last, day + 5 - weekday + rng.randrange(2))
        drawn.append((day, rng.choices((0, 1, 2), (5, 4, 2))[0], team))
    return sorted(drawn, key=lambda row: (row[0], row[1], row[2].turn))


def _who(rng: random.Random, team: Team, day: int, busy: set[int], wanted: int) -> list[Person]:
    """Members of that day who are free; the long-standing ones come most often."""
    there = bisect_left(team.joined, day)
    if there == 0:
        return []
    members, draw = team.members, rng.random
    chosen: dict[int, Person] = {}
    for _ in range(2 * wanted):
        person = members[int(there * draw() ** 1.4)]
        if person.serial not in busy:
            chosen[person.serial] = person
            if len(chosen) == wanted:
                break
    return list(chosen.values())


def _occasion(
    rng: random.Random, keys: Keys, projects: Undertakings, near: Sequence[Place], team: Team, day: date, slot: int,
    length: int, people: list[Person],
) -> Occasion:  # fmt: skip
    undertaking = projects.on(rng, team, day)
    one = draw_occasion(
        rng, keys, undertaking, rng.choice(near), slot_start(day, slot), length, ActivityState.CLOSED
    )
    one.people = people
    one.recorded_at = one.ends_at + timedelta(days=rng.randrange(1, 9), minutes=rng.randrange(300))
    one.jobs = [Job(keys.at(one.created_at), undertaking.topic.posts[0], len(people) + rng.randrange(4))]
    return one


def recent(history: Sequence[Occasion], at: datetime) -> set[UUID]:
    """The activities of which everything is there, down to the sign-ups."""
    since = at - timedelta(days=RECENT_DAYS)
    return {each.id for each in history if each.starts_at >= since}
