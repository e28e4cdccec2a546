"""What can be done with training: opening courses, recording who took them, and voiding a record. Posts ask for courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit, clock
from redvest.core.db.constraint import broken_constraint
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing, require_leads, require_member
from redvest.registry.rules.named_list import ListedPerson, repeated_lines
from redvest.service.models import Post, PostCourse, TrainingCourse, TrainingRecord
from redvest.service.rules import training as rules
from redvest.service.training_errors import (
    BadCourse,
    BadTrainingList,
    CourseExists,
    CourseNotFound,
    TrainingVoided,
)


@dataclass(frozen=True)
class CourseForm:
    """``valid_months``: how long it counts; None: for good."""

    name: str
    content: str
    minutes: int
    valid_months: int | None = None


@dataclass(frozen=True)
class Recorded:
    """How many records are new, and how many people had this training on this day already."""

    new: int
    known: int


@transaction.atomic
def open_course(*, by: Standing, body: Body, form: CourseForm, at: datetime) -> TrainingCourse:
    """A course of an organisation. Raises NotAllowed, BadCourse, CourseExists."""
    require_leads(by, body.pk)
    faults = _course_faults(form)
    if faults:
        raise BadCourse(errors=faults)
    try:
        with transaction.atomic():
            course = TrainingCourse.objects.create(
                city=body.city, body=body, name=form.name.strip(), content=form.content.strip(),
                minutes=form.minutes, valid_months=form.valid_months, created_at=at, created_by_id=require_member(by),
            )  # fmt: skip
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_live_course_per_name":
            raise CourseExists from fault
        raise
    audit.write_line(by=by.actor, at=at, city=body.city, verb="open_course", target=course)
    return course


def _course_faults(form: CourseForm) -> list[dict[str, str]]:
    faults = []
    if not 1 <= len(form.name.strip()) <= 60:
        faults.append({"field": "name", "sentence": "给课程起个名称，最长 60 个字。"})
    if not 1 <= len(form.content.strip()) <= 2000:
        faults.append({"field": "content", "sentence": "写明主要内容，最长 2000 个字。"})
    if not 1 <= form.minutes <= 60_000:
        faults.append({"field": "minutes", "sentence": "学习时长要在 1 到 60000 分钟之间。"})
    if form.valid_months is not None and not 1 <= form.valid_months <= 600:
        faults.append({"field": "valid_months", "sentence": "有效期要在 1 到 600 个月之间；长期有效就空着。"})
    return faults


@transaction.atomic
def end_course(*, by: Standing, course: TrainingCourse, at: datetime) -> None:
    """Hold it no more. Records keep counting, and posts that ask for it go on asking. Again changes nothing."""
    require_leads(by, course.body_id)
    if TrainingCourse.objects.filter(pk=course.pk, ended_at__isnull=True).update(ended_at=at):
        audit.write_line(by=by.actor, at=at, city=course.city, verb="end_course", target=course)


@transaction.atomic
def record_training(
    *, by: Standing, course: TrainingCourse, people: Sequence[ListedPerson], on: date, at: datetime
) -> Recorded:
    """Record who took a course on a day: all of them or, with one line at fault, nobody.

    Raises NotAllowed, BadTrainingList with ``lines`` (line, text, sentence) for each line that has to be changed.
    A person who has it already for that day is no fault: sending a list again adds only who is new.
    """
    require_leads(by, course.body_id)
    account_id = require_member(by)
    known = Volunteer.objects.filter(city=course.city, number__in={each.number for each in people})
    found = {volunteer.number: volunteer for volunteer in known}
    faults = _list_faults(people, found, on, clock.day_of(at))
    if faults:
        raise BadTrainingList(lines=faults)
    if any(by.is_self(volunteer.pk) for volunteer in found.values()):
        said = "名单里有你自己。自己的培训请另一位负责人来记。"
        raise BadTrainingList(lines=[{"line": 0, "text": "", "sentence": said}])
    # One at a time for a course, so that two people who send the same list count right.
    TrainingCourse.objects.select_for_update(no_key=True).get(pk=course.pk)
    ids = {found[each.number].pk for each in people}
    have = TrainingRecord.objects.filter(course=course, on=on, voided_at__isnull=True, volunteer_id__in=ids)
    new = ids - set(have.values_list("volunteer_id", flat=True))
    expires = rules.expires_on(on, course.valid_months)
    TrainingRecord.objects.bulk_create(
        TrainingRecord(
            city=course.city, volunteer_id=volunteer_id, course=course, on=on, expires_on=expires,
            recorded_by_id=account_id, recorded_at=at,
        )
        for volunteer_id in sorted(new)
    )  # fmt: skip
    audit.write_line(
        by=by.actor, at=at, city=course.city, verb="record_training", target=course, on=on.isoformat(),
        people=len(new),
    )  # fmt: skip
    return Recorded(len(new), len(ids) - len(new))


def _list_faults(
    people: Sequence[ListedPerson], found: Mapping[str, Volunteer], on: date, today: date
) -> list[dict[str, object]]:
    if not people:
        return [{"line": 0, "text": "", "sentence": "名单是空的，请勾选成员，或者一行一个粘贴志愿者编号。"}]
    if len(people) > rules.MOST_LINES:
        said = f"一次最多 {rules.MOST_LINES} 行，请分成几次。"
        return [{"line": 0, "text": "", "sentence": said}]
    if on > today:
        return [{"line": 0, "text": "", "sentence": "培训的日期不能在今天以后。"}]
    again = repeated_lines(people)
    said_of = {each.line: _fault_of(each, found.get(each.number), again.get(each.line)) for each in people}
    return [
        {"line": each.line, "text": each.text, "sentence": said_of[each.line]}
        for each in people
        if said_of[each.line]
    ]


def _fault_of(each: ListedPerson, volunteer: Volunteer | None, first: int | None) -> str:
    """What is wrong with a line, or an empty sentence."""
    if not each.number:
        return "这一行开头没有志愿者编号。"
    if volunteer is None:
        return "没有这个编号的志愿者，请核对有没有抄错。"
    if each.name and each.name != "".join(volunteer.name.split()):
        return "编号和姓名对不上，请核对是不是另一个人。"
    if first is not None:
        return f"和第 {first} 行是同一个人。"
    return ""


@transaction.atomic
def void_training(*, by: Standing, record: TrainingRecord, reason: str, at: datetime) -> None:
    """Take a mistaken record back; it stays visible with its reason. Raises NotAllowed, ReasonNeeded, TrainingVoided."""
    require_leads(by, record.course.body_id)
    said = rules.checked_reason(reason)
    standing = TrainingRecord.objects.filter(pk=record.pk, voided_at__isnull=True)
    if not standing.update(voided_at=at, voided_by_id=require_member(by), void_reason=said):
        raise TrainingVoided
    audit.write_line(by=by.actor, at=at, city=record.city, verb="void_training", target=record, reason=said)


def ask_for_courses(*, posts: Sequence[Post], wanted: Sequence[Sequence[UUID]], body_id: UUID) -> None:
    """Put down which courses of the organisation each new post asks for, inside the caller's transaction.

    Raises CourseNotFound for a course of somebody else, or one no longer held.
    """
    asked = {course_id for each in wanted for course_id in each}
    if not asked:
        return
    own = TrainingCourse.objects.filter(pk__in=asked, body_id=body_id, ended_at__isnull=True)
    if own.count() != len(asked):
        raise CourseNotFound
    PostCourse.objects.bulk_create(
        PostCourse(post=post, course_id=course_id)
        for post, courses in zip(posts, wanted, strict=True)
        for course_id in sorted(set(courses))
    )
