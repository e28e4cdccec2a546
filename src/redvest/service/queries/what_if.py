"""Reads who would be there for a big event: kinds of people with their counts, never anybody by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from redvest.registry.choices import ProjectInvites, QualificationState, RealNameState, VolunteerState
from redvest.registry.models import Qualification, Volunteer
from redvest.registry.queries.skill import every_skill
from redvest.registry.rules.availability import DAYS, encode
from redvest.registry.rules.skill import split
from redvest.service.queries.roster_problem import holidays_between
from redvest.service.roster_errors import BadPlan
from redvest.service.rules.roster.whatif import Kind, Need, Seen, look_ahead

MOST_DAYS, MOST_LINES, MOST_PEOPLE = 31, 12, 999


@dataclass(frozen=True, slots=True)
class Line:
    """One post of the plan: so many people at a place in each of these parts of every day."""

    place: str
    parts: tuple[str, ...]
    people: int
    skill: str = ""
    paper: str = ""
    region_path: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """``most_each``: how often one person comes in all."""

    first: date
    last: date
    lines: tuple[Line, ...]
    region_path: str
    most_each: int = 3

    def check(self) -> None:
        """Raises BadPlan."""
        days = (self.last - self.first).days + 1
        sound = all(each.parts and 1 <= each.people <= MOST_PEOPLE and each.place for each in self.lines)
        if not (
            1 <= days <= MOST_DAYS and 1 <= len(self.lines) <= MOST_LINES and sound and self.most_each >= 1
        ):
            raise BadPlan


@dataclass(frozen=True, slots=True)
class Outlook:
    """``people``: how many were counted; ``unsaid``: how many more never wrote when they are free."""

    seen: list[Seen]
    people: int
    unsaid: int


def look(plan: Plan) -> Outlook:
    """What a plan needs, who is there, who is missing. Raises BadPlan."""
    plan.check()
    kinds, unsaid = _kinds(plan)
    seen = look_ahead(_needs(plan), kinds, most_each=plan.most_each)
    return Outlook(seen, sum(each.count for each in kinds), unsaid)


def _needs(plan: Plan) -> list[Need]:
    holidays = holidays_between(plan.first, plan.last)
    days = [plan.first + timedelta(days=n) for n in range((plan.last - plan.first).days + 1)]
    return [
        Need(
            key=f"{at}-{day}-{part}", day=day, part=part, people=line.people,
            bits=encode([f"{'holiday' if day in holidays else DAYS[day.weekday()]}-{part}"]),
            skill=line.skill, paper=line.paper, region_path=line.region_path or plan.region_path,
        )
        for at, line in enumerate(plan.lines)
        for day in days
        for part in line.parts
    ]  # fmt: skip


def _kinds(plan: Plan) -> tuple[list[Kind], int]:
    """People of the place who take invitations, by what matters to this plan. Two or three queries."""
    people = Volunteer.objects.filter(
        city=plan.region_path.split("/", 1)[0], region_path__startswith=plan.region_path, state=VolunteerState.ACTIVE,
        real_name_state__in=(RealNameState.CHECKED, RealNameState.VERIFIED),
    ).exclude(profile__project_invites=ProjectInvites.REFUSE)  # fmt: skip
    said = people.filter(profile__slots__gt=0)
    unsaid = people.filter(Q(profile__isnull=True) | Q(profile__slots=0)).count()
    papers = _papers(said, {line.paper for line in plan.lines if line.paper}, plan)
    wanted = {line.skill for line in plan.lines if line.skill}
    skills = every_skill()
    known: dict[str, frozenset[str]] = {}
    counts: Counter[tuple[int, frozenset[str], frozenset[str], str]] = Counter()
    for key, slots, text, path in said.values_list("pk", "profile__slots", "skills", "region_path").iterator(
        2000
    ):
        if text not in known:
            known[text] = frozenset(split(text, skills)[0]) & wanted if wanted and text else frozenset()
        counts[slots, known[text], papers.get(key, frozenset()), _district(path)] += 1
    return [Kind(n, slots, able, held, path) for (slots, able, held, path), n in counts.items()], unsaid


def _papers(people: QuerySet[Volunteer], kinds: set[str], plan: Plan) -> dict[UUID, frozenset[str]]:
    if not kinds:
        return {}
    held = Qualification.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=plan.last), volunteer__in=people, kind__in=kinds,
        state=QualificationState.VERIFIED,
    )  # fmt: skip
    rows = held.order_by().values_list("volunteer_id").annotate(kinds=ArrayAgg("kind", distinct=True))
    return {key: frozenset(names) for key, names in rows}


def _district(path: str) -> str:
    """The city and the district of a home: nearer than that does not matter weeks ahead."""
    return "/".join(path.split("/")[:2]) + "/"


def by_place(plan: Plan, seen: Sequence[Seen]) -> list[tuple[Line, dict[tuple[date, str], Seen]]]:
    """Each line of the plan with what became of it at each time."""
    found: dict[int, dict[tuple[date, str], Seen]] = defaultdict(dict)
    for each in seen:
        found[int(each.need.key.split("-", 1)[0])][each.need.day, each.need.part] = each
    return [(line, found[at]) for at, line in enumerate(plan.lines)]
