"""A class is opened, taught, moved up and graduated, by who belongs to its school and by nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.school import (
    add_teacher,
    end_teacher,
    graduate_class,
    move_class_up,
    open_class,
    renew_class_code,
)
from redvest.registry.choices import BodyState, ClassState, PupilState, Role
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import Body, ClassPupil, ClassTeacher, Grant, SchoolClass
from redvest.registry.policy import Standing
from redvest.registry.queries.school import classes_of, counts_of_schools, teachers_at, with_counts
from redvest.registry.school_errors import (
    ClassClosed,
    ClassLastYear,
    ClassMoved,
    ClassNameTaken,
    ClassNameWrong,
    ClassUnknown,
    ClassYearWrong,
    TeacherGone,
    TeacherThere,
    TeacherWrong,
)
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.school import make_class, make_pupil, make_school, make_teacher, teach

pytestmark = pytest.mark.django_db


def opened(
    by: Standing, body: Body, name: str = "四年级一班", grade: int = 4, year: int = 2022
) -> SchoolClass:
    return open_class(by=by, body=body, name=name, grade=grade, entry_year=year, at=NOW)


class TestOpen:
    def test_a_teacher_opens_one_and_teaches_it(self) -> None:
        school = make_school()
        made = opened(school.by, school.body)
        assert (made.name, made.grade, len(made.code), made.region_path) == (
            "四年级一班",
            4,
            8,
            school.body.region_path,
        )
        assert ClassTeacher.objects.get(school_class=made).account_id == school.teacher.pk
        line = AuditLine.objects.get(verb="open_class")
        assert line.target_id == str(made.pk) and line.details["body"] == str(school.body.pk)

    def test_a_head_opens_one_and_teaches_none(self) -> None:
        school = make_school()
        made = opened(school.as_head, school.body)
        assert not made.teachers.exists() and made in classes_of(school.as_head)

    def test_who_may_not(self) -> None:
        school, other = make_school(), make_school()
        for by in (
            make.make_officer(),
            make.make_centre(),
            make.make_leader(school.body),
            other.by,
            make.make_member(),
        ):
            with pytest.raises(NotAllowed):
                opened(by, school.body)
        assert SchoolClass.objects.count() == 2

    def test_what_is_wrong(self) -> None:
        school = make_school()
        by = school.by
        for fault, given in (
            (ClassNameWrong, {"name": " "}), (ClassYearWrong, {"grade": 17}), (ClassYearWrong, {"year": 1990}),
            (ClassNameTaken, {"name": school.found.name}),
        ):  # fmt: skip
            with pytest.raises(fault):
                opened(by, school.body, **given)  # type: ignore[arg-type]
        Body.objects.filter(pk=school.body.pk).update(state=BodyState.SUSPENDED)
        with pytest.raises(BodyNotActive):
            opened(by, school.body)
        assert SchoolClass.objects.count() == 1 and not AuditLine.objects.filter(verb="open_class").exists()


class TestTeachers:
    def test_another_teacher_of_the_school_comes_and_goes(self) -> None:
        school = make_school()
        second = make_teacher(school.body, "何老师")
        made = add_teacher(by=school.by, key=school.found.pk, account_id=second.pk, at=NOW)
        assert school.found in classes_of(make.standing_of(second))
        with pytest.raises(TeacherThere):
            add_teacher(by=school.by, key=school.found.pk, account_id=second.pk, at=NOW)
        with pytest.raises(NotAllowed):
            end_teacher(by=school.by, key=school.found.pk, teacher_id=made.pk, at=NOW)
        end_teacher(by=make.standing_of(second), key=school.found.pk, teacher_id=made.pk, at=NOW)
        assert not classes_of(make.standing_of(second)).exists()
        with pytest.raises(TeacherGone):
            end_teacher(by=school.as_head, key=school.found.pk, teacher_id=made.pk, at=NOW)
        assert AuditLine.objects.filter(verb__in=("add_class_teacher", "end_class_teacher")).count() == 2

    def test_nobody_without_the_schools_role(self) -> None:
        school, other = make_school(), make_school()
        for account in (other.teacher, make.make_account(), school.head):
            with pytest.raises(TeacherWrong):
                add_teacher(by=school.as_head, key=school.found.pk, account_id=account.pk, at=NOW)
        assert [each.pk for each in teachers_at(school.body.pk, TODAY)] == [school.teacher.pk]
        assert ClassTeacher.objects.count() == 2

    def test_with_the_role_the_class_goes(self) -> None:
        school = make_school()
        Grant.objects.filter(account=school.teacher).update(revoked_at=NOW)
        assert not classes_of(school.by).exists()
        with pytest.raises(ClassUnknown):
            renew_class_code(by=school.by, key=school.found.pk, on=True, at=NOW)

    def test_a_colleague_and_another_school_find_nothing(self) -> None:
        school, other = make_school(), make_school()
        colleague = make.standing_of(make_teacher(school.body))
        for by in (colleague, other.by, other.as_head, make.make_officer(), make.make_leader(school.body)):
            assert school.found not in classes_of(by)
            for step in (
                lambda by=by: renew_class_code(by=by, key=school.found.pk, on=False, at=NOW),
                lambda by=by: move_class_up(by=by, key=school.found.pk, from_grade=3, name="四二", at=NOW),
                lambda by=by: graduate_class(by=by, key=school.found.pk, at=NOW),
            ):
                with pytest.raises(ClassUnknown):
                    step()
        school.found.refresh_from_db()
        assert school.found.state == ClassState.ACTIVE and school.found.grade == 3 and school.found.code


class TestYears:
    def test_the_whole_class_moves_up_once(self) -> None:
        school = make_school()
        pupil = make_pupil(school.found)
        move_class_up(by=school.by, key=school.found.pk, from_grade=3, name="四年级二班", at=NOW)
        with pytest.raises(ClassMoved):
            move_class_up(by=school.by, key=school.found.pk, from_grade=3, name="四年级二班", at=NOW)
        school.found.refresh_from_db()
        pupil.refresh_from_db()
        assert (school.found.grade, school.found.name, school.found.moved_up_at) == (4, "四年级二班", NOW)
        assert pupil.state == PupilState.IN_CLASS
        assert AuditLine.objects.get(verb="move_class_up").details["grade"] == 4

    def test_neither_beyond_the_last_nor_onto_anothers_name(self) -> None:
        school = make_school()
        make_class(body=school.body, name="四年级二班", grade=4)
        with pytest.raises(ClassNameTaken):
            move_class_up(by=school.by, key=school.found.pk, from_grade=3, name="四年级二班", at=NOW)
        SchoolClass.objects.filter(pk=school.found.pk).update(grade=16)
        with pytest.raises(ClassLastYear):
            move_class_up(by=school.by, key=school.found.pk, from_grade=16, name="研一", at=NOW)
        school.found.refresh_from_db()
        assert (
            school.found.name == "三年级二班" and not AuditLine.objects.filter(verb="move_class_up").exists()
        )

    def test_it_graduates_and_is_over(self) -> None:
        school = make_school()
        pupil, asked = make_pupil(school.found), make_pupil(school.found, state=PupilState.ASKED)
        gone = make_pupil(school.found, state=PupilState.LEFT, until=date(2026, 1, 1))
        assert graduate_class(by=school.by, key=school.found.pk, at=NOW) == 1
        states = dict(ClassPupil.objects.values_list("pk", "state"))
        assert states == {pupil.pk: "graduated", asked.pk: "taken-back", gone.pk: "left"}
        pupil.refresh_from_db()
        school.found.refresh_from_db()
        assert pupil.until == TODAY and (school.found.state, school.found.code) == (ClassState.CLOSED, "")
        for step in (
            lambda: graduate_class(by=school.by, key=school.found.pk, at=NOW),
            lambda: renew_class_code(by=school.by, key=school.found.pk, on=True, at=NOW),
        ):
            with pytest.raises(ClassClosed):
                step()
        assert AuditLine.objects.get(verb="graduate_class").details["pupils"] == 1
        opened(school.by, school.body, name="三年级二班", grade=3)  # the name is free again

    def test_a_new_code_ends_the_old_one(self) -> None:
        school = make_school()
        old = school.found.code
        assert renew_class_code(by=school.by, key=school.found.pk, on=True, at=NOW).code not in ("", old)
        assert renew_class_code(by=school.by, key=school.found.pk, on=False, at=NOW).code == ""


class TestCounts:
    def test_an_officer_counts_and_knows_nobody(self) -> None:
        school = make_school()
        make_pupil(school.found)
        make_pupil(school.found, state=PupilState.ASKED)
        make_class(body=school.body, name="旧班", state=ClassState.CLOSED, closed_at=NOW, code="")
        second = make_class(body=school.body, name="一班")
        make_pupil(second)
        (row,) = counts_of_schools(make.make_officer())
        assert (row.pk, row.class_count, row.pupil_count) == (school.body.pk, 2, 2)  # type: ignore[attr-defined]
        far = make.make_officer(make.make_region_tree().fenyi)
        assert not counts_of_schools(far).exists() and not counts_of_schools(school.by).exists()

    def test_a_teacher_counts_their_own(self) -> None:
        school = make_school()
        make_pupil(school.found)
        make_pupil(school.found, state=PupilState.ASKED)
        (row,) = with_counts(classes_of(school.by))
        assert (row.in_class, row.asked) == (1, 1)  # type: ignore[attr-defined]


def test_the_database_holds_what_a_class_is() -> None:
    school = make_school()
    for wrong in (
        {"grade": 0}, {"grade": 17}, {"state": "closed"}, {"closed_at": NOW}, {"code": school.found.code},
        {"name": school.found.name},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            make_class(body=school.body, **{"name": "五年级一班", **wrong})  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        teach(school.found, school.teacher)
    assert Role.TEACHER in {each.role for each in school.by.grants} and SchoolClass.objects.count() == 1
