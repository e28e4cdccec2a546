"""What is on now and comes next: activities to sign up for, to review, to lead and to close."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from redvest.core.clock import day_of
from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys
from redvest.faces.ops.demo.occasions import Job, Occasion, draw_length, draw_occasion, slot_start
from redvest.faces.ops.demo.people import ADULT, Person
from redvest.faces.ops.demo.places import Places
from redvest.faces.ops.demo.projects import Undertakings
from redvest.faces.ops.demo.traces import Traces
from redvest.service.choices import ActivityState, ProofKind, SignUpState

DAYS = 30
EMPTY = 12  # of the coming ones: twenty places, nobody there yet, no age asked
EMPTY_PLACES = 20
REVIEWS = 8
_BOTH = (ProofKind.LEADER_SCAN.value, ProofKind.VENUE_CODE.value)


class Coming:
    """Makes the activities around now. The first team leads one of each sort, for whoever tries the desk."""

    def __init__(
        self, rng: random.Random, teams: Sequence[Team], projects: Undertakings, places: Places, people: Sequence[Person],
        traces: Traces, at: datetime,
    ) -> None:  # fmt: skip
        self._rng, self._keys, self._projects, self._places = rng, Keys(rng), projects, places
        self._teams, self._traces, self._at = teams, traces, at
        # Every other adult stays free, so that there is always somebody to try signing up with.
        self._pool = [person for person in people if person.serial % 2 and person.age >= ADULT]
        self._times: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        self.occasions: list[Occasion] = []

    def fill(self, count: int) -> None:
        """Everything, with so many published activities in the next days."""
        self._now()
        for days_ago in (1, 3, 6):
            self._to_confirm(self._teams[days_ago % min(2, len(self._teams))], days_ago)
        for turn in range(REVIEWS):
            self._draft(self._teams[turn % len(self._teams)], turn, ActivityState.SUBMITTED)
        self._draft(self._teams[0], 1, ActivityState.DRAFT)
        refused = self._draft(self._teams[0], 2, ActivityState.REFUSED)
        refused.note = "集合地点写得不够具体，请补上门牌号和集合标志物。"
        for turn in range(count):
            self._published(self._teams[turn % len(self._teams)], turn, count)

    def _add(self, team: Team, starts_at: datetime, minutes: int, state: ActivityState) -> Occasion:
        undertaking = self._projects.on(self._rng, team, day_of(min(starts_at, self._at)))
        place = self._rng.choice(self._places.near(team.place))
        each = draw_occasion(self._rng, self._keys, undertaking, place, starts_at, minutes, state)
        # Whatever is published has been open for sign-up for some days already.
        each.created_at = min(each.created_at, self._at - timedelta(days=3 + self._rng.randrange(5)))
        self.occasions.append(each)
        return each

    def _job(
        self, each: Occasion, turn: int, places: int, youngest: int | None = None, oldest: int | None = None
    ) -> Job:
        titles = each.undertaking.topic.posts
        job = Job(self._keys.at(each.created_at), titles[turn % len(titles)], places, youngest, oldest)
        each.jobs.append(job)
        return job

    def _published(self, team: Team, turn: int, count: int) -> None:
        """A coming activity; the first ones have an empty post, the others are filled in all degrees."""
        rng = self._rng
        day = day_of(self._at) + timedelta(days=1 + turn * DAYS // count)
        slot = rng.choices((0, 1, 2), (5, 4, 2))[0]
        each = self._add(team, slot_start(day, slot), draw_length(rng, slot), ActivityState.PUBLISHED)
        if turn < EMPTY:
            self._job(each, 0, EMPTY_PLACES)
            return
        for order in range(rng.choice((1, 1, 2, 3))):
            places = rng.choice((5, 8, 10, 12, 15, 24, 30))
            job = self._job(
                each, order, places, *rng.choice(((None, None), (None, None), (18, None), (16, 60), (18, 65)))
            )
            full = rng.random() < 0.12
            self._sign_up(each, job, places + 3 if full else int(places * rng.random() * 0.8))

    def _sign_up(self, each: Occasion, job: Job, wanted: int) -> list[Person]:
        """Give places to people who may have them and are free then; when the post is full they wait."""
        found: list[Person] = []
        for _ in range(4 * wanted):
            if len(found) == wanted:
                break
            person = self._rng.choice(self._pool)
            if self._fits(person, each, job):
                self._times[person.serial].append((each.starts_at, each.ends_at))
                state = SignUpState.CONFIRMED if job.taken < job.places else SignUpState.WAITING
                at = each.created_at + (min(self._at, each.starts_at) - each.created_at) * (
                    0.3 + 0.6 * len(found) / (wanted + 1)
                )
                self._traces.sign_up(each, job, person, state, at)
                found.append(person)
        return found

    def _fits(self, person: Person, each: Occasion, job: Job) -> bool:
        young = job.min_age is not None and person.age < job.min_age + 1
        old = job.max_age is not None and person.age > job.max_age - 1
        free = all(
            ends <= each.starts_at or begins >= each.ends_at for begins, ends in self._times[person.serial]
        )
        return free and not young and not old

    def _now(self) -> None:
        """An activity that goes on at this moment: some are there, some have gone, some are still expected."""
        starts_at = (self._at - timedelta(minutes=70)).replace(second=0, microsecond=0)
        each = self._add(self._teams[0], starts_at, 210, ActivityState.PUBLISHED)
        job = self._job(each, 0, 20)
        for turn, (person, signup_id) in enumerate(self._came(each, job, 14)):
            if turn < 11:
                in_at = starts_at + timedelta(minutes=turn - 6)
                out_at = self._at - timedelta(minutes=5) if turn < 2 else None
                self._traces.stay(each, person, signup_id, _BOTH if turn % 3 else _BOTH[:1], in_at, out_at)

    def _came(self, each: Occasion, job: Job, wanted: int) -> list[tuple[Person, UUID]]:
        before = len(self._traces.signups)
        people = self._sign_up(each, job, min(wanted, len(self._pool) // 2))
        return [(person, row[0]) for person, row in zip(people, self._traces.signups[before:], strict=True)]

    def _to_confirm(self, team: Team, days_ago: int) -> None:
        """A closed activity whose hours wait for the leader; one person forgot to check out."""
        each = self._add(
            team, slot_start(day_of(self._at) - timedelta(days=days_ago), 0), 180, ActivityState.CLOSED
        )
        job = self._job(each, 0, 15)
        wanted = min(12, len(self._pool) // 2)
        for turn in range(wanted):
            person = self._rng.choice(self._pool)
            if not self._fits(person, each, job):
                continue
            self._times[person.serial].append((each.starts_at, each.ends_at))
            signup_id = self._traces.sign_up(
                each, job, person, SignUpState.SERVED, each.created_at + timedelta(days=2)
            )
            out_at = None if turn == 4 else each.ends_at + timedelta(minutes=turn)
            proofs = (
                _BOTH
                if turn % 4 < 2
                else (ProofKind.LEADER_SCAN.value,)
                if turn % 4 == 2
                else (ProofKind.LEADER_TICK.value,)
            )
            self._traces.stay(each, person, signup_id, proofs, each.starts_at - timedelta(minutes=3), out_at)

    def _draft(self, team: Team, turn: int, state: ActivityState) -> Occasion:
        """A coming activity that nobody can sign up for yet."""
        day = day_of(self._at) + timedelta(days=12 + turn)
        each = self._add(team, slot_start(day, turn % 2), 180, state)
        each.created_at = self._at - timedelta(hours=26 - 2 * turn)
        self._job(each, 0, 15 + turn)
        return each
