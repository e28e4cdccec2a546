"""What a credential tells of minutes, read back; and the digest of what an erased person leaves behind."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.rules import credential
from redvest.service.rules.credential import minutes_told, title
from redvest.service.rules.ledger import digest_of
from tests.factories.credential import FACTS, ISSUER

MINUTES = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 600_000))
TEXTS = st.lists(st.binary(max_size=12), max_size=6)


def told(*results: Any) -> dict[str, int]:
    return minutes_told({"credentialSubject": {"result": list(results)}})


def result(grade: str, value: Any) -> dict[str, Any]:
    return {"resultDescription": f"https://xinyu.example/credentials/x#minutes-{grade}", "value": value}


@given(MINUTES)
def test_what_is_written_into_a_credential_is_read_back(minutes: dict[str, int]) -> None:
    written = credential.payload(replace(FACTS, minutes_by_grade=minutes), ISSUER)
    assert minutes_told(written) == {grade: n for grade, n in minutes.items() if n}


@given(MINUTES)
def test_nobody_reads_verified_hours_where_there_are_none(minutes: dict[str, int]) -> None:
    written = credential.payload(replace(FACTS, minutes_by_grade=minutes), ISSUER)
    verified = sum(n for grade, n in minutes.items() if grade != "D")
    assert ("经核验" in title(minutes)) == bool(verified) == written["name"].startswith("志愿服务证明")
    kind = written["credentialSubject"]["achievement"]["id"].rpartition("/")[2]
    assert kind == (credential.VERIFIED if verified else credential.UNVERIFIED)


def test_a_grade_told_twice_is_added_up() -> None:
    assert told(result("b", "40"), result("b", "2"), result("d", "30")) == {"B": 42, "D": 30}


@pytest.mark.parametrize("value", ["", "-5", "1.5", "１２", "٣", "1e3", " 5", None, True, [], "0x10"])
def test_a_value_that_is_no_whole_number_is_told_as_nothing(value: Any) -> None:
    assert told(result("a", value)) == {}
    assert told(result("a", value), result("b", "7")) == {"B": 7}


@pytest.mark.parametrize("grade", ["e", "", "ab", "minutes-a", "ａ"])
def test_a_grade_that_there_is_none_of_is_told_as_nothing(grade: str) -> None:
    assert told(result(grade, "5")) == {}


@pytest.mark.parametrize(
    "payload",
    [
        {}, {"credentialSubject": None}, {"credentialSubject": []}, {"credentialSubject": {}},
        {"credentialSubject": {"result": None}}, {"credentialSubject": {"result": {"value": "5"}}},
        {"credentialSubject": {"result": [{}]}}, {"credentialSubject": {"result": [{"value": "5"}]}},
    ],
)  # fmt: skip
def test_a_credential_without_results_tells_nothing(payload: dict[str, Any]) -> None:
    assert minutes_told(payload) == {}


# ---- the digest


def test_the_digest_can_be_made_without_us() -> None:
    one, two = hashlib.sha256(b"one").digest(), hashlib.sha256(b"two").digest()
    assert digest_of([b"one", b"two"]) == hashlib.sha256(one + two).hexdigest()
    assert digest_of([]) == hashlib.sha256().hexdigest()


@given(TEXTS, TEXTS)
def test_two_digests_agree_only_for_the_same_texts_in_the_same_order(
    one: list[bytes], other: list[bytes]
) -> None:
    assert (digest_of(one) == digest_of(other)) == (one == other)


@given(st.binary(min_size=2, max_size=30), st.integers(1, 29))
def test_a_text_cut_in_two_is_not_the_text(text: bytes, at: int) -> None:
    cut = min(at, len(text) - 1)
    assert digest_of([text[:cut], text[cut:]]) != digest_of([text])


@given(TEXTS)
def test_it_reads_a_stream_once(texts: list[bytes]) -> None:
    assert digest_of(iter(texts)) == digest_of(texts)
