"""The import of hours: grade D, once each, for people who are known, and no day longer than a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.core.workbook import open_rows
from redvest.registry.actions.leaving import ask_erasure, erase_due
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.rules.volunteer_number import number_for
from redvest.service.actions.import_hours import import_hours
from redvest.service.choices import EntryKind, Grade
from redvest.service.models import HoursEntry, PersonSalt
from redvest.service.queries.hours import minutes_by_grade
from redvest.service.queries.log import facts_of
from redvest.service.rules.ledger import commitment
from tests.factories import registry as make
from tests.factories.workbook import workbook

pytestmark = pytest.mark.django_db
CENTRE = SYSTEM_STANDING(make.CITY)
TITLES = ["志愿者编号", "证件号码", "姓名", "所属组织", "活动名称", "服务日期", "服务时长（小时）"]
KEY = b"a key for the tests alone"


@pytest.fixture
def body() -> Body:
    return make.make_body(name="暖阳志愿服务队")


@pytest.fixture
def person() -> Volunteer:
    return make.make_volunteer(number=number_for("3605", 41, KEY), id_number=make.next_id_number())


def row(person: Volunteer | None = None, **changes: Any) -> list[Any]:
    number = person.number if person else ""
    basis = dict(zip(TITLES, [number, "", "", "", "敬老院探访", "2020-05-01", "2.5"], strict=True))
    return list((basis | changes).values())


def load(tmp_path: Path, *rows: list[Any], titles: list[str] | None = None, **given: Any) -> Any:
    path = workbook(tmp_path / "时长.xlsx", titles or TITLES, rows)
    return import_hours(**{"by": CENTRE, "path": path, "at": make.NOW, **given})


def reasons(report: Any) -> dict[int, str]:
    with open_rows(report.bad_file) as rows:
        return {int(str(cells[-1])): str(cells[-2]) for number, cells in rows if number > 1}


def test_an_imported_hour_is_a_d_in_the_ledger(tmp_path: Path, person: Volunteer, body: Body) -> None:
    report = load(tmp_path, row(person), body=body)
    assert (report.rows, report.imported, report.bad) == (1, 1, 0)
    entry = HoursEntry.objects.get()
    assert (entry.minutes, entry.grade, entry.kind, entry.proofs) == (
        150,
        Grade.D,
        EntryKind.RECORD,
        ["imported"],
    )
    assert (entry.service_on, entry.title, entry.body, entry.region_path) == (
        date(2020, 5, 1),
        "敬老院探访",
        body,
        body.region_path,
    )
    assert (entry.volunteer, entry.activity, entry.recorded_at) == (person, None, make.NOW)
    assert minutes_by_grade(person.pk) == {"A": 0, "B": 0, "C": 0, "D": 150}
    facts = facts_of(entry)
    salt = bytes(PersonSalt.objects.get(volunteer=person).salt)
    assert bytes(entry.commitment) == commitment(salt, facts)
    line = AuditLine.objects.get(verb="import_hours")
    assert (line.target_id, line.details["imported"]) == (str(body.pk), 1)


def test_people_are_found_by_number_or_by_document(tmp_path: Path, body: Body) -> None:
    number = make.next_id_number()
    one = make.make_volunteer(name="李明霞", id_number=number)
    two = make.make_volunteer(name="王建国", number=number_for("3605", 42, KEY))
    report = load(
        tmp_path,
        row(证件号码=f" {number.lower()}", 姓名="李 明霞", 所属组织="暖阳志愿服务队"),
        row(志愿者编号=f"{two.number[:4]} {two.number[4:8]} {two.number[8:]}", 所属组织=body.code.lower()),
    )
    assert report.imported == 2
    assert set(HoursEntry.objects.values_list("volunteer_id", flat=True)) == {one.pk, two.pk}


def test_wrong_rows_come_back_and_the_ledger_stays_empty(
    tmp_path: Path, person: Volunteer, body: Body
) -> None:
    report = load(
        tmp_path,
        row(person),
        row(),
        row(志愿者编号="360500000001"),
        row(证件号码=make.next_id_number()),
        row(person, 姓名="别人"),
        row(person, 活动名称=""),
        row(person, 服务日期="2199-01-01"),
        row(person, 服务日期=""),
        row(**{"志愿者编号": person.number, "服务时长（小时）": "25"}),
        row(person, 所属组织="没有的队"),
        body=body,
    )
    found = reasons(report)
    assert sorted(found) == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    words = (
        "请填志愿者编号", "志愿者编号不对", "没有找到这个志愿者", "姓名和登记的不一样", "请填写活动名称", "还没到",
        "请填写服务日期",
        "不能超过 24 小时", "没有找到组织",
    )  # fmt: skip
    assert all(word in found[line] for line, word in zip(sorted(found), words, strict=True))
    assert (report.rows, report.imported, report.bad, report.duplicates) == (10, 0, 9, 0)
    assert not HoursEntry.objects.exists()
    assert not PersonSalt.objects.exists()
    assert not AuditLine.objects.exists()


def test_an_hour_is_there_once(tmp_path: Path, person: Volunteer, body: Body) -> None:
    rows = [row(person), row(person), row(person, 活动名称="清洁家园")]
    first = load(tmp_path, *rows, body=body, partial=True)
    assert (first.imported, first.duplicates) == (2, 1)
    assert list(reasons(first)) == [3]
    again = load(tmp_path, rows[0], rows[2], body=body)
    assert again.all_known
    assert HoursEntry.objects.count() == 2


def test_a_day_has_no_more_than_24_hours_over_files_too(
    tmp_path: Path, person: Volunteer, body: Body
) -> None:
    length = TITLES[-1]
    report = load(
        tmp_path, row(person, **{length: "20"}), row(person, 活动名称="乙", **{length: "4"}),
        row(person, 活动名称="丙", **{length: "1"}),
        body=body, partial=True,
    )  # fmt: skip
    assert report.imported == 2
    assert "超过 24 小时" in reasons(report)[4]
    more = load(tmp_path, row(person, 活动名称="丁", **{length: "0.5"}), body=body)
    assert "超过 24 小时" in reasons(more)[2]


def test_a_second_import_uses_the_salt_that_is_there(tmp_path: Path, person: Volunteer, body: Body) -> None:
    load(tmp_path, row(person), body=body)
    salt = bytes(PersonSalt.objects.get().salt)
    load(tmp_path, row(person, 活动名称="乙"), body=body)
    assert bytes(PersonSalt.objects.get().salt) == salt
    assert HoursEntry.objects.count() == 2


def test_many_rows_go_over_in_portions(tmp_path: Path, body: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.service.actions.import_hours._AT_ONCE", 7)
    people = [make.make_volunteer(number=number_for("3605", 100 + each, KEY)) for each in range(5)]
    rows = [row(each, 服务日期=f"2020-05-{day:02d}") for each in people for day in range(1, 7)]
    assert load(tmp_path, *rows, body=body).imported == 30
    assert HoursEntry.objects.count() == 30
    assert PersonSalt.objects.count() == 5


def test_minutes_in_the_title_are_minutes(tmp_path: Path, person: Volunteer, body: Body) -> None:
    load(tmp_path, row(person, **{TITLES[-1]: "90"}), titles=[*TITLES[:-1], "服务时长（分钟）"], body=body)
    assert HoursEntry.objects.get().minutes == 90


def test_a_check_writes_nothing(tmp_path: Path, person: Volunteer, body: Body) -> None:
    assert load(tmp_path, row(person), body=body, dry_run=True).imported == 0
    assert not HoursEntry.objects.exists()


def test_who_may_not_import_hours(tmp_path: Path, person: Volunteer, body: Body) -> None:
    other = make.make_body()
    for by, where in (
        (make.make_member(), None),
        (make.make_body_admin(other), body),
        (make.make_leader(body), body),
    ):
        with pytest.raises(NotAllowed):
            load(tmp_path, row(person), by=by, body=where)
    report = load(tmp_path, row(person, 所属组织="暖阳志愿服务队"), by=make.make_body_admin(other))
    assert "不归你管理" in reasons(report)[2]
    assert not HoursEntry.objects.exists()


def test_hours_of_another_system_carry_its_name(tmp_path: Path, person: Volunteer, body: Body) -> None:
    titles = [*TITLES, "来源系统"]
    plain = row(person, 服务日期="2020-05-02")
    load(tmp_path, [*row(person), "江西志愿服务网"], [*plain, ""], titles=titles, body=body)
    entries = HoursEntry.objects.order_by("service_on")
    assert [(entry.mark, entry.source, entry.grade) for entry in entries] == [
        ("transfer", "江西志愿服务网", "D"),
        ("", "", "D"),
    ]
    salt = bytes(PersonSalt.objects.get(volunteer=person).salt)
    for entry in entries:
        assert bytes(entry.commitment) == commitment(salt, facts_of(entry))


def test_a_source_too_long_comes_back(tmp_path: Path, person: Volunteer, body: Body) -> None:
    report = load(tmp_path, [*row(person), "长" * 81], titles=[*TITLES, "来源系统"], body=body)
    assert "来源系统太长" in reasons(report)[2]
    assert not HoursEntry.objects.exists()


def test_nobody_adds_hours_to_somebody_who_was_erased(tmp_path: Path, person: Volunteer, body: Body) -> None:
    ask_erasure(by=make.volunteer_standing(person), at=make.NOW)
    assert erase_due(at=make.NOW + timedelta(days=7)) == 1
    report = load(tmp_path, row(person), body=body, partial=True)
    assert (report.imported, report.bad) == (0, 1)
    assert "已经注销" in reasons(report)[2]
    assert not HoursEntry.objects.exists()
