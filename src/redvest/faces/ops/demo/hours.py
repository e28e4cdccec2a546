"""The ledger of the demo city: an entry for everybody who served, and imported hours up to the exact total."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from redvest.core.clock import CHINA
from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys, Weighted
from redvest.faces.ops.demo.occasions import Occasion
from redvest.service.actions.ledger import NewEntry
from redvest.service.actions.ledger_bulk import Batch, Line
from redvest.service.choices import Grade, ProofKind

Salts = Mapping[UUID, bytes]

# Shares of all minutes in percent; D is what is imported, so the other three divide what came through the house.
SHARES = {Grade.A: 61, Grade.B: 21, Grade.C: 12, Grade.D: 6}
_SCAN, _VENUE, _TICK = ProofKind.LEADER_SCAN.value, ProofKind.VENUE_CODE.value, ProofKind.LEADER_TICK.value
_EVIDENCE = Weighted(
    [
        (("A", (_SCAN, _VENUE)), float(SHARES[Grade.A])),
        (("B", (_SCAN,)), float(SHARES[Grade.B])),
        (("C", (_TICK,)), float(SHARES[Grade.C])),
    ]
)
_IMPORTED = (ProofKind.IMPORTED.value,)
_LENGTHS = (90, 120, 180, 180, 180, 210, 240, 240)
IMPORTED_AS = "历史服务时长（旧系统导入）"


class OwnHours:
    """Entries for those who served. ``officers``: who looks a second time, by district, and "" for the rest."""

    def __init__(self, rng: random.Random, city: str, officers: dict[str, UUID], salts: Salts) -> None:
        self._rng, self._keys, self._city, self._salts = rng, Keys(rng), city, salts
        self._officers = {region: officer.hex for region, officer in officers.items()}

    def of(self, each: Occasion) -> Batch:
        """An entry for each person of one activity."""
        recorded_at, team = each.recorded_at or each.ends_at, each.team
        stamp, key, salts = int(recorded_at.timestamp() * 1000), self._keys.hex_at_ms, self._salts
        second = self._officers.get(each.place.district) or self._officers[""]
        evidence = _EVIDENCE.picks(self._rng, len(each.people))
        lines = [
            Line(key(stamp), person.hex, salts[person.id], grade, proofs, second if grade == "C" else None)
            for person, (grade, proofs) in zip(each.people, evidence, strict=True)
        ]
        alike = NewEntry(
            self._city, each.people[0].id, team.id, each.id, each.title, each.place.path, each.starts_at.date(),
            each.minutes, Grade.D, starts_at=each.starts_at, ends_at=each.ends_at, recorded_by_id=team.leader_id,
        )  # fmt: skip
        return Batch(alike, recorded_at, lines)


def imported(
    rng: random.Random, teams: Sequence[Team], minutes: int, city: str, by: UUID, today: date, salts: Salts
) -> Iterator[Batch]:
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
        person, joined = team.members[turn], date.fromordinal(team.joined[turn])
        day = min(last, joined + timedelta(days=rng.randrange(max(1, (last - joined).days))))
        recorded_at = datetime.combine(min(last, day + timedelta(days=200)), time(10), CHINA) + timedelta(
            days=10
        )
        alike = NewEntry(
            city,
            person.id,
            team.id,
            None,
            IMPORTED_AS,
            person.place.path,
            day,
            length,
            Grade.D,
            recorded_by_id=by,
        )
        key = keys.hex_at_ms(int(recorded_at.timestamp() * 1000))
        yield Batch(alike, recorded_at, [Line(key, person.hex, salts[person.id], "D", _IMPORTED)])
