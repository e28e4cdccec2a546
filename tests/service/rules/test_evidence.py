"""Evidence grades: every combination, judged against the plain words of the rule."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import pytest

from redvest.service.choices import Grade, ProofKind
from redvest.service.rules import evidence
from redvest.service.rules.evidence import Evidence, grade

KINDS = list(ProofKind)
SCAN, VENUE, TICK = ProofKind.LEADER_SCAN, ProofKind.VENUE_CODE, ProofKind.LEADER_TICK
CLAIM, IMPORTED = ProofKind.SELF_CLAIM, ProofKind.IMPORTED
ORDER = "DCBA"

EVERYTHING = [
    Evidence(frozenset(proofs), countersigned, confirmed, second)
    for proofs in chain.from_iterable(combinations(KINDS, size) for size in range(len(KINDS) + 1))
    for countersigned in (False, True)
    for confirmed in (False, True)
    for second in (False, True)
]


def of(
    *proofs: ProofKind, countersigned: bool = False, confirmed: bool = False, second: bool = False
) -> Evidence:
    return Evidence(frozenset(proofs), countersigned, confirmed, second)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (of(SCAN, VENUE, countersigned=True), Grade.A),
        (of(SCAN, VENUE, TICK, CLAIM, countersigned=True), Grade.A),
        (of(SCAN, countersigned=True), Grade.B),
        (of(VENUE, countersigned=True), Grade.B),
        (of(SCAN, TICK, countersigned=True), Grade.B),
        (of(SCAN, VENUE), Grade.D),
        (of(TICK, confirmed=True, second=True), Grade.C),
        (of(TICK, CLAIM, confirmed=True, second=True), Grade.C),
        (of(SCAN, confirmed=True, second=True), Grade.C),
        (of(TICK, countersigned=True), Grade.D),
        (of(TICK, countersigned=True, confirmed=True), Grade.D),
        (of(TICK, confirmed=True), Grade.D),
        (of(TICK, second=True), Grade.D),
        (of(CLAIM, countersigned=True, confirmed=True, second=True), Grade.D),
        (of(countersigned=True, confirmed=True, second=True), Grade.D),
        (of(IMPORTED, countersigned=True, confirmed=True, second=True), Grade.D),
        (of(IMPORTED, SCAN, VENUE, countersigned=True), Grade.D),
        (of(), Grade.D),
    ],
)
def test_the_rule_in_examples(given: Evidence, expected: Grade) -> None:
    assert grade(given).grade is expected


@pytest.mark.parametrize("case", EVERYTHING)
def test_no_grade_is_better_than_what_it_rests_on(case: Evidence) -> None:
    present = case.proofs & {SCAN, VENUE}
    result = grade(case).grade
    if result in (Grade.A, Grade.B):
        assert case.countersigned
        assert len(present) == (2 if result is Grade.A else 1)
    if result is Grade.C:
        assert case.volunteer_confirmed
        assert case.second_officer
        assert case.proofs & {SCAN, VENUE, TICK}
    if result is not Grade.D:
        assert IMPORTED not in case.proofs


@pytest.mark.parametrize("case", [case for case in EVERYTHING if IMPORTED not in case.proofs])
def test_more_evidence_never_lowers_the_grade(case: Evidence) -> None:
    before = ORDER.index(grade(case).grade)
    more = [replace(case, proofs=case.proofs | {kind}) for kind in KINDS if kind != IMPORTED]
    more += [replace(case, countersigned=True), replace(case, volunteer_confirmed=True)]
    more += [replace(case, second_officer=True)]
    assert all(ORDER.index(grade(richer).grade) >= before for richer in more)


def test_nobody_alone_makes_anything_better_than_d() -> None:
    alone = {
        "a leader with a list": of(TICK, countersigned=True),
        "a volunteer": of(CLAIM, VENUE, confirmed=True),
        "an officer": of(second=True),
        "an importer": of(IMPORTED),
    }
    assert {who: grade(case).grade for who, case in alone.items()} == dict.fromkeys(alone, Grade.D)


SUPPLIES = {
    evidence.NEEDS_LEADER_SCAN: lambda case: replace(case, proofs=case.proofs | {SCAN}),
    evidence.NEEDS_VENUE_CODE: lambda case: replace(case, proofs=case.proofs | {VENUE}),
    evidence.NEEDS_ANY_SCAN: lambda case: replace(case, proofs=case.proofs | {SCAN}),
    evidence.NEEDS_TICK: lambda case: replace(case, proofs=case.proofs | {TICK}),
    evidence.NEEDS_COUNTERSIGN: lambda case: replace(case, countersigned=True),
    evidence.NEEDS_CONFIRMATION: lambda case: replace(case, volunteer_confirmed=True),
    evidence.NEEDS_SECOND_OFFICER: lambda case: replace(case, second_officer=True),
}


@pytest.mark.parametrize("case", EVERYTHING)
def test_supplying_exactly_what_is_missing_gives_a_better_grade(case: Evidence) -> None:
    verdict = grade(case)
    if verdict.grade is Grade.A or IMPORTED in case.proofs:
        assert verdict.missing == ()
        return
    assert verdict.missing
    assert len(set(verdict.missing)) == len(verdict.missing)
    richer = case
    for need in verdict.missing:
        assert ORDER.index(grade(richer).grade) == ORDER.index(verdict.grade)
        richer = SUPPLIES[need](richer)
    assert ORDER.index(grade(richer).grade) > ORDER.index(verdict.grade)


def test_the_reasons_say_what_there_is() -> None:
    assert grade(of()).reasons == ("还没有任何凭证",)
    assert grade(of(SCAN, VENUE, countersigned=True)).reasons == (
        "领队现场扫了志愿者的码",
        "志愿者扫了现场的码",
        "领队已会签",
    )
    assert grade(of(TICK, confirmed=True, second=True)).reasons == (
        "领队在名单上登记",
        "志愿者本人已确认",
        "第二位工作人员已复核",
    )


def test_the_missing_sentences_read_as_next_steps() -> None:
    assert grade(of(SCAN, countersigned=True)).missing == ("还差志愿者扫现场的码",)
    assert grade(of(VENUE, countersigned=True)).missing == ("还差领队现场扫志愿者的码",)
    assert grade(of(SCAN)).missing == ("还差领队会签",)
    assert grade(of(TICK)).missing == ("还差志愿者本人确认", "还差第二位工作人员复核")
    assert grade(of(TICK, confirmed=True, second=True)).missing == ("还差一项现场扫码凭证", "还差领队会签")
    assert grade(of(CLAIM, confirmed=True)).missing == ("还差领队在名单上登记", "还差第二位工作人员复核")
