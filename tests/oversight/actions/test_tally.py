"""The running sums: after any run of records, voids, corrections and foldings they equal the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redvest.core.models import AuditLine
from redvest.oversight.actions.tally import count_hours, fold_tallies, rebuild
from redvest.oversight.models import LastService, Tally
from redvest.oversight.queries.headline import headline
from redvest.service.actions import ledger
from redvest.service.choices import EntryKind, Grade
from redvest.service.events import HoursRecorded
from redvest.service.models import HoursEntry
from tests.factories.registry import CITY, NOW, TODAY, make_body, make_volunteer
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


def by_grade() -> dict[str, int]:
    """Straight from the ledger."""
    sums = dict(HoursEntry.objects.values_list("grade").annotate(total=Sum("minutes")))
    return {grade: sums.get(grade, 0) for grade in "ABCD"}


def latest() -> dict:
    """The last standing day of service of everybody, straight from the ledger."""
    found: dict = {}
    for entry in HoursEntry.objects.exclude(kind=EntryKind.VOID).filter(voided_by__isnull=True):
        found[entry.volunteer_id] = max(found.get(entry.volunteer_id, entry.service_on), entry.service_on)
    return found


def agrees() -> bool:
    told = headline(CITY, NOW)
    kept = dict(LastService.objects.values_list("volunteer_id", "service_on"))
    whole = told.service_hours * 60 == pytest.approx(sum(by_grade().values()), abs=1)
    return told.minutes_by_grade == by_grade() and whole and kept == latest()


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("record"),
            st.integers(0, 2),
            st.integers(1, 600),
            st.sampled_from(list(Grade)),
            st.integers(1, 800),
        ),
        st.tuples(st.just("void"), st.integers(0, 30)),
        st.tuples(st.just("correct"), st.integers(0, 30), st.integers(1, 600)),
        st.tuples(st.just("fold")),
        st.tuples(st.just("rebuild")),
    ),
    max_size=14,
)


def take(step, people, body) -> None:
    """One step of a run; steps that have nothing to work on do nothing."""
    if step[0] == "record":
        _, who, minutes, grade, days_ago = step
        make_entry(
            volunteer=people[who],
            body=body,
            minutes=minutes,
            grade=grade,
            starts_at=NOW - timedelta(days=days_ago),
        )
    elif step[0] == "fold":
        fold_tallies()
    elif step[0] == "rebuild":
        rebuild(city=CITY, at=NOW)
    else:
        standing = list(
            HoursEntry.objects.exclude(kind=EntryKind.VOID).filter(voided_by__isnull=True).order_by("id")
        )
        if not standing:
            return
        entry = standing[step[1] % len(standing)]
        ledger.void(entry=entry, reason="登记错了", by_account=None, at=NOW)
        if step[0] == "correct":
            make_entry(
                volunteer=entry.volunteer,
                body=body,
                minutes=step[2],
                grade=Grade(entry.grade),
                starts_at=entry.starts_at,
            )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_any_run_the_sums_are_those_of_the_ledger(steps):
    with transaction.atomic():
        people, body = [make_volunteer() for _ in range(3)], make_body()
        for step in steps:
            take(step, people, body)
        assert agrees()
        transaction.set_rollback(True)


def test_a_record_adds_one_row_and_touches_no_other():
    person, body = make_volunteer(), make_body()
    make_entry(volunteer=person, body=body, minutes=60, grade=Grade.A)
    first = Tally.objects.get()
    make_entry(volunteer=person, body=body, minutes=30, grade=Grade.A, starts_at=NOW - timedelta(days=9))
    assert Tally.objects.count() == 2
    assert Tally.objects.get(pk=first.pk).amount == 60


def test_an_older_day_does_not_replace_a_newer_one():
    person, body = make_volunteer(), make_body()
    make_entry(volunteer=person, body=body, starts_at=NOW - timedelta(days=3))
    newest = LastService.objects.get().service_on
    make_entry(volunteer=person, body=body, starts_at=NOW - timedelta(days=300))
    assert LastService.objects.get().service_on == newest


def test_voiding_the_newest_day_goes_back_to_the_one_before():
    person, body = make_volunteer(), make_body()
    older = make_entry(volunteer=person, body=body, starts_at=NOW - timedelta(days=300))
    newer = make_entry(volunteer=person, body=body, starts_at=NOW - timedelta(days=3))
    ledger.void(entry=newer, reason="登记错了", by_account=None, at=NOW)
    assert LastService.objects.get().service_on == older.service_on
    ledger.void(entry=older, reason="登记错了", by_account=None, at=NOW)
    assert not LastService.objects.exists()


def test_folding_keeps_the_sums_with_one_row_each():
    person, body = make_volunteer(), make_body()
    for days_ago in range(1, 8):
        make_entry(
            volunteer=person,
            body=body,
            minutes=10 * days_ago,
            grade=Grade.A,
            starts_at=NOW - timedelta(days=days_ago),
        )
    make_entry(volunteer=person, body=body, minutes=45, grade=Grade.D, starts_at=NOW - timedelta(days=20))
    before = headline(CITY, NOW)
    fold_tallies()
    assert Tally.objects.count() == 2
    assert headline(CITY, NOW) == before
    fold_tallies()
    assert headline(CITY, NOW) == before


def test_folding_nothing_is_nothing():
    fold_tallies()
    assert not Tally.objects.exists()


def test_rebuilding_mends_a_wrong_sum_and_leaves_other_cities():
    make_entry(volunteer=make_volunteer(), body=make_body(), minutes=60, grade=Grade.C)
    Tally.objects.create(city=CITY, measure="minutes:C", amount=999)
    Tally.objects.create(city="410800", measure="minutes:C", amount=7)
    LastService.objects.all().delete()
    rebuild(city=CITY, at=NOW)
    assert agrees()
    assert headline("410800", NOW).minutes_by_grade["C"] == 7
    assert AuditLine.objects.filter(verb="rebuild_tallies").count() == 1


def test_what_is_rolled_back_is_not_counted():
    class Stop(Exception):
        pass

    person, body = make_volunteer(), make_body()
    with pytest.raises(Stop), transaction.atomic():
        make_entry(volunteer=person, body=body)
        raise Stop
    assert not Tally.objects.exists()
    assert headline(CITY, NOW).service_hours == 0


def test_the_listener_takes_the_event_alone():
    person = make_volunteer()
    count_hours(HoursRecorded(CITY, person.pk, person.region_path, 75, "B", TODAY))
    assert Tally.objects.get().measure == "minutes:B"
    assert LastService.objects.get().service_on == TODAY


def test_the_ledger_publishes_to_the_tallies_by_itself():
    make_entry(volunteer=make_volunteer(), body=make_body(), minutes=60, grade=Grade.B)
    assert Tally.objects.get().amount == 60
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(minutes) FROM service_hoursentry")
        assert cursor.fetchone()[0] == 60
