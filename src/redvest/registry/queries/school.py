"""Reads classes: a teacher's and a school's, a family's, what an officer may count, who lets the school have figures."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redvest.registry.choices import ClassState, PupilState, Role, VolunteerState
from redvest.registry.models import (
    Account,
    Body,
    ClassPupil,
    ClassTeacher,
    RecipientConsent,
    SchoolClass,
    Volunteer,
)
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import merged_records, records_of
from redvest.registry.queries.role import live_grants
from redvest.registry.rules.school import recipient_name
from redvest.registry.rules.standing import Standing
from redvest.registry.school_errors import ClassUnknown

AWAY = (
    VolunteerState.LEFT,
    VolunteerState.ERASED,
)  # who is off the register is on no list, until they come back


def schools_of(by: Standing) -> QuerySet[Body]:
    """Where somebody may open classes: bodies that they run or teach at and that have teachers."""
    return Body.objects.filter(pk__in=(*by.headed(), *by.taught()), city=by.city).order_by("name")


def classes_of(by: Standing) -> QuerySet[SchoolClass]:
    """A teacher's own classes, as long as the school calls them a teacher; all of a school that somebody runs."""
    where = Q(body_id__in=by.headed())
    if by.account_id is not None and by.taught():
        mine = ClassTeacher.objects.filter(
            school_class=OuterRef("pk"), account_id=by.account_id, until__isnull=True
        )
        where |= Q(Exists(mine), body_id__in=by.taught())
    return SchoolClass.objects.filter(where, city=by.city).select_related("body")


def class_in_charge(by: Standing, key: UUID) -> SchoolClass:
    """One of them. Raises ClassUnknown, which tells nobody whether it exists."""
    found = classes_of(by).filter(pk=key).first()
    if found is None:
        raise ClassUnknown
    return found


def with_counts(rows: QuerySet[SchoolClass]) -> QuerySet[SchoolClass]:
    """Classes with how many are in them and how many have not answered."""
    return rows.annotate(
        in_class=Count("pupils", filter=Q(pupils__state=PupilState.IN_CLASS)),
        asked=Count("pupils", filter=Q(pupils__state=PupilState.ASKED)),
    )


def counts_of_schools(by: Standing) -> QuerySet[Body]:
    """The schools of the places governed with their classes and pupils as figures, by name. One query."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    live = Q(classes__state=ClassState.ACTIVE)
    rows = Body.objects.filter(where, city=by.city, classes__isnull=False)
    return rows.annotate(
        class_count=Count("classes", filter=live, distinct=True),
        pupil_count=Count(
            "classes__pupils", filter=live & Q(classes__pupils__state=PupilState.IN_CLASS), distinct=True
        ),
    ).order_by("name", "id")


def teachers_of(found: SchoolClass) -> QuerySet[ClassTeacher]:
    return (
        ClassTeacher.objects.filter(school_class=found, until__isnull=True)
        .select_related("account")
        .order_by("since", "id")
    )


def teachers_at(body_id: UUID, on: date) -> QuerySet[Account]:
    """Whom a school calls its teachers on a day."""
    grants = live_grants(on).filter(body_id=body_id, role=Role.TEACHER)
    return Account.objects.filter(is_active=True, grants__in=grants).distinct().order_by("name", "id")


def pupils_of(found: SchoolClass) -> QuerySet[ClassPupil]:
    """Who is in a class or was asked into it and has not answered."""
    live = (PupilState.ASKED, PupilState.IN_CLASS)
    rows = ClassPupil.objects.filter(school_class=found, state__in=live).exclude(volunteer__state__in=AWAY)
    return rows.select_related("volunteer")


def there_already(found: SchoolClass, since: datetime) -> set[UUID]:
    """Who is not asked into a class: who waits or is in it, who said no to it, and whoever was asked after ``since``."""
    settled = (PupilState.ASKED, PupilState.IN_CLASS, PupilState.DECLINED)
    rows = ClassPupil.objects.filter(Q(state__in=settled) | Q(asked_at__gt=since), school_class=found)
    return set(rows.values_list("volunteer_id", flat=True))


def pupils_between(found: SchoolClass, first: date, last: date) -> QuerySet[ClassPupil]:
    """Whom a class answers for between two days: in it on the last one, come into it since, or graduated within them.

    A class is often set up after its term began, so the day of coming does not matter; who left is another class's.
    """
    graduated = Q(state=PupilState.GRADUATED, until__gte=first)
    rows = ClassPupil.objects.filter(
        Q(until__isnull=True) | Q(until__gt=last) | graduated, school_class=found, since__isnull=False
    )
    return rows.exclude(volunteer__state__in=AWAY).select_related("volunteer")


def class_now(volunteer_id: UUID) -> ClassPupil | None:
    """The class that somebody is in, by whichever of their records."""
    rows = ClassPupil.objects.filter(volunteer_id__in=records_of(volunteer_id), state=PupilState.IN_CLASS)
    return rows.select_related("school_class__body", "volunteer").first()


def asked_into(volunteer_id: UUID) -> QuerySet[ClassPupil]:
    """Classes that wait for a yes or no about this person, the latest first."""
    rows = ClassPupil.objects.filter(volunteer_id__in=records_of(volunteer_id), state=PupilState.ASKED)
    return rows.select_related("school_class__body", "volunteer").order_by("-asked_at", "-id")


def family_of(by: Standing, at: datetime) -> list[Volunteer]:
    """For whom somebody may answer: themselves and their children."""
    own = list(Volunteer.objects.filter(pk=by.volunteer_id)) if by.volunteer_id else []
    return [*own, *children_of(by, at)]


def school_as_recipient(body: Body) -> str:
    return recipient_name(body.name, body.code)


def sharing_with_school(
    body: Body, volunteer_ids: Collection[UUID], on: date, *, held: bool = False
) -> set[UUID]:
    """Those of these people who let the school have their figures on a day, by whichever of their records. Two queries.

    ``held``: the consents stay as they are until the end of the transaction, so that none is taken back meanwhile.
    """
    living = {**{each: each for each in volunteer_ids}, **merged_records(volunteer_ids)}
    rows = RecipientConsent.objects.filter(
        recipient=school_as_recipient(body),
        volunteer_id__in=living,
        withdrawn_at__isnull=True,
        expires_on__gte=on,
    )
    if held:
        rows = rows.select_for_update(of=("self",)).order_by("pk")
    return {living[each] for each in rows.values_list("volunteer_id", flat=True)}


def sharing_consent(volunteer_id: UUID, body: Body, on: date) -> RecipientConsent | None:
    """The consent by which somebody's figures go to a school."""
    rows = RecipientConsent.objects.filter(
        volunteer_id__in=records_of(volunteer_id),
        recipient=school_as_recipient(body),
        withdrawn_at__isnull=True,
    )
    return rows.filter(expires_on__gte=on).order_by("-given_at").first()
