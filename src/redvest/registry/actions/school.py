"""Classes of a school are opened, taught, moved up a year and graduated. Pupils: ``school_pupil.py``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.actions.body import hold_active_body
from redvest.registry.choices import ClassState, PupilState
from redvest.registry.models import Body, ClassPupil, ClassTeacher, SchoolClass
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.school import class_in_charge, teachers_at
from redvest.registry.rules.school import LAST_GRADE, check_years, checked_name, new_code
from redvest.registry.school_errors import (
    ClassClosed,
    ClassLastYear,
    ClassMoved,
    ClassNameTaken,
    TeacherGone,
    TeacherThere,
    TeacherWrong,
)


@transaction.atomic
def open_class(
    *, by: Standing, body: Body, name: str, grade: int, entry_year: int, at: datetime
) -> SchoolClass:
    """Who runs a school or teaches at it opens a class; a teacher teaches it from the start.

    Raises NotAllowed, BodyNotActive, ClassNameWrong, ClassYearWrong, ClassNameTaken.
    """
    account_id = require_member(by)
    if body.pk not in (*by.headed(), *by.taught()):
        raise NotAllowed
    hold_active_body(body=body, city=by.city)
    named = checked_name(name)
    check_years(grade, entry_year, day_of(at).year)
    try:
        with transaction.atomic():
            made = SchoolClass.objects.create(
                city=body.city, region_path=body.region_path, body=body, name=named, grade=grade,
                entry_year=entry_year, code=new_code(), opened_by_id=account_id, opened_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise _taken(fault) from fault
    if body.pk in by.taught():
        ClassTeacher.objects.create(school_class=made, account_id=account_id, since=day_of(at))
    write_line(by=by.actor, at=at, city=made.city, verb="open_class", target=made, body=str(body.pk))
    return made


def _taken(fault: IntegrityError) -> Exception:
    return ClassNameTaken() if broken_constraint(fault) == "one_live_class_per_name" else fault


def hold_class(*, by: Standing, key: UUID) -> SchoolClass:
    """A class in charge, locked against moving up, graduation and everybody who comes in. Raises ClassUnknown, ClassClosed."""
    seen = class_in_charge(by, key)
    held = SchoolClass.objects.select_for_update(no_key=True).get(pk=seen.pk)
    held.body = seen.body
    if held.state != ClassState.ACTIVE:
        raise ClassClosed
    return held


@transaction.atomic
def add_teacher(*, by: Standing, key: UUID, account_id: UUID, at: datetime) -> ClassTeacher:
    """Another teacher of the same school for the class. Raises ClassUnknown, ClassClosed, TeacherWrong, TeacherThere."""
    held = hold_class(by=by, key=key)
    if not teachers_at(held.body_id, day_of(at)).filter(pk=account_id).exists():
        raise TeacherWrong
    try:
        with transaction.atomic():
            made = ClassTeacher.objects.create(school_class=held, account_id=account_id, since=day_of(at))
    except IntegrityError as fault:
        raise TeacherThere from fault
    write_line(
        by=by.actor, at=at, city=held.city, verb="add_class_teacher", target=held, teacher=str(account_id)
    )
    return made


@transaction.atomic
def end_teacher(*, by: Standing, key: UUID, teacher_id: int, at: datetime) -> None:
    """Who runs the school takes a teacher off a class, or a teacher goes. Raises ClassUnknown, NotAllowed, TeacherGone."""
    found = class_in_charge(by, key)
    live = ClassTeacher.objects.filter(pk=teacher_id, school_class=found, until__isnull=True)
    teacher = live.first()
    if teacher is None:
        raise TeacherGone
    if teacher.account_id != by.account_id and found.body_id not in by.headed():
        raise NotAllowed
    if not live.update(until=day_of(at)):
        raise TeacherGone
    write_line(
        by=by.actor, at=at, city=found.city, verb="end_class_teacher", target=found,
        teacher=str(teacher.account_id),
    )  # fmt: skip


@transaction.atomic
def renew_class_code(*, by: Standing, key: UUID, on: bool, at: datetime) -> SchoolClass:
    """A new code, after which the old one opens nothing; or none at all. Raises ClassUnknown, ClassClosed."""
    held = hold_class(by=by, key=key)
    held.code = new_code() if on else ""
    held.save(update_fields=["code"])
    write_line(by=by.actor, at=at, city=held.city, verb="renew_class_code", target=held, on=on)
    return held


@transaction.atomic
def move_class_up(*, by: Standing, key: UUID, from_grade: int, name: str, at: datetime) -> SchoolClass:
    """The whole class into the next year under its new name; ``from_grade`` is the year that the page showed.

    Two at once move it once. Raises ClassUnknown, ClassClosed, ClassMoved, ClassLastYear, ClassNameWrong,
    ClassNameTaken.
    """
    held = hold_class(by=by, key=key)
    if held.grade != from_grade:
        raise ClassMoved
    if held.grade >= LAST_GRADE:
        raise ClassLastYear
    held.name, held.grade, held.moved_up_at = checked_name(name), held.grade + 1, at
    try:
        with transaction.atomic():
            held.save(update_fields=["name", "grade", "moved_up_at"])
    except IntegrityError as fault:
        raise _taken(fault) from fault
    write_line(by=by.actor, at=at, city=held.city, verb="move_class_up", target=held, grade=held.grade)
    return held


@transaction.atomic
def graduate_class(*, by: Standing, key: UUID, at: datetime) -> int:
    """The class is over: who is in it has graduated, who has not answered is asked no more. Its record stays.

    Returns how many graduated. Raises ClassUnknown, ClassClosed.
    """
    held = hold_class(by=by, key=key)
    pupils = ClassPupil.objects.filter(school_class=held)
    pupils.filter(state=PupilState.ASKED).update(state=PupilState.TAKEN_BACK)
    count = pupils.filter(state=PupilState.IN_CLASS).update(state=PupilState.GRADUATED, until=day_of(at))
    held.state, held.closed_at, held.code = ClassState.CLOSED, at, ""
    held.save(update_fields=["state", "closed_at", "code"])
    write_line(by=by.actor, at=at, city=held.city, verb="graduate_class", target=held, pupils=count)
    return count
