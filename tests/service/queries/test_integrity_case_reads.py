"""Reads about cases: who sees which, who could take one, what a case is about, and what each read costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from redvest.registry.choices import Role
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from redvest.service.actions.correction import void_entry
from redvest.service.choices import CaseState, Grade, IntegrityRule
from redvest.service.models import CaseEvent, IntegrityCase
from redvest.service.queries import integrity_case as reads
from redvest.service.rules.integrity.refusal import CaseNotFound
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YUSHUI = f"{CITY}/360502/"


def make_case(**given: Any) -> IntegrityCase:
    plain = {
        "city": CITY, "region_path": YUSHUI, "at_path": YUSHUI, "rule": "absence", "subject_kind": "recorder",
        "subject_key": str(uuid4()), "severity": "low", "reason": "有时长没到场。", "innocent": "可能是补录。",
        "evidence_until": NOW, "opened_at": NOW,
    }  # fmt: skip
    return IntegrityCase.objects.create(**plain | given)


def account_of(who: Standing) -> Account:
    return Account.objects.get(pk=who.account_id)


def filled(turn: int, officer: Account) -> IntegrityCase:
    """A case with all that a page shows of it."""
    body, volunteer = registry.make_body(), registry.make_volunteer()
    recorder = registry.make_account()
    case = make_case(
        body=body, volunteer=volunteer, concerned=recorder, officer=officer, state="assigned", due_at=NOW + turn * DAY,
        activity=service.make_activity(body=body),
    )  # fmt: skip
    service.make_entry(
        volunteer=volunteer, body=body, grade=Grade.D, recorded_by_id=recorder.pk, at=NOW - DAY
    )
    CaseEvent.objects.create(case=case, step="opened", at=NOW, account=officer, text="发现")
    return case


SHOWN: list[Callable[[Standing], list[str]]] = [
    lambda by: [f"{c.body} {c.volunteer} {c.concerned} {c.officer}" for c in reads.cases_for(by)],
    lambda by: [f"{c.body} {c.officer}" for c in reads.to_do(by)],
]


@pytest.mark.parametrize("cases", [1, 3])
def test_a_list_is_one_query_with_all_its_names(
    cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = registry.make_officer()
    for turn in range(cases):
        filled(turn, account_of(officer))
    for show in SHOWN:
        with django_assert_num_queries(1):
            assert len(show(officer)) == cases
    with django_assert_num_queries(1):
        reads.public_counts(CITY)
    with django_assert_num_queries(2):
        bench = reads.bench_of(CITY, on=TODAY)
    assert bench.seats == [(officer.account_id, YUSHUI)] and bench.loads[officer.account_id] == cases


@pytest.mark.parametrize("cases", [1, 3])
def test_one_case_of_many_costs_a_query_each_for_itself_its_events_and_its_entries(
    cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = registry.make_officer()
    case, *_ = [filled(turn, account_of(officer)) for turn in range(cases)]
    assert case.concerned is not None
    own = registry.standing_of(case.concerned)
    with django_assert_num_queries(1):
        assert reads.case_for(officer, case.pk) == case
    with django_assert_num_queries(1):
        assert [f"{e.account}" for e in reads.events_of(case)] == [f"{case.officer}"]
    with django_assert_num_queries(1):
        assert len([f"{e.volunteer} {e.body} {e.activity}" for e in reads.entries_of_case(case)]) == 1
    with django_assert_num_queries(1):
        assert [f"{c.officer} {c.activity}" for c in reads.own_cases(own)] == [
            f"{case.officer} {case.activity}"
        ]


def test_each_officer_sees_the_cases_of_their_place_and_nobody_those_they_have_a_part_in() -> None:
    tree = registry.make_region_tree()
    officer, far, centre = registry.make_officer(), registry.make_officer(tree.fenyi), registry.make_centre()
    street = registry.make_officer(tree.chengnan)
    open_one = make_case()
    part = make_case(involved=[officer.account_id])
    about = make_case(concerned=account_of(officer))
    below = make_case(region_path=tree.chengnan.path)
    elsewhere = make_case(city="410800", region_path="410800/")

    seen = {who: set(reads.cases_for(who)) for who in (officer, far, centre, street, registry.make_member())}
    assert list(seen.values()) == [{open_one, below}, set(), {open_one, part, about, below}, {below}, set()]
    for who, hidden in ((officer, part), (officer, about), (centre, elsewhere), (far, open_one)):
        with pytest.raises(CaseNotFound):
            reads.case_for(who, hidden.pk)
    assert reads.own_case(officer, about.pk) == about
    with pytest.raises(CaseNotFound):
        reads.own_case(officer, part.pk)  # to have a part in it is not to be heard


def test_what_waits_is_what_is_given_by_name_and_not_done_the_most_pressing_first() -> None:
    officer = registry.make_officer()
    mine = account_of(officer)
    later, sooner = (make_case(officer=mine, state="heard", due_at=NOW + n * DAY) for n in (2, 1))
    make_case(officer=registry.make_account(), state="heard", due_at=NOW)
    for state in (CaseState.DECIDED, CaseState.FINAL):
        make_case(officer=mine, state=state, outcome="dismissed", decided_by=mine, due_at=NOW)
    assert list(reads.to_do(officer)) == [sooner, later]


def test_the_nearest_is_asked_first_and_there_the_least_busy() -> None:
    tree = registry.make_region_tree()
    near, free, far = registry.make_officer(), registry.make_officer(), registry.make_officer(tree.fenyi)
    above = registry.make_centre()
    make_case(officer=account_of(near), state="assigned")
    case, bench = make_case(), reads.bench_of(CITY, on=TODAY)

    def asked(of: IntegrityCase = case, **given: Any) -> list[Any]:
        return [account for account, _ in reads.candidates(of, bench, **given)]

    assert asked() == [free.account_id, near.account_id, above.account_id]
    assert far.account_id not in asked()
    assert asked(without=(free.account_id,)) == [near.account_id, above.account_id]
    assert asked(above=YUSHUI) == [above.account_id] and asked(above=f"{CITY}/") == []
    case.involved, case.concerned = [above.account_id], account_of(free)
    assert asked() == [near.account_id]


@pytest.mark.parametrize("flaw", ["inactive", "ended", "not-yet", "leads-a-body"])
def test_nobody_is_given_a_case_who_is_no_officer_on_that_day(flaw: str) -> None:
    account, tree = registry.make_account(is_active=flaw != "inactive"), registry.make_region_tree()
    if flaw == "leads-a-body":
        registry.make_grant(account=account, role=Role.BODY_ADMIN, body=registry.make_body())
    else:
        days = {"ended": {"ends_on": TODAY - DAY}, "not-yet": {"starts_on": TODAY + DAY}}.get(flaw, {})
        registry.make_grant(account=account, role=Role.REGION_OFFICER, region=tree.yushui, **days)
    assert reads.candidates(make_case(), reads.bench_of(CITY, on=TODAY)) == []
    assert reads.bench_of(CITY, on=TODAY).loads == Counter()


@pytest.mark.parametrize(("rule", "grades"), [("absence", {"D"}), ("confirmer", {"C", "D"})])
def test_a_recorder_s_case_is_about_their_weak_standing_entries_up_to_the_evidence(
    rule: str, grades: set[str]
) -> None:
    body, clerk, volunteer = registry.make_body(), registry.make_account(), registry.make_volunteer()

    def entry(grade: Grade, by: Account = clerk, at: timedelta = -DAY) -> Any:
        return service.make_entry(
            volunteer=volunteer, body=body, grade=grade, recorded_by_id=by.pk, at=NOW + at
        )

    for grade in (Grade.B, Grade.C, Grade.D):
        entry(grade)
    entry(Grade.D, by=registry.make_account())
    entry(Grade.D, at=DAY)  # after what the case was raised upon
    void_entry(by=registry.make_officer(), entry=entry(Grade.D), reason="录错了人", at=NOW)

    found = list(reads.entries_of_case(make_case(rule=rule, concerned=clerk)))
    assert {e.grade for e in found} == grades and len(found) == len(grades)


@pytest.mark.parametrize(("cases", "shown"), [(0, 0), (1, None), (9, None), (10, 10)])
def test_the_public_sees_no_count_between_one_and_nine(cases: int, shown: int | None) -> None:
    judge = registry.make_account()
    for _ in range(cases):
        make_case(rule="late", state="final", outcome="confirmed", decided_by=judge)
    make_case(city="410800", region_path="410800/", rule="late")
    counts = reads.public_counts(CITY)
    assert set(counts) == set(IntegrityRule.values)
    assert counts["late"] == {"raised": shown, "confirmed": shown, "dismissed": 0}
