"""A school sends in many works at once: all or nothing, each parent is asked, the same list again is the same works."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.honour.actions.contest_class import MOST_ROWS, enter_class
from redvest.honour.choices import ContestKind
from redvest.honour.contest_errors import ClassRowsWrong, ContestNotOpen, TooManyRows
from redvest.honour.models import ContestEntry, ContestPicture
from redvest.honour.rules.contest import Pupil, Row
from redvest.registry.choices import Role
from redvest.registry.models import Message
from tests.factories.contest import AFTER, drawing, entry_form, make_contest, make_teacher, new_key
from tests.factories.registry import (
    NOW,
    make_account,
    make_body,
    make_grant,
    make_member,
    make_officer,
    next_phone,
    standing_of,
)

pytestmark = pytest.mark.django_db


def row(name: str, **more: Any) -> Row:
    pupil = Pupil(name, more.pop("school", "渝水一小"), "三（2）班", more.pop("phone", None) or next_phone())
    return Row(pupil, entry_form(title=f"{name}的画", **more.pop("form", {})), more.pop("pictures", ()))


def test_a_class_at_once() -> None:
    by, contest = make_teacher(make_body(name="渝水一小")), make_contest(kind=ContestKind.PAINTING)
    rows = [row(name, pictures=(drawing(at),)) for at, name in enumerate(("王小明", "李小红", "张小刚"))]
    key = new_key()
    made = enter_class(by=by, contest_id=contest.pk, rows=rows, key=key, at=NOW)
    assert (
        len(made)
        == ContestEntry.objects.count()
        == ContestPicture.objects.count()
        == Message.objects.count()
        == 3
    )
    assert len({each.number for each in made}) == 3 and all(each.school for each in made)
    assert all(each.minor and each.guardian_agreed_at is None for each in made)
    line = AuditLine.objects.get()
    assert line.verb == "enter_class" and line.details == {"entries": 3}
    again = enter_class(by=by, contest_id=contest.pk, rows=rows, key=key, at=NOW)
    assert {each.pk for each in again} == {each.pk for each in made} and AuditLine.objects.count() == 1


def test_no_picture_is_opened_of_who_may_send_none_nor_of_too_many() -> None:
    contest, bad = make_contest(kind=ContestKind.PAINTING, most_pictures=1), (b"%PDF-1.7", b"%PDF")
    rows = [row("王小明", pictures=bad)]
    with pytest.raises(NotAllowed):
        enter_class(by=make_member(), contest_id=contest.pk, rows=rows, key=new_key(), at=NOW)
    with pytest.raises(ClassRowsWrong) as told:
        enter_class(by=make_teacher(make_body()), contest_id=contest.pk, rows=rows, key=new_key(), at=NOW)
    assert "最多 1 张图片" in told.value.details["errors"][0]["sentence"]
    assert not ContestEntry.objects.exists()


def test_one_wrong_row_and_none_is_there() -> None:
    by, contest = make_teacher(make_body()), make_contest()
    rows = [row("王小明"), row(""), row("李小红", form={"words": ""}), row("张小刚", phone="12")]
    with pytest.raises(ClassRowsWrong) as told:
        enter_class(by=by, contest_id=contest.pk, rows=rows, key=new_key(), at=NOW)
    found = told.value.details["errors"]
    assert [each["row"] for each in found] == [2, 3, 4]
    assert found[0]["sentence"] == "第 2 行：请填学生的姓名。"
    assert not (ContestEntry.objects.exists() or Message.objects.exists() or AuditLine.objects.exists())


def test_a_picture_that_is_none_names_its_row() -> None:
    rows = [row("王小明", pictures=(drawing(1),)), row("李小红", pictures=(b"x",))]
    with pytest.raises(ClassRowsWrong) as told:
        enter_class(
            by=make_teacher(make_body()),
            contest_id=make_contest(kind=ContestKind.PHOTO).pk,
            rows=rows,
            key=new_key(),
            at=NOW,
        )
    assert [each["row"] for each in told.value.details["errors"]] == [2]


def test_the_same_child_twice_is_told() -> None:
    rows = [row("王小明"), row("王小明")]
    with pytest.raises(ClassRowsWrong):
        enter_class(
            by=make_teacher(make_body()), contest_id=make_contest().pk, rows=rows, key=new_key(), at=NOW
        )
    assert not ContestEntry.objects.exists()


def test_a_teacher_says_yes_for_nobodys_parents() -> None:
    phone, body = next_phone(), make_body()
    account = make_account(phone=phone, name="吴老师")
    make_grant(account=account, role=Role.TEACHER, body=body)
    with pytest.raises(ClassRowsWrong) as told:
        enter_class(
            by=standing_of(account),
            contest_id=make_contest().pk,
            rows=[row("王小明", phone=phone)],
            key=new_key(),
            at=NOW,
        )
    assert "你自己" in told.value.details["errors"][0]["sentence"]
    assert not ContestEntry.objects.exists()


def test_who_may_and_when() -> None:
    contest = make_contest()
    with pytest.raises(NotAllowed):
        enter_class(by=make_member(), contest_id=contest.pk, rows=[row("王小明")], key=new_key(), at=NOW)
    with pytest.raises(ContestNotOpen):
        enter_class(by=make_officer(), contest_id=contest.pk, rows=[row("王小明")], key=new_key(), at=AFTER)
    with pytest.raises(TooManyRows):
        enter_class(
            by=make_officer(),
            contest_id=contest.pk,
            rows=[row("王小明")] * (MOST_ROWS + 1),
            key=new_key(),
            at=NOW,
        )
    assert not ContestEntry.objects.exists()
    assert (
        len(
            enter_class(by=make_officer(), contest_id=contest.pk, rows=[row("王小明")], key=new_key(), at=NOW)
        )
        == 1
    )
