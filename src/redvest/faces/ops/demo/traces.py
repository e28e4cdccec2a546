"""What recent activities leave behind besides their hours: sign-ups, stays and confirmed sheets."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from redvest.faces.ops.demo.chance import Keys, array
from redvest.faces.ops.demo.occasions import Job, Occasion
from redvest.faces.ops.demo.people import Person
from redvest.service.actions.ledger_bulk import Batch
from redvest.service.choices import SheetState, SignUpState
from redvest.service.rules.evidence import is_strong, shows_presence


class Traces:
    """Rows of sign-ups, stays and sheets, collected while they are made up."""

    def __init__(self, rng: random.Random, city: str) -> None:
        self._rng, self._keys, self._city = rng, Keys(rng), city
        self._queue = count(1)
        self.signups: list[tuple[Any, ...]] = []
        self.stays: list[tuple[Any, ...]] = []
        self.sheets: list[tuple[Any, ...]] = []

    def sign_up(self, each: Occasion, job: Job, person: Person, state: SignUpState, at: datetime) -> UUID:
        """A sign-up made at a moment; one that holds a place is counted on its post."""
        signup_id = self._keys.at(at)
        holds = state in (SignUpState.CONFIRMED, SignUpState.SERVED)
        job.taken += holds
        period = f"[{each.starts_at.isoformat()},{each.ends_at.isoformat()})"
        self.signups.append(
            (signup_id, self._city, job.id, each.id, person.id, state.value, next(self._queue), period, "", at,
             at if holds else None, None)
        )  # fmt: skip
        return signup_id

    def stay(
        self,
        each: Occasion,
        person: Person,
        signup_id: UUID,
        proofs: Iterable[str],
        in_at: datetime,
        out_at: datetime | None,
    ) -> None:
        """A stay with the same proofs at both ends; without a way out it is open."""
        kinds = frozenset(proofs)
        seen = array(sorted(kinds))
        proven = (in_at, out_at or in_at) if shows_presence(kinds) else (None, None)
        strong = proven if is_strong(kinds) else (None, None)
        self.stays.append(
            (self._keys.at(in_at), self._city, each.id, person.id, signup_id, in_at, out_at, seen, seen,
             seen if out_at else "{}", *proven, *strong, False)
        )  # fmt: skip

    def served(self, each: Occasion, batch: Batch) -> None:
        """Write down what led to the entries of an activity."""
        people, recorded_at, confirmed = (
            {person.hex: person for person in each.people},
            batch.recorded_at,
            timedelta(minutes=30),
        )
        for line in batch.lines:
            person = people[line.volunteer]
            asked_at = each.created_at + timedelta(hours=self._rng.randrange(21, 100))
            signup_id = self.sign_up(each, each.jobs[0], person, SignUpState.SERVED, asked_at)
            early = timedelta(minutes=self._rng.randrange(1, 15))
            self.stay(each, person, signup_id, line.proofs, each.starts_at - early, each.ends_at + early / 2)
            confirmed_at = recorded_at + confirmed if line.second_officer else None
            self.sheets.append(
                (self._keys.at(recorded_at), self._city, each.id, person.id, each.starts_at, each.ends_at,
                 each.minutes, array(sorted(line.proofs)), SheetState.RECORDED.value, False,
                 each.team.leader_id, recorded_at, confirmed_at, line.second_officer, confirmed_at, line.id)
            )  # fmt: skip
