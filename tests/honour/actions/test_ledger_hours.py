"""What hours earn, once, and what a void takes back or leaves to an officer. Corrections meet their own debts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from redvest.core.models import AuditLine
from redvest.honour import jobs
from redvest.honour.actions.ledger_give import donate, expire_due
from redvest.honour.actions.ledger_hours import earn_for_hours, reverse_for_void
from redvest.honour.choices import AccountKind, CaseState, LedgerName, TransferKind
from redvest.honour.models import LedgerAccount, LedgerCase, LedgerTransfer
from redvest.honour.queries.ledger import lots_of
from redvest.registry.models import DatedSetting, Merge, Volunteer
from redvest.service.actions import ledger as hours
from redvest.service.choices import EntryKind, Grade
from redvest.service.models import HoursEntry
from tests.factories import registry as make
from tests.factories.ledger import POINTS, TIMEBANK, adds_up, held, of_city, purse
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import make_activity, make_entry, make_post, make_signup

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def rule(key: str, value: Any) -> None:
    city = make.make_region_tree().city
    DatedSetting.objects.create(key=key, region=city, value=value, effective_on=date(2020, 1, 1), set_at=NOW)


def served(person: Volunteer, minutes: int = 120, grade: Grade = Grade.B, **more: Any) -> HoursEntry:
    entry = make_entry(volunteer=person, body=make.make_body(), minutes=minutes, grade=grade, **more)
    earn_for_hours(entry_id=entry.pk, at=NOW)
    return entry


def voided(entry: HoursEntry, at: Any = NOW) -> HoursEntry:
    void = hours.void(entry=entry, reason="记错了", by_account=None, at=at)
    reverse_for_void(entry_id=void.pk, at=at)
    return void


def both(person: Volunteer) -> tuple[int, int]:
    return held(purse(person)), held(purse(person, TIMEBANK))


@pytest.mark.parametrize("grade", [Grade.A, Grade.B, Grade.C])
def test_proven_hours_earn_a_point_an_hour_and_their_minutes(grade: Grade) -> None:
    person = make.make_volunteer()
    entry = served(person, 130, grade)
    assert both(person) == (2, 130)
    assert lots_of([purse(person).pk])[purse(person).pk] == {date(2028, 4, 1): 2}
    assert lots_of([purse(person, TIMEBANK).pk])[purse(person, TIMEBANK).pk] == {None: 130}
    line = AuditLine.objects.get(verb="earn_for_hours")
    assert (line.target_id, line.details) == (str(entry.pk), {"amounts": {"points": 2, "timebank": 130}})
    adds_up()


def test_unverified_hours_earn_nothing() -> None:
    person = make.make_volunteer()
    served(person, grade=Grade.D)
    assert not LedgerTransfer.objects.exists() and both(person) == (0, 0)


def test_an_entry_earns_once_however_often_it_is_asked() -> None:
    person = make.make_volunteer()
    entry = served(person)
    assert earn_for_hours(entry_id=entry.pk, at=NOW + DAY) == []
    assert both(person) == (2, 120)
    assert LedgerTransfer.objects.count() == 2
    assert AuditLine.objects.filter(verb="earn_for_hours").count() == 1


def test_confirmed_hours_are_queued_and_the_worker_posts_them() -> None:
    person = make.make_volunteer()
    entry = make_entry(volunteer=person, body=make.make_body(), minutes=60)
    make_entry(volunteer=person, body=make.make_body(), minutes=60, grade=Grade.D, starts_at=NOW - 9 * DAY)
    hours.void(entry=make_entry(
        volunteer=person, body=make.make_body(), minutes=30, starts_at=NOW - 5 * DAY
    ), reason="错", by_account=None, at=NOW)  # fmt: skip
    path = "redvest.honour.jobs.settle_hours"
    queued = [
        each.args_kwargs["args"]
        for each in DBTaskResult.objects.filter(task_path=path).order_by("enqueued_at")
    ]
    assert [voids for _, voids in queued] == [False, False, True]
    assert queued[0] == [str(entry.pk), False]
    for args in queued:
        jobs.settle_hours.func(*args)
    assert both(person) == (1, 60), "what was voided before it earned never earns"
    assert not LedgerCase.objects.exists()


def test_the_category_of_the_service_sets_the_points() -> None:
    person = make.make_volunteer()
    rule("points.coefficients", {"xinyu:02": 15, "xinyu:02/service/skilled": 30})
    activity = make_activity()
    plain = served(person, 120, activity=activity)
    assert both(person)[0] == 3
    post = make_post(activity=activity, qualifications=["first-aid"])
    expert = make.make_volunteer()
    make_signup(post=post, volunteer=expert)
    served(expert, 120, activity=activity)
    assert both(expert) == (6, 120)
    voided(plain)
    assert both(person) == (0, 0), "what was earned is taken back, whatever the rule says today"


def test_a_city_may_run_one_ledger_or_store_some_domains_only() -> None:
    rule("points.earned", "no")
    rule("timebank.domains", ["xinyu:10"])
    person = make.make_volunteer()
    served(person, activity=make_activity(domain_key="xinyu:02"))
    assert both(person) == (0, 0)
    served(person, activity=make_activity(domain_key="xinyu:10"), starts_at=NOW - 9 * DAY)
    assert both(person) == (0, 120)


def test_fifteen_hundred_hours_are_stored_and_the_rest_is_donated() -> None:
    person = make.make_volunteer()
    rule("timebank.most_hours", 3)
    served(person, 150)
    entry = served(person, 120, starts_at=NOW - 9 * DAY)
    pool = of_city(AccountKind.POOL, TIMEBANK)
    assert (both(person)[1], held(pool)) == (180, 90)
    voided(entry)
    assert (both(person)[1], held(pool)) == (150, 0)
    adds_up()


def test_a_void_takes_back_what_is_there_and_leaves_the_rest_to_an_officer() -> None:
    person = make.make_volunteer()
    entry = served(person, 300)
    by = make.volunteer_standing(person)
    donate(by=by, account=purse(person, TIMEBANK), amount=200, key="a", at=NOW)
    void = voided(entry)
    assert both(person) == (0, 0)
    case = LedgerCase.objects.get()
    assert (case.account, case.owed, case.taken, case.state) == (
        purse(person, TIMEBANK),
        200,
        0,
        CaseState.OPEN,
    )
    assert case.region_path == person.region_path
    assert set(
        LedgerTransfer.objects.filter(kind=TransferKind.REVERSE).values_list("entry_id", flat=True)
    ) == {void.pk}
    reverse_for_void(entry_id=void.pk, at=NOW + DAY)
    assert LedgerCase.objects.count() == 1 and LedgerTransfer.objects.filter(kind="reverse").count() == 2
    adds_up()


def test_a_void_of_all_that_was_given_away_moves_nothing_and_opens_a_case() -> None:
    person = make.make_volunteer()
    entry = served(person, 60)
    by = make.volunteer_standing(person)
    for ledger, amount in ((POINTS, 1), (TIMEBANK, 60)):
        donate(by=by, account=purse(person, ledger), amount=amount, key="a", at=NOW)
    void = voided(entry)
    reverse_for_void(entry_id=void.pk, at=NOW)
    assert sorted(LedgerCase.objects.values_list("owed", flat=True)) == [1, 60]
    assert not LedgerTransfer.objects.filter(kind=TransferKind.REVERSE).exists()
    adds_up()


def test_what_had_expired_is_owed_by_nobody() -> None:
    person = make.make_volunteer()
    first, second = served(person, 300), served(person, 180, starts_at=NOW - 9 * DAY)
    donate(by=make.volunteer_standing(person), account=purse(person), amount=2, key="a", at=NOW)
    later = NOW + timedelta(days=800)
    assert expire_due(city=CITY, at=later) == 1
    gone = of_city(AccountKind.EXPIRED)
    assert (held(purse(person)), held(gone)) == (0, 6)
    voided(first, later)
    assert (held(gone), LedgerCase.objects.count()) == (1, 0)
    voided(second, later)
    assert held(gone) == 0
    assert [(each.owed, each.account) for each in LedgerCase.objects.all()] == [(2, purse(person))]
    adds_up()


def test_a_void_of_nothing_earned_leaves_no_trace() -> None:
    person = make.make_volunteer()
    entry = make_entry(volunteer=person, body=make.make_body())
    voided(entry)
    assert earn_for_hours(entry_id=entry.pk, at=NOW) == []
    assert reverse_for_void(entry_id=entry.pk, at=NOW) == []
    assert not LedgerTransfer.objects.exists() and not LedgerCase.objects.exists()


@pytest.mark.parametrize("void_first", [True, False])
def test_a_correction_meets_what_its_void_could_not_take_back(void_first: bool) -> None:
    """Better evidence voids an entry and enters it anew: whoever had spent their points owes nothing for that."""
    person = make.make_volunteer()
    entry = served(person, 120)
    by = make.volunteer_standing(person)
    for ledger, amount in ((POINTS, 2), (TIMEBANK, 120)):
        donate(by=by, account=purse(person, ledger), amount=amount, key="a", at=NOW)
    at = NOW + DAY
    void = hours.void(entry=entry, reason="证据补齐", by_account=None, at=at)
    new = hours.append_entry(
        new=hours.NewEntry.like(
            entry, minutes=120, grade=Grade.A, kind=EntryKind.CORRECTION, reason="证据补齐", proofs=("leader-scan", "venue-code")
        ),
        at=at,
    )  # fmt: skip
    steps = [
        lambda: reverse_for_void(entry_id=void.pk, at=at),
        lambda: earn_for_hours(entry_id=new.pk, at=at),
    ]
    for step in steps if void_first else reversed(steps):
        step()
    assert both(person) == (0, 0)
    assert not LedgerCase.objects.filter(state=CaseState.OPEN).exists()
    adds_up()


def test_hours_of_a_merged_record_are_earned_by_the_record_that_lives_on() -> None:
    old, person = make.make_volunteer(with_account=False), make.make_volunteer()
    before = served(old, 60)
    Merge.objects.create(
        city=CITY, merged=old, survivor=person, reason="同一人", asked_at=NOW, confirmed_at=NOW
    )
    served(old, 120, starts_at=NOW - 9 * DAY)
    assert (both(old), both(person)) == ((1, 60), (2, 120))
    voided(before)
    assert (both(old), both(person)) == ((0, 0), (2, 120))
    assert LedgerAccount.objects.filter(ledger=LedgerName.POINTS, kind="volunteer").count() == 2
    assert NOW.date() == TODAY
