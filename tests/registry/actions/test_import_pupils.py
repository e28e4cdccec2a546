"""A sheet asks people into a class, all or none; who is no teacher of it brings none."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.import_pupils import import_pupils
from redvest.registry.actions.import_report import ImportReport
from redvest.registry.choices import PupilState, VolunteerState
from redvest.registry.models import ClassPupil, Message
from redvest.registry.school_errors import ClassUnknown, PupilsTooMany
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.school import School, make_child, make_guardian, make_pupil, make_school
from tests.factories.workbook import workbook
from tests.registry.actions.test_import_bodies import bad_rows
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db


def load(tmp_path: Path, school: School, *rows: list[Any], **given: Any) -> ImportReport:
    path = workbook(tmp_path / "学生.xlsx", ["学生姓名", "志愿者编号"], rows)
    return import_pupils(**{"by": school.by, "key": school.found.pk, "path": path, "at": NOW, **given})


def test_everybody_is_asked_and_their_guardians_hear_it(tmp_path: Path) -> None:
    school, child, waiting = make_school(), make_child(), make_child(state=VolunteerState.PENDING_GUARDIAN)
    mother = make_guardian(child)
    old, kept = two_records()
    merged(old, kept)
    report = load(tmp_path, school, *([each.name, each.number] for each in (child, waiting, old)))
    assert (report.rows, report.imported, report.bad) == (3, 3, 0)
    assert set(ClassPupil.objects.values_list("volunteer_id", flat=True)) == {child.pk, waiting.pk, kept.pk}
    assert set(ClassPupil.objects.values_list("state", flat=True)) == {"asked"}
    assert Message.objects.filter(account=mother).count() == 1
    assert AuditLine.objects.get(verb="import_pupils").details["imported"] == 3


def test_every_fault_has_its_sentence_and_nobody_is_asked(tmp_path: Path) -> None:
    school, good = make_school(), make_child()
    left, there = make_child(state=VolunteerState.LEFT), make_child()
    make_pupil(school.found, there, state=PupilState.ASKED)
    report = load(
        tmp_path, school, [good.name, good.number], [good.name, good.number], ["张三", good.number],
        [left.name, left.number], ["某人", "360599999999"], ["某人", "12"], [there.name, there.number],
    )  # fmt: skip
    assert (report.imported, report.bad) == (0, 6)
    said = bad_rows(report)
    for line, words in (
        (3, "同一个"),
        (4, "对不上"),
        (5, "正常状态"),
        (6, "没有这个编号"),
        (7, "12 位"),
        (8, "不用再导入"),
    ):
        assert words in said[line]
    assert ClassPupil.objects.count() == 1 and not Message.objects.exists()
    assert not AuditLine.objects.filter(verb="import_pupils").exists()


def test_nobody_else_brings_a_sheet_and_nobody_a_city(tmp_path: Path) -> None:
    school, other, child = make_school(), make_school(), make_child()
    for by in (other.by, make.make_officer(), make.make_leader(school.body)):
        with pytest.raises(ClassUnknown):
            load(tmp_path, school, [child.name, child.number], by=by)
    people = [make.make_volunteer(with_account=False) for _each in range(201)]
    with pytest.raises(PupilsTooMany):
        load(tmp_path, school, *([each.name, each.number] for each in people))
    assert not ClassPupil.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_sheet_twice_at_once_asks_once(tmp_path: Path) -> None:
    school, child = make_school(), make_child()
    path = workbook(tmp_path / "学生.xlsx", ["姓名", "志愿者编号"], [[child.name, child.number]])
    bring = partial(import_pupils, by=school.by, key=school.found.pk, path=path, at=NOW)
    found = at_once(bring, partial(bring, bad_file=tmp_path / "另一份.xlsx"))
    assert sorted(each.imported for each in found if isinstance(each, ImportReport)) == [0, 1]
    assert ClassPupil.objects.count() == 1
