"""What codes of a copy mean, and that its printed sheet leaves no part out."""

from __future__ import annotations

import pytest

from redvest.service.queries.copy_sheet import counted, rows_of, summary
from redvest.service.queries.copy_words import WORDS, word
from redvest.service.queries.portability import whole_copy
from tests.factories import registry as make
from tests.factories import service


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [("hours.grade", "D", "未核验"), ("signups.state", "no-such", "no-such"), ("nothing", 5, "5")],
)
def test_a_code_is_said_in_words_and_anything_else_as_it_is(field: str, code: object, said: str) -> None:
    assert word(field, code) == said


def test_no_code_is_without_words() -> None:
    assert all(codes and all(codes.values()) for codes in WORDS.values())


@pytest.mark.django_db
def test_every_list_of_the_copy_is_a_section_of_the_sheet() -> None:
    person = make.make_volunteer()
    service.make_entry(volunteer=person, body=make.make_body(), minutes=195)
    copy = whole_copy(person, make.NOW)
    lists = {key for key, value in copy.items() if isinstance(value, list)} | {"evaluations"}
    assert lists == {key for key, _title in counted()}
    sections = {each["title"]: each for each in summary(copy)["sections"]}
    assert [len(each["rows"]) for each in sections.values()] == [
        len(rows_of(copy, key)) for key, _ in counted()
    ]
    (row,) = sections["时长记录"]["rows"]
    assert "3 小时 15 分" in row and len(row) == len(sections["时长记录"]["heads"])
