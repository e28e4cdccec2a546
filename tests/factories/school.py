"""Classes for tests: a school with its teacher, pupils of any age with a guardian, all written through the ORM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from redvest.registry.choices import PupilState, Role
from redvest.registry.models import (
    Account,
    Body,
    ClassPupil,
    ClassTeacher,
    Guardian,
    RecipientConsent,
    SchoolClass,
    Volunteer,
)
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.school import school_as_recipient
from redvest.registry.rules.school import PURPOSE, new_code
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_account,
    make_body,
    make_grant,
    make_volunteer,
    next_phone,
    standing_of,
)

TEN = date(2016, 1, 10)  # ten years old on the tests' day
GROWN = date(2007, 9, 1)


@dataclass(frozen=True)
class School:
    """A school, its head, a teacher and the class of that teacher."""

    body: Body
    head: Account
    teacher: Account
    found: SchoolClass

    @property
    def by(self) -> Standing:
        return standing_of(self.teacher)

    @property
    def as_head(self) -> Standing:
        return standing_of(self.head)


def make_teacher(body: Body, name: str = "林老师") -> Account:
    account = make_account(name=name)
    make_grant(account=account, role=Role.TEACHER, body=body)
    return account


def make_class(
    *, body: Body | None = None, name: str = "三年级二班", grade: int = 3, **more: Any
) -> SchoolClass:
    school = body or make_body()
    given = {"entry_year": 2023, "code": new_code(), "opened_at": NOW, **more}
    return SchoolClass.objects.create(
        city=CITY, region_path=school.region_path, body=school, name=name, grade=grade, **given
    )


def teach(found: SchoolClass, account: Account) -> ClassTeacher:
    return ClassTeacher.objects.create(school_class=found, account=account, since=date(2025, 9, 1))


def make_school(name: str | None = None) -> School:
    body = make_body(name=name)
    head = make_account(name="周校长")
    make_grant(account=head, role=Role.BODY_ADMIN, body=body)
    teacher = make_teacher(body)
    found = make_class(body=body)
    teach(found, teacher)
    return School(body, head, teacher, found)


def make_child(
    *, name: str = "李小禾", birth_on: date = TEN, with_account: bool = False, **more: Any
) -> Volunteer:
    return make_volunteer(name=name, birth_on=birth_on, with_account=with_account, **more)


def make_guardian(child: Volunteer, name: str = "王梅") -> Account:
    """An account whose phone is the child's guardian's."""
    phone = next_phone()
    account = make_account(name=name, phone=phone)
    kept = secret.keep_phone(phone, context=secret.GUARDIAN_PHONE)
    Guardian.objects.create(
        volunteer=child, name=name, relation="母亲", place=1, agreed_at=NOW,
        phone_sealed=kept.sealed, phone_hash=kept.hash, phone_tail=kept.tail,
    )  # fmt: skip
    return account


def make_pupil(
    found: SchoolClass,
    volunteer: Volunteer | None = None,
    *,
    state: PupilState = PupilState.IN_CLASS,
    shares: bool = False,
    **more: Any,
) -> ClassPupil:
    person = volunteer or make_child()
    if state not in (PupilState.ASKED, PupilState.DECLINED, PupilState.TAKEN_BACK):
        more = {"since": date(2025, 9, 1), "agreed_at": NOW, **more}
    if state in (PupilState.LEFT, PupilState.GRADUATED):
        more.setdefault("until", TODAY)
    pupil = ClassPupil.objects.create(
        city=found.city, school_class=found, volunteer=person, state=state, asked_at=NOW, **more
    )
    if shares:
        share(person, found.body)
    return pupil


def share(person: Volunteer, body: Body) -> RecipientConsent:
    return RecipientConsent.objects.create(
        volunteer=person, recipient=school_as_recipient(body), purpose=PURPOSE, given_at=NOW,
        expires_on=TODAY + timedelta(days=365),
    )  # fmt: skip
