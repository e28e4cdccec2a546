"""The reasons as a leader hears them: as blunt in their codes as in their words, each once; and whom they may mean."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.choices import VolunteerState
from redvest.service.queries.join_reasons import REVEALING, person_meant, told_to_leader
from redvest.service.queries.signup import Reason
from tests.factories.registry import CITY, make_other_city, make_volunteer


def told(*codes: str) -> list[tuple[str, str]]:
    return [
        (each.code, each.sentence)
        for each in told_to_leader(Reason(code, f"秘密：{code}。") for code in codes)
    ]


@pytest.mark.parametrize("code", ["guardian", "inactive", "real-name"])
def test_what_became_of_a_record_is_one_answer(code: str) -> None:
    assert told(code) == told("inactive")
    ((blunt, sentence),) = told(code)
    assert blunt == "not-ready"
    assert "只有本人能看" in sentence


@pytest.mark.parametrize("code", ["too-young", "too-old"])
def test_too_young_and_too_old_sound_alike(code: str) -> None:
    assert told(code) == [("age", "年龄不在这个岗位要求的范围里。")]


@pytest.mark.parametrize("code", ["overlaps", "daily-limit", "rest-time", "already-signed-up"])
def test_other_plans_are_not_named(code: str) -> None:
    ((same, sentence),) = told(code)
    assert same == code
    assert "秘密" not in sentence


@pytest.mark.parametrize("code", ["closed", "answers-overdue", "needs-training", "needs-qualification"])
def test_what_the_post_itself_asks_is_said_as_it_is(code: str) -> None:
    assert told(code) == [(code, f"秘密：{code}。")]


def test_each_is_said_once_and_trainings_keep_their_own() -> None:
    assert len(told("inactive", "real-name", "too-young", "too-old")) == 2
    courses = [Reason("needs-training", f"要先参加培训“{n}”。", str(n)) for n in (1, 2)]
    assert told_to_leader(courses) == courses
    assert told() == []


def test_what_reveals_something_is_known() -> None:
    assert {"too-young", "needs-qualification", "inactive"} <= REVEALING
    assert not REVEALING & {"closed", "overlaps", "already-signed-up"}


@pytest.mark.django_db
class TestWhom:
    """``person_meant``: exactly, or nobody."""

    @pytest.mark.parametrize(
        "typed", ["{number}", " {number} ", "{grouped}", "{name} {tail}", "{name}　{tail}"]
    )
    def test_by_number_or_name_and_tail(self, typed: str) -> None:
        person = make_volunteer(name="李明霞")
        number = person.number
        facts: dict[str, Any] = {
            "number": number, "grouped": " ".join((number[:4], number[4:8], number[8:])), "name": person.name,
            "tail": person.phone_tail,
        }  # fmt: skip
        assert person_meant(CITY, typed.format(**facts)) == person

    @pytest.mark.parametrize("typed", ["李明霞", "明霞 {tail}", "{tail}", "李明霞 {tail} x", "", " "])
    def test_not_by_less(self, typed: str) -> None:
        person = make_volunteer(name="李明霞")
        assert person_meant(CITY, typed.format(tail=person.phone_tail)) is None

    @pytest.mark.parametrize("state", [VolunteerState.MERGED, VolunteerState.ERASED, VolunteerState.LEFT])
    def test_not_who_is_gone_nor_in_another_city(self, state: VolunteerState) -> None:
        person = make_volunteer()
        assert person_meant(make_other_city().code, person.number) is None
        person.state = state
        person.save(update_fields=["state"])
        assert person_meant(CITY, person.number) is None
