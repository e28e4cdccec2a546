"""Two at one class or one pupil: one class a person, moved up once, and no figure leaves after the consent."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.school import add_teacher, graduate_class, move_class_up, open_class
from redvest.registry.actions.school_pupil import (
    answer_class,
    end_pupil,
    invite_pupils,
    join_class,
    leave_class,
)
from redvest.registry.actions.school_sharing import share_credits
from redvest.registry.choices import PupilState
from redvest.registry.models import ClassPupil, ClassTeacher, SchoolClass, SharingLine
from redvest.registry.school_errors import (
    ClassClosed,
    ClassMoved,
    ClassNameTaken,
    InClassAlready,
    NotInClass,
    PupilMoved,
    TeacherThere,
)
from redvest.service.actions.school_credit import CreditSheet, export_credits
from tests.factories.race import at_once
from tests.factories.registry import NOW, standing_of
from tests.factories.school import (
    make_child,
    make_class,
    make_guardian,
    make_pupil,
    make_school,
    make_teacher,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_classes_at_once_get_one_pupil_once() -> None:
    school, child = make_school(), make_child()
    mother = standing_of(make_guardian(child))
    other = make_class(body=school.body, name="一班")
    asked = make_pupil(other, child, state=PupilState.ASKED)
    found = at_once(
        partial(join_class, by=mother, volunteer=child, code=school.found.code, at=NOW),
        partial(answer_class, by=mother, pupil_id=asked.pk, yes=True, at=NOW),
        partial(join_class, by=mother, volunteer=child, code=school.found.code, at=NOW),
    )
    assert sum(isinstance(each, ClassPupil) for each in found) == 1
    assert sum(isinstance(each, InClassAlready) for each in found) == 2
    assert ClassPupil.objects.filter(state=PupilState.IN_CLASS).count() == 1


def test_two_teachers_move_a_class_up_once() -> None:
    school = make_school()
    up = partial(move_class_up, by=school.by, key=school.found.pk, from_grade=3, name="四年级二班", at=NOW)
    found = at_once(up, up, up)
    assert sum(isinstance(each, SchoolClass) for each in found) == 1
    assert sum(isinstance(each, ClassMoved) for each in found) == 2
    school.found.refresh_from_db()
    assert school.found.grade == 4 and AuditLine.objects.filter(verb="move_class_up").count() == 1


def test_one_name_is_one_class() -> None:
    school = make_school()
    make = partial(open_class, by=school.by, body=school.body, name="一班", grade=1, entry_year=2025, at=NOW)
    found = at_once(make, make)
    assert sum(isinstance(each, ClassNameTaken) for each in found) == 1
    assert SchoolClass.objects.filter(name="一班").count() == 1


def test_one_teacher_comes_once() -> None:
    school = make_school()
    second = make_teacher(school.body)
    add = partial(add_teacher, by=school.as_head, key=school.found.pk, account_id=second.pk, at=NOW)
    found = at_once(add, add)
    assert sum(isinstance(each, TeacherThere) for each in found) == 1
    assert ClassTeacher.objects.filter(account=second).count() == 1


def test_two_lists_ask_everybody_once() -> None:
    school = make_school()
    text = "\n".join(make_child().number for _each in range(5))
    ask = partial(invite_pupils, by=school.by, key=school.found.pk, text=text, at=NOW)
    assert sum(at_once(ask, ask)) == 5  # type: ignore[arg-type]
    assert ClassPupil.objects.count() == 5


def test_a_yes_and_a_graduation_meet_each_other() -> None:
    """Whichever comes first: nobody is in a class that is over."""
    for _each in range(4):
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        asked = make_pupil(school.found, child, state=PupilState.ASKED)
        said, over = at_once(
            partial(answer_class, by=mother, pupil_id=asked.pk, yes=True, at=NOW),
            partial(graduate_class, by=school.by, key=school.found.pk, at=NOW),
        )
        asked.refresh_from_db()
        if isinstance(said, ClassPupil):
            assert over == 1 and asked.state == PupilState.GRADUATED
        else:
            assert isinstance(said, ClassClosed | PupilMoved) and asked.state == PupilState.TAKEN_BACK


def test_out_of_a_class_once() -> None:
    school, child = make_school(), make_child()
    mother = standing_of(make_guardian(child))
    pupil = make_pupil(school.found, child, shares=True)
    found = at_once(
        partial(leave_class, by=mother, volunteer=child, at=NOW),
        partial(end_pupil, by=school.by, key=school.found.pk, pupil_id=pupil.pk, reason="转学了", at=NOW),
    )
    assert sum(isinstance(each, NotInClass | PupilMoved) for each in found) == 1
    assert ClassPupil.objects.get().state == PupilState.LEFT


def test_a_file_and_a_withdrawn_consent_meet_each_other() -> None:
    """The figures are in the file exactly if the line of the sharing says so."""
    for _each in range(4):
        school, child = make_school(), make_child()
        mother = standing_of(make_guardian(child))
        make_pupil(school.found, child, shares=True)
        sheet, stopped = at_once(
            partial(export_credits, by=school.by, key=school.found.pk, term_key="", at=NOW),
            partial(share_credits, by=mother, volunteer=child, yes=False, at=NOW),
        )
        assert isinstance(sheet, CreditSheet) and stopped is None
        shared = SharingLine.objects.filter(volunteer_ids__contains=[child.pk]).exists()
        assert (sheet.rows[0].credit is not None) == shared
