"""What an entry commits to: every fact, in one byte string that will never be written differently."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules.ledger import EntryFacts, canonical, commitment

SALT = bytes(range(16))
FACTS = EntryFacts(
    id=UUID("0195650f-2ce0-7d21-8a4c-0123456789ab"), city="360500",
    volunteer_id=UUID("0195650f-2ce0-7d21-8a4c-000000000001"), body_id=UUID("0195650f-2ce0-7d21-8a4c-000000000002"),
    activity_id=UUID("0195650f-2ce0-7d21-8a4c-000000000003"), title='陪"独居"老人\n买菜 <&> é', kind="record", voids_id=None,
    service_on=date(2026, 3, 5), starts_at=datetime(2026, 3, 5, 2, 0, tzinfo=UTC),
    ends_at=datetime(2026, 3, 5, 4, 0, 0, 5, tzinfo=UTC), minutes=120, grade="A", proofs=("venue-code", "leader-scan"),
    recorded_at=datetime(2026, 3, 5, 5, 6, 7, 890123, tzinfo=UTC), region_path="360500/360502/",
    reason="补录", recorded_by_id=UUID("0195650f-2ce0-7d21-8a4c-000000000004"),
    second_officer_id=UUID("0195650f-2ce0-7d21-8a4c-000000000005"), mark="backfill", source="纸质签到表",
)  # fmt: skip
GOLDEN = (
    '["redvest-entry-2","0195650f2ce07d218a4c0123456789ab","360500","0195650f2ce07d218a4c000000000001",'
    '"0195650f2ce07d218a4c000000000002","0195650f2ce07d218a4c000000000003","陪\\"独居\\"老人\\n买菜 <&> é","record",null,'
    '"2026-03-05","2026-03-05T02:00:00.000000Z","2026-03-05T04:00:00.000005Z",120,"A",["leader-scan","venue-code"],'
    '"2026-03-05T05:06:07.890123Z","360500/360502/","补录","0195650f2ce07d218a4c000000000004",'
    '"0195650f2ce07d218a4c000000000005","backfill","纸质签到表"]'
)
CHANGES: dict[str, object] = {
    "id": UUID(int=1), "city": "410800", "volunteer_id": UUID(int=1), "body_id": UUID(int=1), "activity_id": None,
    "title": "陪独居老人买菜", "kind": "correction", "voids_id": UUID(int=1), "service_on": date(2026, 3, 6),
    "starts_at": None, "ends_at": datetime(2026, 3, 5, 4, 0, 0, 6, tzinfo=UTC), "minutes": 121, "grade": "B",
    "proofs": ("leader-scan",), "recorded_at": datetime(2026, 3, 5, 5, 6, 7, 890124, tzinfo=UTC), "region_path": "360500/",
    "reason": "", "recorded_by_id": None, "second_officer_id": UUID(int=1), "mark": "transfer", "source": "",
}  # fmt: skip


def test_the_canonical_form_is_written_like_this_for_ever() -> None:
    assert canonical(FACTS).decode() == GOLDEN
    assert hashlib.sha256(canonical(FACTS)).hexdigest() == hashlib.sha256(GOLDEN.encode()).hexdigest()


def test_a_commitment_is_this_hash_and_can_be_made_without_us() -> None:
    entry_salt = hmac.new(SALT, FACTS.id.bytes, hashlib.sha256).digest()

    assert commitment(SALT, FACTS) == hashlib.sha256(entry_salt + GOLDEN.encode()).digest()
    assert commitment(SALT, FACTS).hex() == "1c3324fb5c9306d6c5da7f3f0d63d01e684bdb18aba03c0212df8f23392ec1e6"


def test_every_fact_has_its_change_here() -> None:
    assert set(CHANGES) == {field.name for field in fields(EntryFacts)}


@pytest.mark.parametrize("name", CHANGES)
def test_changing_any_fact_changes_the_commitment(name: str) -> None:
    changed = replace(FACTS, **{name: CHANGES[name]})

    assert canonical(changed) != canonical(FACTS)
    assert commitment(SALT, changed) != commitment(SALT, FACTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"activity_id": None, "voids_id": UUID(int=5)}, {"activity_id": UUID(int=5), "voids_id": None}),
        ({"title": "a", "kind": "b"}, {"title": 'a","b', "kind": ""}),
        ({"proofs": ("a", "b")}, {"proofs": ("a,b",)}),
        ({"starts_at": None}, {"ends_at": None}),
        ({"minutes": 1, "grade": "2"}, {"minutes": 12, "grade": ""}),
    ],
)
def test_facts_cannot_flow_into_one_another(one: dict[str, object], other: dict[str, object]) -> None:
    assert canonical(replace(FACTS, **one)) != canonical(replace(FACTS, **other))


@given(st.integers(-14 * 60, 14 * 60))
def test_the_zone_in_which_a_moment_is_told_makes_no_difference(minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    told = replace(
        FACTS, starts_at=FACTS.starts_at and FACTS.starts_at.astimezone(zone),
        ends_at=FACTS.ends_at and FACTS.ends_at.astimezone(zone), recorded_at=FACTS.recorded_at.astimezone(zone),
    )  # fmt: skip

    assert canonical(told) == canonical(FACTS)


@given(st.permutations(["leader-scan", "leader-tick", "venue-code"]))
def test_the_order_of_the_proofs_makes_no_difference(proofs: list[str]) -> None:
    assert canonical(replace(FACTS, proofs=tuple(proofs))) == canonical(
        replace(FACTS, proofs=("leader-scan", "leader-tick", "venue-code"))
    )


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.integers(-100_000, 100_000))
def test_any_title_is_valid_json_that_reads_back(title: str, minutes: int) -> None:
    read = json.loads(canonical(replace(FACTS, title=title, minutes=minutes)))

    assert (read[6], read[12], len(read)) == (title, minutes, 22)


@given(st.binary(min_size=16, max_size=16))
def test_without_the_persons_salt_a_commitment_says_nothing(salt: bytes) -> None:
    assert (commitment(salt, FACTS) == commitment(SALT, FACTS)) == (salt == SALT)


def test_two_equal_services_of_one_person_cannot_be_told_to_be_equal() -> None:
    twin = replace(FACTS, id=UUID(int=FACTS.id.int + 1))

    assert commitment(SALT, twin) != commitment(SALT, FACTS)
    assert len(commitment(SALT, twin)) == 32
