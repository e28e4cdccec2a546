"""What is filled in when somebody asks for something, and the sentence for each thing that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.choices import CareGroup, NeedChannel
from redvest.care.rules.need_form import MOST_HANDS, NeedForm, need_faults, tidy_private
from redvest.care.rules.need_private import Private
from tests.factories.registry import NOW

GOOD = NeedForm(
    title="帮独居老人买药", domain="xinyu:02", region="360502001001", declared_true=True, risks="没有",
    private=Private(name="刘桂英", phone="13907900001", address="百花路 8 号 2 栋 301", words="下不了楼"),
)  # fmt: skip


def _at_fault(form: NeedForm) -> list[str]:
    return [fault["field"] for fault in need_faults(form, NOW)]


def test_a_good_form_has_no_faults() -> None:
    assert need_faults(GOOD, NOW) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "药"}, "title"),
        ({"title": "买" * 41}, "title"),
        ({"domain": ""}, "domain"),
        ({"region": ""}, "region"),
        ({"minutes": 9}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"hands": 0}, "hands"),
        ({"hands": MOST_HANDS + 1}, "hands"),
        ({"risks": ""}, "risks"),
        ({"risks": "狗" * 201}, "risks"),
        ({"risks": "打 13907900001 问他儿子"}, "risks"),
        ({"slots": -1}, "slots"),
        ({"slots": 1 << 24}, "slots"),
        ({"declared_true": False}, "declared_true"),
        ({"starts_at": NOW - timedelta(days=1)}, "starts_at"),
        ({"starts_at": NOW + timedelta(days=400)}, "starts_at"),
        ({"ends_at": NOW + timedelta(days=1)}, "starts_at"),
        ({"starts_at": NOW + timedelta(days=1), "ends_at": NOW + timedelta(hours=23)}, "ends_at"),
    ],
)
def test_each_fault_is_told_beside_its_field(changed: dict[str, object], field: str) -> None:
    assert _at_fault(replace(GOOD, **changed)) == [field]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "刘" * 31}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "1390790000"}, "phone"),
        ({"address": "百" * 101}, "address"),
        ({"words": "疼" * 501}, "words"),
        ({"asked_by": "刘军"}, "relation"),
        ({"relation": "儿子"}, "asked_by"),
        ({"lon": 114.9}, "lon"),
        ({"lon": 214.9, "lat": 27.8}, "lon"),
        ({"groups": (CareGroup.ELDER_ALONE,)}, "groups_agreed"),
    ],
)
def test_each_fault_of_the_person_too(changed: dict[str, object], field: str) -> None:
    assert _at_fault(replace(GOOD, private=replace(GOOD.private, **changed))) == [field]  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", [NeedChannel.KIOSK, NeedChannel.STATION, NeedChannel.VISIT])
def test_who_stands_there_needs_no_phone(channel: NeedChannel) -> None:
    form = replace(GOOD, channel=channel, private=replace(GOOD.private, phone=""))
    assert need_faults(form, NOW) == []
    assert _at_fault(replace(form, private=replace(form.private, phone="123"))) == ["phone"]


def test_care_groups_are_kept_with_a_separate_yes() -> None:
    cared = replace(GOOD.private, groups=(CareGroup.DISABLED, CareGroup.ELDER_ALONE))
    assert need_faults(replace(GOOD, private=cared, groups_agreed=True), NOW) == []


def test_tidied_the_phone_is_bare_and_the_words_have_single_spaces() -> None:
    tidy = tidy_private(
        Private(
            name=" 刘 桂英 ",
            phone="+86 139-0790-0001",
            address=" 百花路\n8 号",
            words=" 疼\x00 ",
            groups=(CareGroup.ORPHAN, CareGroup.ORPHAN),
        )
    )
    assert (tidy.name, tidy.phone, tidy.address, tidy.words) == (
        "刘 桂英",
        "13907900001",
        "百花路 8 号",
        "疼",
    )
    assert tidy.groups == (CareGroup.ORPHAN,)


@given(
    st.text(max_size=60), st.text(max_size=30), st.integers(-5, 10**6), st.integers(-5, 10**6),
    st.text(max_size=220), st.one_of(st.none(), st.datetimes(timezones=st.just(NOW.tzinfo))),
)  # fmt: skip
def test_whatever_is_typed_there_is_an_answer(
    title: str, phone: str, minutes: int, hands: int, risks: str, starts_at: object
) -> None:
    """No form makes it fall over, and each fault has a field and a sentence."""
    form = replace(
        GOOD, title=title, private=tidy_private(replace(GOOD.private, phone=phone)), minutes=minutes, hands=hands,
        risks=risks, starts_at=starts_at,  # type: ignore[arg-type]
    )  # fmt: skip
    for fault in need_faults(form, NOW):
        assert fault["field"] and fault["sentence"].endswith("。")
