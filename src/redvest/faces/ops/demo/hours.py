"""The ledger of the demo city: an entry for everybody who served, and imported hours up to the exact total."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from redvest.core.clock import CHINA
from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys, Weighted
from redvest.faces.ops.demo.occasions import Occasion
from redvest.faces.ops.demo.people import Person
from redvest.service.actions.ledger import NewEntry
from redvest.service.choices import Grade, ProofKind

Row = tuple[UUID, NewEntry, datetime]

# Shares of all minutes in percent; D is what is imported, so the other three divide what came through the house.
SHARES = {Grade.A: 61, Grade.B: 21, Grade.C: 12, Grade.D: 6}
_OWN = Weighted([(grade, float(share)) for grade, share in SHARES.items() if grade != Grade.D])
_BOTH = (ProofKind.LEADER_SCAN.value, ProofKind.VENUE_CODE.value)
_PROOFS: dict[Grade, tuple[tuple[str, ...], ...]] = {
    Grade.A: (_BOTH,),
    Grade.B: ((ProofKind.LEADER_SCAN.value,), (ProofKind.VENUE_CODE.value,)),
    Grade.C: ((ProofKind.LEADER_TICK.value,),),
    Grade.D: ((ProofKind.IMPORTED.value,),),
}
_LENGTHS = (90, 120, 180, 180, 180, 210, 240, 240)
IMPORTED_AS = "历史服务时长（旧系统导入）"


class OwnHours:
    """Entries for those who served. ``officers``: who looks a second time, by district, and "" for the rest."""

    def __init__(self, rng: random.Random, city: str, officers: dict[str, UUID]) -> None:
        self._rng, self._keys, self._city, self._officers = rng, Keys(rng), city, officers

    def of(self, each: Occasion) -> Iterator[Row]:
        """An entry for each person of one activity."""
        recorded_at = each.recorded_at or each.ends_at
        stamp, team, path = int(recorded_at.timestamp() * 1000), each.team, each.place.path
        day, ends_at, choice = each.starts_at.date(), each.ends_at, self._rng.choice
        second = self._officers.get(each.place.district) or self._officers[""]
        grades = _OWN.picks(self._rng, len(each.people))
        for person, grade in zip(each.people, grades, strict=True):
            entry = NewEntry(
                self._city, person.id, team.id, each.id, each.title, path, day, each.minutes, grade,
                starts_at=each.starts_at, ends_at=ends_at, proofs=choice(_PROOFS[grade]),
                recorded_by_id=team.leader_id, second_officer_id=second if grade == Grade.C else None,
            )  # fmt: skip
            yield self._keys.at_ms(stamp), entry, recorded_at


def imported_rows(
    rng: random.Random, teams: Sequence[Team], minutes: int, city: str, by: UUID, today: date
) -> Iterator[Row]:
    """Hours out of an earlier system, exactly so many minutes of them."""
    keys, pool = Keys(rng), Weighted([(team, float(len(team.members))) for team in teams if team.members])
    last = today - timedelta(days=20)
    while minutes > 0:
        length = rng.choice(_LENGTHS)
        if minutes - length < 60:
            length = minutes
        minutes -= length
        team = pool.pick(rng)
        turn = int(len(team.members) * rng.random() ** 1.4)
        person: Person = team.members[turn]
        joined = date.fromordinal(team.joined[turn])
        day = min(last, joined + timedelta(days=rng.randrange(max(1, (last - joined).days))))
        recorded_at = datetime.combine(min(last, day + timedelta(days=200)), time(10), CHINA) + timedelta(days=10)
        entry = NewEntry(
            city, person.id, team.id, None, IMPORTED_AS, person.place.path, day, length, Grade.D,
            proofs=_PROOFS[Grade.D][0], recorded_by_id=by,
        )  # fmt: skip
        yield keys.at_ms(int(recorded_at.timestamp() * 1000)), entry, recorded_at
