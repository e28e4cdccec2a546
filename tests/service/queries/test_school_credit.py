"""Credits of a term come from the ledger: A to C, voids included, within its days, over all records, and by consent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.choices import PupilState, VolunteerState
from redvest.registry.models import DatedSetting, Volunteer
from redvest.service.actions.correction import void_entry
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry, TrainingRecord
from redvest.service.queries.school_credit import (
    credit_rows,
    credit_terms,
    credits_of,
    term_named,
    term_pupils,
    terms_at,
    terms_of_class,
)
from redvest.service.rules.school_credit import Credit, Term
from tests.factories.parts import make_course, make_training
from tests.factories.registry import CITY, NOW, TODAY, make_body, make_centre, make_region_tree
from tests.factories.school import make_child, make_class, make_pupil, make_school, share
from tests.factories.service import make_entry
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
PATH = f"{CITY}/360502/"
DAY = timedelta(days=1)


def spring() -> Term:
    return terms_at(PATH, TODAY)[0]


def served(
    person: Volunteer, minutes: int, *, grade: Grade = Grade.B, at: datetime = NOW - 10 * DAY, **more: Any
) -> HoursEntry:
    return make_entry(
        volunteer=person, body=make_body(), minutes=minutes, grade=grade, starts_at=at, at=at, **more
    )


def put(key: str, value: Any, on: date) -> None:
    city = make_region_tree().city
    DatedSetting.objects.create(key=key, region=city, value=value, effective_on=on, set_at=NOW)


def credit(person: Volunteer, term: Term | None = None) -> Credit:
    chosen = term or spring()
    return credits_of([person.pk], chosen, credit_terms(PATH, chosen))[person.pk]


class TestTerms:
    def test_the_running_one_and_those_before(self) -> None:
        found = terms_at(PATH, TODAY)
        assert [each.key for each in found[:3]] == ["2026-02-01", "2025-09-01", "2025-02-01"]
        assert term_named(PATH, TODAY, "2025-09-01") == found[1]
        for key in ("", "2019-09-01", "nonsense"):
            assert term_named(PATH, TODAY, key) == found[0]

    def test_a_class_has_none_before_it_entered_but_always_the_running_one(self) -> None:
        held = make_class(entry_year=2024)
        assert [each.key for each in terms_of_class(held, TODAY)] == [
            "2026-02-01", "2025-09-01", "2025-02-01", "2024-09-01",
        ]  # fmt: skip
        assert [each.key for each in terms_of_class(make_class(entry_year=2026), TODAY)] == ["2026-02-01"]

    def test_a_place_has_its_own(self) -> None:
        put("school.terms", ["08-20", "02-20"], date(2020, 1, 1))
        assert terms_at(PATH, TODAY)[0].key == "2026-02-20"


class TestCredits:
    def test_only_what_somebody_checked_and_only_within_the_term(self) -> None:
        person = make_child()
        served(person, 100, grade=Grade.A)
        served(person, 60, grade=Grade.C)
        served(person, 5000, grade=Grade.D)
        served(person, 300, at=NOW - 60 * DAY)  # in January
        assert credit(person) == Credit(160, 0, 13, 0, 0)
        assert credit(person, terms_at(PATH, TODAY)[1]).minutes == 300

    def test_a_void_takes_back_what_it_voids(self) -> None:
        person = make_child()
        entry = served(person, 240)
        void_entry(by=make_centre(), entry=entry, reason="记错了人", at=NOW)
        assert credit(person) == Credit(0, 0, 0, 0, 0)

    def test_training_is_practice_and_voided_training_is_none(self) -> None:
        person, course = make_child(), make_course(body=make_body(), minutes=90)
        make_training(volunteer=person, course=course)
        wrong = make_training(volunteer=person, course=make_course(body=course.body, minutes=45))
        TrainingRecord.objects.filter(pk=wrong.pk).update(voided_at=NOW, void_reason="记错了人")
        make_training(
            volunteer=person, course=make_course(body=course.body, minutes=45), on=date(2026, 1, 31)
        )
        found = credit(person)
        assert (found.practice_minutes, found.practice, found.minutes) == (90, 15, 0)

    def test_a_merged_record_counts_for_the_one_that_lives(self) -> None:
        old, kept = two_records()
        served(old, 120)
        served(kept, 60)
        merged(old, kept)
        assert credit(kept).minutes == 180

    def test_the_rules_of_the_terms_first_day_hold(self) -> None:
        person = make_child()
        served(person, 240)
        for day, value in ((date(2026, 2, 1), 60), (date(2026, 3, 1), 240)):
            put("school.credit_minutes", value, day)
        put("school.grades", "A", date(2026, 2, 1))
        assert credit(person).service == 0
        served(person, 240, grade=Grade.A)
        assert credit(person).service == 40


class TestRows:
    def test_without_a_yes_there_are_no_figures(self) -> None:
        school = make_school()
        yes, no = make_child(name="李小禾"), make_child(name="王小麦")
        for each in (yes, no):
            make_pupil(school.found, each)
            served(each, 120)
        share(yes, school.body)
        rows = credit_rows(school.found, term_pupils(school.found, spring(), TODAY), spring(), TODAY)
        assert [(each.pupil.volunteer.name, each.credit is not None) for each in rows] == [
            ("李小禾", True),
            ("王小麦", False),
        ]

    def test_of_a_record_that_rests_there_are_none(self) -> None:
        school, child = make_school(), make_child()
        make_pupil(school.found, child, shares=True)
        served(child, 120)
        Volunteer.objects.update(state=VolunteerState.PENDING_GUARDIAN)
        (row,) = credit_rows(school.found, term_pupils(school.found, spring(), TODAY), spring(), TODAY)
        assert row.credit is None

    def test_whom_a_class_answers_for(self) -> None:
        found = make_class()
        here = make_pupil(found, make_child(name="甲"))
        make_pupil(found, make_child(name="乙"), state=PupilState.LEFT, until=date(2026, 2, 20))
        done = make_pupil(found, make_child(name="丙"), state=PupilState.GRADUATED, until=date(2026, 2, 20))
        make_pupil(found, make_child(name="丁"), state=PupilState.ASKED)
        late = make_pupil(found, make_child(name="戊"), since=TODAY)
        again = make_child(name="己")
        make_pupil(found, again, state=PupilState.LEFT, until=date(2026, 1, 5))
        back = make_pupil(found, again, since=date(2026, 1, 10))
        autumn = terms_at(PATH, TODAY)[1]
        assert {each.pk for each in term_pupils(found, spring(), TODAY)} == {
            here.pk,
            done.pk,
            late.pk,
            back.pk,
        }
        names = {each.volunteer.name for each in term_pupils(found, autumn, TODAY)}
        assert names == {"甲", "乙", "丙", "戊", "己"}
        assert {each.volunteer.name for each in term_pupils(found, terms_at(PATH, TODAY)[2], TODAY)} >= {"甲"}

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, many: int) -> None:
        school = make_school()
        for number in range(many):
            person = make_child(name=f"学生{number}")
            make_pupil(school.found, person, shares=True)
            served(person, 60)
        term = spring()
        with CaptureQueriesContext(connection) as spent:
            rows = credit_rows(school.found, term_pupils(school.found, term, TODAY), term, TODAY)
        assert len(rows) == many and all(each.credit for each in rows)
        assert len(spent) == 7
