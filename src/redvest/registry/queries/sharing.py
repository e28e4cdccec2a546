"""Who got somebody's data, who looked at it, and whether a minor's record is open to somebody just now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.core.clock import day_of
from redvest.core.models import AuditLine
from redvest.registry.models import Account, MinorLook, RecipientConsent, SharingLine, Volunteer
from redvest.registry.privacy_errors import MinorReasonNeeded
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.age import age_on
from redvest.registry.rules.standing import Standing

ADULT = 18  # 民法典 art. 17


def is_minor(volunteer: Volunteer, at: datetime) -> bool:
    """Whether somebody is under eighteen; an import without a birth date counts as grown up."""
    return volunteer.birth_on is not None and age_on(volunteer.birth_on, day_of(at)) < ADULT


def may_look(by: Standing, volunteer: Volunteer, at: datetime) -> bool:
    """Whether a record is open: an adult's, one's own, or a minor's for whom a reason still holds."""
    if by.is_self(volunteer.pk) or not is_minor(volunteer, at):
        return True
    if by.account_id is None:
        return False
    return MinorLook.objects.filter(
        volunteer=volunteer, account_id=by.account_id, at__lte=at, until__gt=at
    ).exists()


def require_look(by: Standing, volunteer: Volunteer, at: datetime) -> None:
    if not may_look(by, volunteer, at):
        raise MinorReasonNeeded


def agreed_to(recipient: str, volunteer_ids: Collection[UUID], on: date) -> set[UUID]:
    """Those who let this recipient have their data on this day."""
    live = RecipientConsent.objects.filter(
        recipient=recipient, volunteer_id__in=volunteer_ids, withdrawn_at__isnull=True, expires_on__gte=on
    )
    return set(live.values_list("volunteer_id", flat=True))


def recipients_of(volunteer_id: UUID) -> QuerySet[RecipientConsent]:
    """Every consent for a named recipient, taken back ones too, the latest first."""
    return RecipientConsent.objects.filter(volunteer_id__in=records_of(volunteer_id)).order_by(
        "-given_at", "-id"
    )


def sharing_of(records: Collection[UUID]) -> QuerySet[SharingLine]:
    """Every file or giving that a person's records were in, the latest first."""
    return SharingLine.objects.filter(volunteer_ids__overlap=list(records)).order_by("-at", "-id")


def looks_at(records: Collection[UUID]) -> QuerySet[MinorLook]:
    """Who opened a minor's record and why, the latest first."""
    return MinorLook.objects.filter(volunteer_id__in=records).select_related("account").order_by("-at")


def unmaskings_of(records: Collection[UUID], most: int = 100) -> list[tuple[AuditLine, str]]:
    """Each time a hidden number was shown in full, with the name of who saw it; one's own looks are left out."""
    people = [str(key) for key in records]
    shown = AuditLine.objects.filter(target_kind="Volunteer", target_id__in=people, verb="unmask")
    lines = list(shown.order_by("-id")[:most])
    found = Account.objects.filter(pk__in={line.actor_id for line in lines}).select_related("volunteer")
    names = {each.pk: each.name for each in found if getattr(each, "volunteer", None) is None
             or each.volunteer.pk not in records}  # fmt: skip
    return [(line, names[line.actor_id]) for line in lines if line.actor_id in names]


def sharing_within(by: Standing) -> QuerySet[SharingLine]:
    """The lines that somebody answers for: those of the places they govern."""
    places = Q(pk__in=())
    for path in by.regions():
        places |= Q(region_path__startswith=path)
    return SharingLine.objects.filter(places, city=by.city).select_related("account")


def looks_within(by: Standing) -> QuerySet[MinorLook]:
    """Looks at minors who live in the places that somebody governs, the latest first."""
    places = Q(pk__in=())
    for path in by.regions():
        places |= Q(volunteer__region_path__startswith=path)
    return MinorLook.objects.filter(places, city=by.city).select_related("account", "volunteer")
