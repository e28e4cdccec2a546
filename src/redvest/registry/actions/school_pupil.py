"""Pupils come into a class by a yes, their own or for a child a guardian's, and leave it freely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.message import Notice, tell_guardians, tell_person
from redvest.registry.actions.record import hold_living
from redvest.registry.actions.school import hold_class
from redvest.registry.choices import ClassState, MessageKind, PupilState, VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.models import ClassPupil, RecipientConsent, SchoolClass, Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.guardian import needs_guardian, require_own_or_guardian
from redvest.registry.queries.merge import living_record, records_of
from redvest.registry.queries.school import class_in_charge, school_as_recipient, there_already
from redvest.registry.queries.setting import rules
from redvest.registry.rules.age import age_on
from redvest.registry.rules.named_list import ListedPerson, read_list, repeated_lines
from redvest.registry.rules.school import MOST_LINES, check_age, typed_code
from redvest.registry.school_errors import (
    ClassClosed,
    ClassCodeWrong,
    ClassNeedsGuardian,
    InClassAlready,
    NotInClass,
    PupilListWrong,
    PupilMoved,
    PupilReasonMissing,
    PupilUnknown,
)

CODE_TRIES, CODE_WINDOW = 10, timedelta(hours=1)
ASK_AGAIN = timedelta(days=7)  # after which who was asked and let go may be asked anew


@transaction.atomic
def invite_pupils(*, by: Standing, key: UUID, text: str, at: datetime) -> int:
    """A teacher asks people into a class, a number a line, perhaps a name behind it: all or, with one line at fault, none.

    Guardians of minors hear it and answer. Who is asked or in the class already is no fault, nor is who said no:
    they are not asked again, and come by the code if they think better of it. Returns how many are newly asked.

    Raises ClassUnknown, ClassClosed, PupilListWrong with ``lines`` (line, text, sentence).
    """
    held = hold_class(by=by, key=key)
    people = read_list(text)
    rows = Volunteer.objects.filter(city=held.city, number__in={each.number for each in people})
    found = {each.number: each for each in rows.select_related("account")}
    faults = _faults(people, found)
    if faults:
        raise PupilListWrong(lines=faults)
    known = there_already(held, at - ASK_AGAIN)
    fresh = [found[each.number] for each in people if found[each.number].pk not in known]
    ask_pupils(held=held, people=fresh, by=by, at=at)
    write_line(by=by.actor, at=at, city=held.city, verb="invite_pupils", target=held, pupils=len(fresh))
    return len(fresh)


def ask_pupils(*, held: SchoolClass, people: Sequence[Volunteer], by: Standing, at: datetime) -> None:
    """Inside an action that holds the class and leaves its own line: each is asked and hears it."""
    made = ClassPupil.objects.bulk_create(
        ClassPupil(city=held.city, school_class=held, volunteer=each, asked_by_id=by.account_id, asked_at=at)
        for each in people
    )
    for each in made:
        _tell_asked(each, held, at)


def _tell_asked(pupil: ClassPupil, held: SchoolClass, at: datetime) -> None:
    person, notice = pupil.volunteer, Notice(MessageKind.GROUP, about=pupil, many=True)
    school = f"“{held.body.name}”{held.name}"
    if needs_guardian(person, at):
        text = f"{school}的老师请{person.name}加入班级。同意不同意由你，请到孩子的“学校”里答复。"
        tell_guardians(volunteer=person, text=text, at=at, notice=notice)
    else:
        text = f"{school}的老师请你加入班级。愿不愿意由你，请到“学校”里答复。"
        tell_person(volunteer=person, text=text, at=at, notice=notice)


def _faults(people: Sequence[ListedPerson], found: Mapping[str, Volunteer]) -> list[dict[str, object]]:
    if not people:
        return [{"line": 0, "text": "", "sentence": "名单是空的，请一行写一个志愿者编号。"}]
    if len(people) > MOST_LINES:
        return [{"line": 0, "text": "", "sentence": f"一次最多 {MOST_LINES} 行，请分成几次。"}]
    again = repeated_lines(people)
    said = {each.line: _fault_of(each, found.get(each.number), again.get(each.line)) for each in people}
    return [
        {"line": each.line, "text": each.text, "sentence": said[each.line]}
        for each in people
        if said[each.line]
    ]


def _require_age(person: Volunteer, held: SchoolClass, at: datetime) -> None:
    """Asked at the yes, never of a teacher's list: that would tell a teacher how old somebody is. Raises PupilAgeWrong."""
    on = day_of(at)
    found = rules(("school.least_age", "school.most_age"), held.region_path, on)
    age = age_on(person.birth_on, on) if person.birth_on else None
    check_age(age, held.grade, found["school.least_age"], found["school.most_age"])


def _fault_of(each: ListedPerson, person: Volunteer | None, first: int | None) -> str:
    """What is wrong with a line, or an empty sentence. It tells no more than whether number and name belong together."""
    if not each.number:
        return "这一行开头没有志愿者编号。"
    if person is None or person.state not in (VolunteerState.ACTIVE, VolunteerState.PENDING_GUARDIAN):
        return "没有这个编号的志愿者，或者登记不在正常状态，请核对。"
    if each.name and each.name != "".join(person.name.split()):
        return "编号和姓名对不上，请核对是不是另一个人。"
    if first is not None:
        return f"和第 {first} 行是同一个人。"
    return ""


@transaction.atomic
def answer_class(*, by: Standing, pupil_id: UUID, yes: bool, at: datetime) -> ClassPupil:
    """The person, or for a minor a guardian, answers the teacher.

    Raises PupilUnknown, NotTheGuardian, ClassNeedsGuardian, PupilMoved, ClassClosed, PupilAgeWrong, VolunteerNotActive,
    InClassAlready.
    """
    asked = ClassPupil.objects.select_related("school_class__body").filter(pk=pupil_id, city=by.city).first()
    if asked is None:
        raise PupilUnknown
    person = _require_grown_up(by, living_record(asked.volunteer_id), at)
    held = _hold_open(asked.school_class)
    waiting = ClassPupil.objects.filter(pk=asked.pk, state=PupilState.ASKED)
    if not yes:
        if not waiting.update(state=PupilState.DECLINED):
            raise PupilMoved
    else:
        _require_age(person, held, at)
        _require_free(person.pk)
        if not waiting.select_for_update().exists():
            raise PupilMoved
        _place(waiting, by, at)
    write_line(
        by=by.actor, at=at, city=asked.city, verb="answer_class", target=asked, yes=yes, school_class=str(held.pk)
    )  # fmt: skip
    asked.refresh_from_db()
    return asked


@transaction.atomic
def _join(by: Standing, volunteer: Volunteer, code: str, at: datetime) -> ClassPupil:
    held = SchoolClass.objects.select_for_update(no_key=True).filter(city=by.city, code=code).first()
    if held is None:
        raise ClassCodeWrong
    _require_age(volunteer, held, at)
    _require_free(volunteer.pk)
    mine = ClassPupil.objects.filter(school_class=held, volunteer_id__in=records_of(volunteer.pk))
    waiting = mine.filter(state=PupilState.ASKED)
    asked = waiting.first() or ClassPupil.objects.create(
        city=held.city, school_class=held, volunteer=volunteer, asked_by_id=by.account_id, asked_at=at
    )
    _place(ClassPupil.objects.filter(pk=asked.pk), by, at)
    write_line(by=by.actor, at=at, city=held.city, verb="join_class", target=asked, school_class=str(held.pk))
    asked.refresh_from_db()
    return asked


def join_class(*, by: Standing, volunteer: Volunteer, code: str, at: datetime) -> ClassPupil:
    """By the class's code, which the teacher hands out; for a minor the guardian types it.

    Counts tries, so it is not for a transaction of the caller's. Raises NotTheGuardian, ClassNeedsGuardian,
    TooManyTries, ClassCodeWrong, PupilAgeWrong, VolunteerNotActive, InClassAlready.
    """
    _require_grown_up(by, volunteer.pk, at)
    throttle.hit(f"class-code:{by.account_id}", limit=CODE_TRIES, window=CODE_WINDOW, at=at)
    typed = typed_code(code)
    if not typed:
        raise ClassCodeWrong
    return _join(by, volunteer, typed, at)


def _require_grown_up(by: Standing, volunteer_id: UUID, at: datetime) -> Volunteer:
    """Whose yes counts: a grown-up's own, a guardian's for a minor. Returns the record that lives."""
    require_member(by)
    person = Volunteer.objects.get(pk=volunteer_id)
    if not require_own_or_guardian(by, person, at) and needs_guardian(person, at):
        raise ClassNeedsGuardian
    return person


def _hold_open(school_class: SchoolClass) -> SchoolClass:
    """Locked before the person, as everywhere here, so that no class graduates while somebody comes into it."""
    held = SchoolClass.objects.select_for_update(no_key=True).get(pk=school_class.pk)
    if held.state != ClassState.ACTIVE:
        raise ClassClosed
    return held


def _require_free(volunteer_id: UUID) -> None:
    """Held, so that two classes at once do not both get the same person, by whichever record."""
    person = hold_living(volunteer_id=volunteer_id)
    if person.state not in (VolunteerState.ACTIVE, VolunteerState.PENDING_GUARDIAN):
        raise VolunteerNotActive
    live = ClassPupil.objects.filter(volunteer_id__in=records_of(person.pk), state=PupilState.IN_CLASS)
    if live.exists():
        raise InClassAlready


def _place(rows: QuerySet[ClassPupil], by: Standing, at: datetime) -> None:
    try:
        with transaction.atomic():
            rows.update(state=PupilState.IN_CLASS, agreed_by_id=by.account_id, agreed_at=at, since=day_of(at))
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_live_class_per_pupil":
            raise InClassAlready from fault
        raise


@transaction.atomic
def leave_class(*, by: Standing, volunteer: Volunteer, at: datetime) -> None:
    """The person or a guardian, at any time and without a reason; the school gets no figures from then on.

    Raises NotTheGuardian, NotInClass.
    """
    require_own_or_guardian(by, volunteer, at)
    live = ClassPupil.objects.filter(volunteer_id__in=records_of(volunteer.pk), state=PupilState.IN_CLASS)
    pupil = live.select_related("school_class__body").first()
    if pupil is None or not live.filter(pk=pupil.pk).update(state=PupilState.LEFT, until=day_of(at)):
        raise NotInClass
    _stop_sharing(pupil, at)
    write_line(by=by.actor, at=at, city=pupil.city, verb="leave_class", target=pupil)


@transaction.atomic
def end_pupil(*, by: Standing, key: UUID, pupil_id: UUID, reason: str, at: datetime) -> ClassPupil:
    """A teacher takes somebody out of a class in words, or takes an invitation back without any.

    Raises ClassUnknown, PupilUnknown, PupilReasonMissing, PupilMoved.
    """
    found = class_in_charge(by, key)
    rows = ClassPupil.objects.filter(pk=pupil_id, school_class=found)
    pupil = rows.select_related("school_class__body", "volunteer__account").first()
    if pupil is None:
        raise PupilUnknown
    said = " ".join(reason.replace("\x00", "").split())[:200]
    if pupil.state == PupilState.ASKED:
        done = rows.filter(state=PupilState.ASKED).update(state=PupilState.TAKEN_BACK)
    else:
        if not said:
            raise PupilReasonMissing
        live = rows.filter(state=PupilState.IN_CLASS)
        done = live.update(state=PupilState.LEFT, until=day_of(at), reason=said)
    if not done:
        raise PupilMoved
    write_line(by=by.actor, at=at, city=pupil.city, verb="end_pupil", target=pupil, reason=said)
    if pupil.state == PupilState.IN_CLASS:
        _stop_sharing(pupil, at)
        _tell_out(pupil, said, at)
    pupil.refresh_from_db()
    return pupil


def _tell_out(pupil: ClassPupil, said: str, at: datetime) -> None:
    person, notice = pupil.volunteer, Notice(MessageKind.GROUP, about=pupil)
    text = f"{person.name}不在“{pupil.school_class.body.name}”{pupil.school_class.name}了：{said}。服务记录不受影响。"
    if needs_guardian(person, at):
        tell_guardians(volunteer=person, text=text, at=at, notice=notice)
    else:
        tell_person(volunteer=person, text=text, at=at, notice=notice)


def _stop_sharing(pupil: ClassPupil, at: datetime) -> None:
    """The purpose is over with the class: what the school was let have ends with it."""
    rows = RecipientConsent.objects.filter(
        volunteer_id__in=records_of(living_record(pupil.volunteer_id)),
        recipient=school_as_recipient(pupil.school_class.body),
        withdrawn_at__isnull=True,
    )
    rows.update(withdrawn_at=at)


def settle_classes(*, merged_id: UUID, survivor_id: UUID, at: datetime) -> None:
    """Inside a merge: classes follow the person to the record that lives on; of two classes at once its own stays.

    Both records are held by the merge. Undone, the classes stay with the record that lived on.
    """
    gone, kept = (ClassPupil.objects.filter(volunteer_id=each) for each in (merged_id, survivor_id))
    if kept.filter(state=PupilState.IN_CLASS).exists():
        gone.filter(state=PupilState.IN_CLASS).update(
            state=PupilState.LEFT, until=day_of(at), reason="两份记录合并，另一份记录已经在班"
        )
    for one, other in ((kept, gone), (gone, kept)):  # the same class asks one person once
        live = other.filter(state__in=(PupilState.ASKED, PupilState.IN_CLASS))
        there = list(live.values_list("school_class_id", flat=True))
        one.filter(state=PupilState.ASKED, school_class_id__in=there).update(state=PupilState.TAKEN_BACK)
    gone.update(volunteer_id=survivor_id)
