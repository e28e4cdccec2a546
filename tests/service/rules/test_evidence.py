"""Evidence grades: every combination, judged against the plain words of the rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.choices import Grade, ProofKind
from redvest.service.rules import evidence
from redvest.service.rules.evidence import Evidence, grade

KINDS = list(ProofKind)
SCAN, VENUE, TICK = ProofKind.LEADER_SCAN, ProofKind.VENUE_CODE, ProofKind.LEADER_TICK
CLAIM, IMPORTED = ProofKind.SELF_CLAIM, ProofKind.IMPORTED
CARD, HOUR, PLACE, PING = ProofKind.CARD_SCAN, ProofKind.HOUR_CODE, ProofKind.LOCATION, ProofKind.PING
STATION = ProofKind.STATION_SCAN
TOLD, HELPED = ProofKind.HOME_CODE, ProofKind.HOME_YES
LEADER_SAW, VENUE_SEEN = {SCAN, CARD}, {VENUE, HOUR}
ORDER = "DCBA"

EVERY_CASE = given(
    case=st.builds(
        Evidence, st.frozensets(st.sampled_from(KINDS)), st.booleans(), st.booleans(), st.booleans()
    )
)


def of(
    *proofs: ProofKind, countersigned: bool = False, confirmed: bool = False, second: bool = False
) -> Evidence:
    return Evidence(frozenset(proofs), countersigned, confirmed, second)


@pytest.mark.parametrize(
    ("having", "expected"),
    [
        (of(SCAN, VENUE, countersigned=True), Grade.A),
        (of(SCAN, VENUE, TICK, CLAIM, countersigned=True), Grade.A),
        (of(SCAN, countersigned=True), Grade.B),
        (of(VENUE, countersigned=True), Grade.D),  # relayed by a video call as easily as scanned
        (of(VENUE, PLACE, countersigned=True), Grade.B),
        (of(VENUE, PING, countersigned=True), Grade.D),
        (of(VENUE, confirmed=True, second=True), Grade.C),
        (of(PLACE, PING, countersigned=True), Grade.D),  # a place can be mocked
        (of(PLACE, PING, countersigned=True, confirmed=True, second=True), Grade.D),
        (of(TICK, PLACE, PING, countersigned=True), Grade.D),
        (of(HOUR, countersigned=True), Grade.B),
        (of(HOUR, VENUE, PLACE, countersigned=True), Grade.B),  # twice the same family
        (of(CARD, countersigned=True), Grade.D),  # a leader with a copy of the card could do this alone
        (of(CARD, countersigned=True, confirmed=True), Grade.B),
        (of(CARD, countersigned=True, second=True), Grade.B),
        (of(CARD, TICK, PING, PLACE, countersigned=True), Grade.D),
        (of(CARD, SCAN, countersigned=True), Grade.B),
        (of(CARD, VENUE, countersigned=True), Grade.A),
        (of(SCAN, HOUR, countersigned=True), Grade.A),
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
        (of(HELPED, countersigned=True), Grade.B),
        (of(HELPED, TOLD, countersigned=True, confirmed=True), Grade.B),  # the same person twice
        (of(HELPED, countersigned=False, confirmed=True, second=True), Grade.C),
        (of(HELPED, confirmed=True), Grade.D),
        (of(HELPED, SCAN, countersigned=True), Grade.A),
        (of(HELPED, VENUE, countersigned=True), Grade.A),
        (of(TOLD, countersigned=True, confirmed=True), Grade.D),  # a code can be told by telephone
        (of(TOLD, SCAN, countersigned=True), Grade.B),
        (of(TOLD, confirmed=True, second=True), Grade.C),
        (of(STATION, countersigned=True, confirmed=True), Grade.B),
        (of(STATION, CARD, countersigned=True, confirmed=True), Grade.B),
        (of(), Grade.D),
    ],
)
def test_the_rule_in_examples(having: Evidence, expected: Grade) -> None:
    assert grade(having).grade is expected


@EVERY_CASE
def test_no_grade_is_better_than_what_it_rests_on(case: Evidence) -> None:
    families = bool(case.proofs & LEADER_SAW) + bool(case.proofs & VENUE_SEEN) + (HELPED in case.proofs)
    result = grade(case).grade
    if result in (Grade.A, Grade.B):
        assert case.countersigned
        assert families >= 2 if result is Grade.A else families + bool(case.proofs & {STATION}) >= 1
        assert case.proofs & {SCAN, CARD, HOUR, STATION, HELPED} or {VENUE, PLACE} <= case.proofs
    if result is Grade.C:
        assert case.volunteer_confirmed
        assert case.second_officer
        assert case.proofs & {SCAN, CARD, VENUE, HOUR, TICK, STATION, TOLD, HELPED}
    if result is not Grade.D:
        assert IMPORTED not in case.proofs


@EVERY_CASE
def test_more_evidence_never_lowers_the_grade(case: Evidence) -> None:
    if IMPORTED in case.proofs:
        return
    before = ORDER.index(grade(case).grade)
    more = [replace(case, proofs=case.proofs | {kind}) for kind in KINDS if kind != IMPORTED]
    more += [replace(case, countersigned=True), replace(case, volunteer_confirmed=True)]
    more += [replace(case, second_officer=True)]
    assert all(ORDER.index(grade(richer).grade) >= before for richer in more)


def test_nobody_alone_makes_anything_better_than_d() -> None:
    alone = {
        "a leader with a list": of(TICK, countersigned=True),
        "a leader with a copy of the card": of(CARD, countersigned=True),
        "a leader with a copy of the card at the station": of(STATION, countersigned=True),
        "a leader with a copy of the card at both": of(STATION, CARD, countersigned=True),
        "a leader who invents a way out": of(TICK, PING, PLACE, countersigned=True),
        "a volunteer": of(CLAIM, VENUE, PLACE, PING, HOUR, confirmed=True),
        "a volunteer whose friend sends the code": of(VENUE, countersigned=True),
        "an officer": of(second=True),
        "a volunteer who was told the code": of(TOLD, confirmed=True),
        "a volunteer whom the requester thanks": of(TOLD, HELPED, confirmed=True),
        "an importer": of(IMPORTED),
    }
    assert {who: grade(case).grade for who, case in alone.items()} == dict.fromkeys(alone, Grade.D)


SUPPLIES = {
    evidence.NEEDS_LEADER_SCAN: lambda case: replace(case, proofs=case.proofs | {SCAN}),
    evidence.NEEDS_LEADER_TOO: lambda case: replace(case, proofs=case.proofs | {SCAN}),
    evidence.NEEDS_VENUE_CODE: lambda case: replace(case, proofs=case.proofs | {VENUE}),
    evidence.NEEDS_ANY_SCAN: lambda case: replace(case, proofs=case.proofs | {SCAN}),
    evidence.NEEDS_HOME_YES: lambda case: replace(case, proofs=case.proofs | {HELPED}),
    evidence.NEEDS_TICK: lambda case: replace(case, proofs=case.proofs | {TICK}),
    evidence.NEEDS_COUNTERSIGN: lambda case: replace(case, countersigned=True),
    evidence.NEEDS_CONFIRMATION: lambda case: replace(case, volunteer_confirmed=True),
    evidence.NEEDS_SECOND_PERSON: lambda case: replace(case, volunteer_confirmed=True),
    evidence.NEEDS_SECOND_OFFICER: lambda case: replace(case, second_officer=True),
}


@EVERY_CASE
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
    assert grade(replace(of(TICK, PING), one_end=True)).reasons == (
        "志愿者在服务中途报过“还在”",
        "领队在名单上登记",
        "来和走只有一头扫过码，另一头是领队手工补的，扫码证明不了全部时间",
    )
    assert grade(of(TICK, confirmed=True, second=True)).reasons == (
        "领队在名单上登记",
        "志愿者本人已确认",
        "第二位工作人员已复核",
    )


def test_the_missing_sentences_read_as_next_steps() -> None:
    assert grade(of(SCAN, countersigned=True)).missing == ("还差志愿者扫现场的码",)
    assert grade(of(VENUE, PLACE, countersigned=True)).missing == ("还差领队现场扫志愿者的码",)
    assert grade(of(VENUE, countersigned=True)).missing == (
        "现场码没有位置佐证，单独不算数，还差领队现场扫志愿者的码",
    )
    assert grade(of(SCAN)).missing == ("还差领队会签",)
    assert grade(of(TOLD, countersigned=True)).missing == ("服务码单独不算数，还差求助人确认服务已完成",)
    assert grade(of(HELPED)).missing == ("还差领队会签",)
    assert grade(of(TICK)).missing == ("还差志愿者本人确认", "还差第二位工作人员复核")
    assert grade(of(TICK, confirmed=True, second=True)).missing == ("还差一项现场扫码凭证", "还差领队会签")
    assert grade(of(CLAIM, confirmed=True)).missing == ("还差领队在名单上登记", "还差第二位工作人员复核")
