"""A day's needs of a place and everybody there who could meet them, as the columns that matching looks at.

Few statements whatever the size: a district of tens of thousands is read in a second or two. Addresses stay sealed;
people are at the middle of their community, needs in their cell of about a kilometre.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Q

from redvest.care.choices import LIVE_SERVINGS, AskState, NeedKind, NeedState, NeedUrgency
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.care.queries.cells import cells_of
from redvest.care.queries.match_plans import busy_pairs, lapsed_pairs
from redvest.care.queries.need_fit import BUSY, REAL, age_floor_of
from redvest.care.rules.matching.area import cell_of
from redvest.care.rules.matching.world import NEW, Needs, Terms, Volunteers, World, as_number
from redvest.care.rules.supply import part_at
from redvest.core import clock
from redvest.core.least_cost import Ints
from redvest.registry.choices import ProjectInvites, QualificationState, RegionLevel, VolunteerState
from redvest.registry.models import Qualification, Region, Volunteer
from redvest.registry.queries.domain import domains
from redvest.registry.queries.setting import rules
from redvest.registry.queries.skill import skills_on
from redvest.registry.rules.availability import DAYS, encode
from redvest.registry.rules.skill import split

KEYS = ("dispatch.rest_days", "dispatch.most_held", "dispatch.reach_metres", "age.danger_under")
LATELY = timedelta(days=30)
MOST_NEEDS = 5000
_URGENCY = {NeedUrgency.ORDINARY: 0, NeedUrgency.SOON: 1, NeedUrgency.URGENT: 3}
_PEOPLE = """
SELECT v.id, v.region_id, v.skills, v.birth_on, COALESCE(p.slots, 0), COALESCE(p.project_invites, ''),
       COALESCE(s.held, 0), COALESCE(s.lately, 0), a.last, h.last
FROM registry_volunteer v
JOIN registry_account c ON c.id = v.account_id AND c.is_active
LEFT JOIN registry_profile p ON p.volunteer_id = v.id
LEFT JOIN (SELECT volunteer_id, count(*) FILTER (WHERE state = ANY(%(busy)s)) AS held, count(*) AS lately
           FROM care_needserving WHERE state = ANY(%(live)s) AND (accepted_at > %(lately)s OR state = ANY(%(busy)s))
           GROUP BY volunteer_id) s ON s.volunteer_id = v.id
LEFT JOIN (SELECT volunteer_id, max(asked_at) AS last FROM care_needask
           WHERE asked_at > %(rest)s GROUP BY volunteer_id) a ON a.volunteer_id = v.id
LEFT JOIN (SELECT volunteer_id, max(service_on) AS last FROM service_hoursentry
           WHERE city = %(city)s GROUP BY volunteer_id) h ON h.volunteer_id = v.id
WHERE v.city = %(city)s AND v.region_path LIKE %(place)s AND v.state = %(active)s AND v.real_name_state = ANY(%(real)s)
ORDER BY v.id
"""


@dataclass(frozen=True, slots=True, eq=False)
class DayWorld:
    """``skills``, ``papers`` and ``likes``: what the bits stand for, the lowest first."""

    world: World
    skills: Sequence[str]
    papers: Sequence[str]
    likes: Sequence[str]


def waiting_needs(place: Region) -> list[Need]:
    """What lies in the queue of a place and still wants hands, the soonest deadline first.

    Spotted problems are their grid's: whoever keeps it looks after them, or passes them on.
    """
    rows = Need.objects.filter(city=place.city, region_path__startswith=place.path, state=NeedState.QUEUED)
    rows = rows.exclude(kind=NeedKind.SPOTTED)
    return list(rows.select_related("domain", "requester", "region").order_by("due_at", "id")[:MOST_NEEDS])


def world_of(place: Region, needs: Sequence[Need], at: datetime) -> DayWorld:
    """Everybody of the place against these needs. A dozen statements, and one for each place that these needs are of."""
    day = clock.day_of(at)
    found = rules(KEYS, place.path, day)
    skills = {each.key: bit for bit, each in enumerate(skills_on(day)[:63])}
    likes = {each.key: bit for bit, each in enumerate(domains(place.city)[:63])}
    papers = {
        kind: bit
        for bit, kind in enumerate(sorted({kind for each in needs for kind in each.qualifications})[:63])
    }
    cells = {code: cell or cell_of(0, 0) for code, cell in cells_of(place.city).items()}
    around = _around(place)
    people = _people(around, found, cells, skills, at)
    _fill(people, around, likes, papers, day)
    volunteers = Volunteers(**people)
    world = World(
        volunteers,
        _needs(needs, cells, skills, papers, likes, int(found["dispatch.reach_metres"]), day),
        day,
        refused=_refused(needs, volunteers.key),
        busy=busy_pairs(around, needs, volunteers.key),
        lapsed=lapsed_pairs(needs, volunteers.key, at),
        terms=Terms(adult=int(found["age.danger_under"])),
    )
    names = {each.key: each.name for each in skills_on(day)}
    return DayWorld(
        world, [names[key] for key in skills], list(papers), [each.name for each in domains(place.city)[:63]]
    )


def _around(place: Region) -> Region:
    """Where people are looked for: of a community its whole street, as waves do (``candidates``)."""
    above = place.parent if place.level == RegionLevel.COMMUNITY else None
    return above or place


def _people(
    place: Region, found: dict[str, Any], cells: dict[str, int], skills: dict[str, int], at: datetime
) -> dict[str, Any]:
    known: dict[str, Any] = {
        "busy": list(BUSY), "live": list(LIVE_SERVINGS), "lately": at - LATELY, "city": place.city,
        "rest": at - timedelta(days=int(found["dispatch.rest_days"])), "place": f"{place.path}%",
        "active": VolunteerState.ACTIVE, "real": list(REAL),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, known)
        rows = cursor.fetchall()
    catalogue, today, most = skills_on(clock.day_of(at)), clock.day_of(at), int(found["dispatch.most_held"])

    @cache
    def bits(text: str) -> int:
        keys, _own = split(text, catalogue)
        return sum(1 << skills[key] for key in keys if key in skills)

    columns = list(zip(*rows, strict=True)) if rows else [()] * 10
    return {
        "key": np.array(columns[0], dtype=object),
        "cell": _ints(cells.get(code, 0) or cells[place.code] for code in columns[1]),
        "skills": _ints(bits(text) for text in columns[2]),
        "papers": np.zeros(len(rows), dtype=np.int64),
        "likes": np.zeros(len(rows), dtype=np.int64),
        "shuns": np.zeros(len(rows), dtype=np.int64),
        "slots": _ints(columns[4]),
        "born": _ints(as_number(day) if day else 0 for day in columns[3]),
        "load": _ints(columns[7]),
        # One need a run: who is asked is left in peace for some days, so a second question could not be put.
        "room": _ints(min(1, most - held) for held in columns[6]),
        "idle": _ints((today - day).days if day else NEW for day in columns[9]),
        "reach_m": np.zeros(len(rows), dtype=np.int64),
        "declines": np.array([each == ProjectInvites.REFUSE for each in columns[5]], dtype=np.bool_),
        "quiet": np.array([each is not None for each in columns[8]], dtype=np.bool_),
    }


def _fill(
    people: dict[str, Any], place: Region, likes: dict[str, int], papers: dict[str, int], day: date
) -> None:
    """The bits of what people like and of the papers they hold that these needs ask for."""
    row_of = {key: row for row, key in enumerate(people["key"].tolist())}
    liked = Volunteer.domains.through.objects.filter(
        volunteer__city=place.city,
        volunteer__region_path__startswith=place.path,
        servicedomain_id__in=list(likes),
    )
    _set(people["likes"], row_of, liked.values_list("volunteer_id", "servicedomain_id"), likes)
    held = Qualification.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=day),
        kind__in=list(papers),
        state=QualificationState.VERIFIED,
    )
    _set(people["papers"], row_of, held.values_list("volunteer_id", "kind"), papers)


def _set(
    column: Any, row_of: dict[UUID, int], pairs: Iterable[tuple[UUID, str]], bits: dict[str, int]
) -> None:
    for key, name in pairs:
        if key in row_of:
            column[row_of[key]] |= 1 << bits[name]


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _needs(
    needs: Sequence[Need], cells: dict[str, int], skills: dict[str, int], papers: dict[str, int],
    likes: dict[str, int], reach: int, day: date,
) -> Needs:  # fmt: skip
    return Needs(
        key=np.array([each.pk for each in needs], dtype=object),
        cell=_ints(int(each.cell, 16) if each.cell else cells[each.region_id] for each in needs),
        skills=_ints(sum(1 << skills[key] for key in set(each.skills) if key in skills) for each in needs),
        papers=_ints(sum(1 << papers[kind] for kind in set(each.qualifications)) for each in needs),
        domain=_ints(1 << likes[each.domain_id] if each.domain_id in likes else 0 for each in needs),
        when=_ints(_when(each) for each in needs),
        fixed=np.array([each.starts_at is not None for each in needs], dtype=np.bool_),
        day=_ints(as_number(clock.day_of(each.starts_at)) if each.starts_at else 0 for each in needs),
        min_age=_ints(_floors(needs, day)),
        dangerous=np.zeros(len(needs), dtype=np.bool_),
        places=_ints(each.hands - each.taken for each in needs),
        urgency=_ints(_URGENCY[NeedUrgency(each.urgency)] for each in needs),
        reach_m=np.full(len(needs), reach, dtype=np.int64),
    )


def _floors(needs: Sequence[Need], day: date) -> list[int]:
    """The age of each; the rule of a place is read once."""
    known: dict[tuple[str, str, int], int] = {}
    for each in needs:
        key = (each.kind, each.region_path, each.age_floor)
        if key not in known:
            known[key] = age_floor_of(each, day)
    return [known[each.kind, each.region_path, each.age_floor] for each in needs]


def _when(need: Need) -> int:
    """The cells of the grid: of a fixed time the part of the day in which it begins, else the times that suit."""
    if need.starts_at is None:
        return need.slots
    local = need.starts_at.astimezone(clock.CHINA)
    return encode([f"{DAYS[local.weekday()]}-{part_at(local.hour)}"])


def _refused(needs: Sequence[Need], people: Any) -> Any:
    """Who was asked or went already, and who asks for it themselves: never proposed (again)."""
    need_row = {each.pk: row for row, each in enumerate(needs)}
    person_row = {key: row for row, key in enumerate(people.tolist())}
    keys = list(need_row)
    pairs = set(
        NeedAsk.objects.filter(need__in=keys)
        .exclude(state=AskState.ASKED)
        .values_list("need_id", "volunteer_id")
    )
    pairs |= set(NeedServing.objects.filter(need__in=keys).values_list("need_id", "volunteer_id"))
    own = Q(account__in={each.requester_id for each in needs if each.requester_id})
    phones = {bytes(each.phone_hash) for each in needs if each.phone_hash is not None}
    askers = Volunteer.objects.filter(own | Q(phone_hash__in=phones) | Q(account__phone_hash__in=phones))
    for volunteer, account, phone, other in askers.values_list(
        "pk", "account", "phone_hash", "account__phone_hash"
    ):
        mine = {bytes(each) for each in (phone, other) if each is not None}
        pairs |= {
            (each.pk, volunteer)
            for each in needs
            if (account and each.requester_id == account)
            or (each.phone_hash is not None and bytes(each.phone_hash) in mine)
        }
    numbers = [need_row[need] * len(person_row) + person_row[who] for need, who in pairs if who in person_row]
    return np.array(sorted(numbers), dtype=np.int64)
