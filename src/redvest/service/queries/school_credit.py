"""Reads pupils' credits of a term: from the ledger and the records of training, never from anybody's typing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from redvest.registry.choices import VolunteerState
from redvest.registry.models import ClassPupil, SchoolClass
from redvest.registry.queries.merge import merged_records
from redvest.registry.queries.school import pupils_between, sharing_with_school
from redvest.registry.queries.setting import rule, rules
from redvest.service.models import HoursEntry, TrainingRecord
from redvest.service.rules.school_credit import SETTINGS, Credit, CreditTerms, Term, terms_until

SHOWN = 6  # terms that somebody can choose from: three years of two
MOST = 500  # pupils of one class; the house invites two hundred at a time


def terms_at(path: str, on: date) -> list[Term]:
    """The running term of a place and those before it, the latest first."""
    return terms_until(list(rule("school.terms", path, on)), on, SHOWN)


def terms_of_class(held: SchoolClass, on: date) -> list[Term]:
    """Of these the ones in which there was such a class; the running one always."""
    entered = date.fromisoformat(f"{held.entry_year}-{rule('school.terms', held.region_path, on)[0]}")
    found = terms_at(held.region_path, on)
    return [each for place, each in enumerate(found) if not place or each.starts_on >= entered]


def term_named(path: str, on: date, key: str) -> Term:
    """The term that an address names, else the running one."""
    found = terms_at(path, on)
    return next((each for each in found if each.key == key), found[0])


def credit_terms(path: str, term: Term) -> CreditTerms:
    """The rules of the day on which a term began hold for all of it."""
    return CreditTerms.of(rules(SETTINGS, path, term.starts_on))


def credits_of(volunteer_ids: Collection[UUID], term: Term, terms: CreditTerms) -> dict[UUID, Credit]:
    """Each of these people's term, merged records included. Three queries, however many they are.

    A void has the grade of what it voids, so what was taken back does not count.
    """
    living = {each: each for each in volunteer_ids} | merged_records(volunteer_ids)
    minutes: dict[UUID, int] = defaultdict(int)
    rows = HoursEntry.objects.filter(
        volunteer_id__in=living,
        grade__in=list(terms.grades),
        service_on__range=(term.starts_on, term.ends_on),
    )
    for who, total in rows.order_by().values_list("volunteer_id").annotate(total=Sum("minutes")):
        minutes[living[who]] += total
    practice: dict[UUID, int] = defaultdict(int)
    trained = TrainingRecord.objects.filter(
        volunteer_id__in=living, on__range=(term.starts_on, term.ends_on), voided_at__isnull=True
    )
    for who, total in trained.order_by().values_list("volunteer_id").annotate(total=Sum("course__minutes")):
        practice[living[who]] += total
    return {each: Credit.of(terms, minutes[each], practice[each]) for each in volunteer_ids}


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A pupil's line: without a yes to the school there are no figures."""

    pupil: ClassPupil
    credit: Credit | None


def credit_rows(
    found: SchoolClass, pupils: Sequence[ClassPupil], term: Term, on: date, *, held: bool = False
) -> list[CreditRow]:
    """The lines of these pupils, in their order. Six queries at most, however many there are.

    Of a record that rests, as when a guardian took back a consent, there are no figures either.
    """
    people = {each.volunteer_id for each in pupils if each.volunteer.state == VolunteerState.ACTIVE}
    agreed = sharing_with_school(found.body, people, on, held=held)
    known = credits_of(agreed, term, credit_terms(found.region_path, term))
    return [CreditRow(each, known.get(each.volunteer_id)) for each in pupils]


def term_pupils(found: SchoolClass, term: Term, on: date) -> list[ClassPupil]:
    """Whom a class answers for in a term, by name; each person once, by their latest stay in it."""
    rows = pupils_between(found, term.starts_on, min(term.ends_on, on)).order_by("-since", "-id")
    latest: dict[UUID, ClassPupil] = {}
    for each in rows[:MOST]:
        latest.setdefault(each.volunteer_id, each)
    return sorted(latest.values(), key=lambda each: (each.volunteer.pinyin, each.pk))
