"""A volunteer's record in the five parts of order 67 (arts 4-10), as plain values: one reading for page, API and file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from redvest.core import clock
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.body import memberships_of
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.region import full_name
from redvest.registry.queries.volunteer import own_numbers
from redvest.service.models import HoursEntry
from redvest.service.queries.award import recorded_awards
from redvest.service.queries.evaluation import ScoresOfPerson, evaluations_of, scores_of_person
from redvest.service.queries.hours import effective, minutes_by_grade
from redvest.service.queries.training import trainings_of

MOST = 1_000  # of each part; whoever has more than that finds the rest in the ledger


@dataclass(frozen=True)
class Basic:
    """Art. 5; numbers hidden."""

    name: str
    sex: str
    birth_on: date | None
    id_type: str
    id_number: str
    region: str
    phone: str
    skills: str
    domains: Sequence[str]
    number: str
    real_name_state: str


@dataclass(frozen=True)
class Served:
    """Art. 7: one entry of the ledger that stands. ``minutes`` is actual time."""

    id: UUID
    title: str
    on: date
    place: str
    content: str
    minutes: int
    grade: str
    body: str
    leader: str


@dataclass(frozen=True)
class Service:
    """Art. 7: the balance in minutes, whole and by grade of evidence, and the entries behind it, the latest first."""

    minutes: int
    minutes_by_grade: dict[str, int]
    entries: Sequence[Served]


@dataclass(frozen=True)
class Trained:
    """Art. 8."""

    id: UUID
    name: str
    content: str
    minutes: int
    body: str
    on: date
    expires_on: date | None
    valid: bool


@dataclass(frozen=True)
class Awarded:
    """Art. 9, with the document that says so."""

    id: UUID
    name: str
    on: date
    granted_by: str
    document_name: str
    document_number: str
    kind: str
    content: str


@dataclass(frozen=True)
class Evaluated:
    """Art. 10: one evaluation; scores of 5."""

    id: UUID
    activity: str
    body: str
    on: date
    punctuality: int
    attitude: int
    skill: int
    text: str
    beneficiary_words: str


@dataclass(frozen=True)
class Evaluations:
    """Art. 10: averages (from three evaluations on) and each evaluation, the latest first."""

    average: ScoresOfPerson
    items: Sequence[Evaluated]


@dataclass(frozen=True)
class FiveParts:
    """个人基本信息、志愿服务情况、培训情况、表彰奖励情况、评价情况 (art. 4), as of a moment."""

    as_of: datetime
    basic: Basic
    service: Service
    training: Sequence[Trained]
    awards: Sequence[Awarded]
    evaluations: Evaluations


def record_in_five_parts(volunteer: Volunteer, at: datetime) -> FiveParts:
    """The whole record. The number of queries does not depend on what it holds."""
    return FiveParts(
        as_of=at,
        basic=basic_part(volunteer),
        service=_service(volunteer.pk),
        training=training_part(volunteer.pk, clock.day_of(at)),
        awards=awards_part(volunteer.pk),
        evaluations=evaluations_part(volunteer.pk),
    )


def may_see_record(by: Standing, volunteer: Volunteer) -> bool:
    """Oneself, who governs the place where the person lives, who runs an organisation that they belong to."""
    if by.is_self(volunteer.pk) or (volunteer.region_path and by.governs(volunteer.region_path)):
        return True
    bodies = (membership.body for membership in memberships_of(volunteer))
    return any(by.administers(body.pk, body.region_path) for body in bodies)


def basic_part(volunteer: Volunteer) -> Basic:
    numbers = own_numbers(volunteer)
    return Basic(
        name=volunteer.name,
        sex=volunteer.sex,
        birth_on=volunteer.birth_on,
        id_type=volunteer.id_type,
        id_number=numbers.id_number,
        region=full_name(volunteer.region) if volunteer.region else "",
        phone=numbers.phone,
        skills=volunteer.skills,
        domains=list(volunteer.domains.order_by("order", "key").values_list("name", flat=True)),
        number=volunteer.number,
        real_name_state=volunteer.real_name_state,
    )


def _service(volunteer_id: UUID) -> Service:
    grades = minutes_by_grade(volunteer_id)
    rows = effective().filter(volunteer_id__in=records_of(volunteer_id)).select_related("body", "activity")
    entries = [_served(row) for row in rows.order_by("-service_on", "-id")[:MOST]]
    return Service(sum(grades.values()), grades, entries)


def _served(row: HoursEntry) -> Served:
    held = row.activity
    return Served(
        id=row.pk, title=row.title, on=row.service_on, place=held.place_name if held else "",
        content=held.content if held else "", minutes=row.minutes, grade=row.grade, body=row.body.name,
        leader=held.leader_name if held else "",
    )  # fmt: skip


def training_part(volunteer_id: UUID, today: date) -> list[Trained]:
    return [
        Trained(
            id=row.pk, name=row.course.name, content=row.course.content, minutes=row.course.minutes,
            body=row.course.body.name, on=row.on, expires_on=row.expires_on,
            valid=row.expires_on is None or row.expires_on >= today,
        )
        for row in trainings_of(volunteer_id)[:MOST]
    ]  # fmt: skip


def awards_part(volunteer_id: UUID) -> list[Awarded]:
    return [
        Awarded(
            row.pk,
            row.name,
            row.on,
            row.granted_by,
            row.document_name,
            row.document_number,
            row.kind,
            row.content,
        )
        for row in recorded_awards(volunteer_id)[:MOST]
    ]


def evaluations_part(volunteer_id: UUID) -> Evaluations:
    items = [
        Evaluated(
            id=row.pk, activity=row.activity.title, body=row.activity.body.name, on=clock.day_of(row.evaluated_at),
            punctuality=row.punctuality, attitude=row.attitude, skill=row.skill, text=row.text,
            beneficiary_words=row.beneficiary_words,
        )
        for row in evaluations_of(volunteer_id)[:MOST]
    ]  # fmt: skip
    return Evaluations(scores_of_person(volunteer_id), items)
