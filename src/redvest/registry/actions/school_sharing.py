"""A family lets the school have its child's credits, or stops it: one consent for one recipient (PIPL art. 23)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.message import Notice, tell_guardians, tell_person
from redvest.registry.actions.recipient import LONGEST, allow_recipient, stop_recipient
from redvest.registry.choices import ClassState, MessageKind, PupilState
from redvest.registry.models import ClassPupil, SchoolClass, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.privacy_errors import ConsentNotGiven
from redvest.registry.queries.guardian import needs_guardian, require_own_or_guardian
from redvest.registry.queries.school import (
    class_in_charge,
    class_now,
    pupils_of,
    school_as_recipient,
    sharing_consent,
    sharing_with_school,
)
from redvest.registry.rules.school import PURPOSE
from redvest.registry.school_errors import ClassClosed, FamiliesReminded, NotInClass

REMIND_DAYS = 7


@transaction.atomic
def share_credits(*, by: Standing, volunteer: Volunteer, yes: bool, at: datetime) -> None:
    """For the school of the class that somebody is in, for three years at most. The lines of the audit are the consent's.

    Raises NotTheGuardian, GuardianCodeNeeded, NotInClass, ConsentNotGiven.
    """
    require_own_or_guardian(by, volunteer, at)
    pupil = class_now(volunteer.pk)
    if pupil is None:
        raise NotInClass
    school, today = pupil.school_class.body, day_of(at)
    if yes:
        allow_recipient(
            by=by, volunteer=volunteer, recipient=school_as_recipient(school), purpose=PURPOSE,
            expires_on=today + LONGEST, at=at,
        )  # fmt: skip
        return
    given = sharing_consent(volunteer.pk, school, today)
    if given is None:
        raise ConsentNotGiven
    stop_recipient(by=by, volunteer=volunteer, consent_id=given.pk, at=at)


def remind_families(*, by: Standing, key: UUID, at: datetime) -> int:
    """Families who have not answered a class, or have said nothing of the credits, hear of it; once a week for a class.

    Returns how many. Raises ClassUnknown, ClassClosed, FamiliesReminded.
    """
    found = class_in_charge(by, key)
    if found.state != ClassState.ACTIVE:
        raise ClassClosed
    with transaction.atomic():
        if not throttle.first_time(f"class-remind:{found.pk}", lasting=timedelta(days=REMIND_DAYS), at=at):
            raise FamiliesReminded
        pupils = list(pupils_of(found).select_related("volunteer__account"))
        agreed = sharing_with_school(found.body, {each.volunteer_id for each in pupils}, day_of(at))
        silent = [each for each in pupils if each.volunteer_id not in agreed]
        write_line(
            by=by.actor, at=at, city=found.city, verb="remind_families", target=found, pupils=len(silent)
        )
        for each in silent:
            _remind(each, found, at)
    return len(silent)


def _remind(pupil: ClassPupil, found: SchoolClass, at: datetime) -> None:
    person, notice = pupil.volunteer, Notice(MessageKind.GROUP, about=pupil, many=True)
    what = (
        f"老师请{person.name}加入{found.name}，还等你答复"
        if pupil.state == PupilState.ASKED
        else f"{found.name}想知道{person.name}的服务学分，愿不愿意提供由你"
    )
    text = f"“{found.body.name}”{what}。请到“学校”里看看。"
    if needs_guardian(person, at):
        tell_guardians(volunteer=person, text=text, at=at, notice=notice)
    else:
        tell_person(volunteer=person, text=text, at=at, notice=notice)
