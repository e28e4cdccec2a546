"""Consent to give one named recipient somebody's data: given for a time, taken back in one press, asked before giving."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.record import hold_living
from redvest.registry.actions.sharing import record_sharing
from redvest.registry.choices import SharingKind
from redvest.registry.guardian_errors import GuardianCodeNeeded
from redvest.registry.models import RecipientConsent, SharingLine, Volunteer
from redvest.registry.policy import Standing, require_governs
from redvest.registry.privacy_errors import ConsentNotGiven, RecipientWrong
from redvest.registry.queries.guardian import require_own_or_guardian
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.sharing import agreed_to, is_minor

LONGEST = timedelta(days=3 * 366)
BASIS = "个人信息保护法第 23 条：本人单独同意"


@transaction.atomic
def allow_recipient(
    *, by: Standing, volunteer: Volunteer, recipient: str, purpose: str, expires_on: date | None, at: datetime
) -> RecipientConsent:
    """Agree; agreeing anew with the same recipient replaces the old. A minor's is the guardian's to give.

    Raises NotAllowed, VolunteerNotActive, GuardianCodeNeeded, RecipientWrong.
    """
    if not require_own_or_guardian(by, volunteer, at) and is_minor(volunteer, at):
        raise GuardianCodeNeeded
    today = day_of(at)
    recipient, purpose = (" ".join(text.replace("\x00", " ").split()) for text in (recipient, purpose))
    if not 2 <= len(recipient) <= 120 or not 2 <= len(purpose) <= 200:
        raise RecipientWrong
    if expires_on is None or not today <= expires_on <= today + LONGEST:
        raise RecipientWrong
    hold_living(volunteer_id=volunteer.pk)  # two at once would both find none to replace
    live = RecipientConsent.objects.filter(
        volunteer_id__in=records_of(volunteer.pk), withdrawn_at__isnull=True
    )
    live.filter(recipient=recipient).update(withdrawn_at=at)
    given = RecipientConsent.objects.create(
        volunteer=volunteer, recipient=recipient, purpose=purpose, expires_on=expires_on, given_at=at
    )
    write_line(by=by.actor, at=at, city=volunteer.city, verb="allow_recipient", target=given)
    return given


@transaction.atomic
def stop_recipient(*, by: Standing, volunteer: Volunteer, consent_id: UUID, at: datetime) -> None:
    """Take it back, also where a merged record gave it; nothing more goes there. Raises NotAllowed, ConsentNotGiven."""
    require_own_or_guardian(by, volunteer, at)
    live = RecipientConsent.objects.filter(
        pk=consent_id, volunteer_id__in=records_of(volunteer.pk), withdrawn_at__isnull=True
    )
    if not live.update(withdrawn_at=at):
        raise ConsentNotGiven
    write_line(
        by=by.actor,
        at=at,
        city=volunteer.city,
        verb="stop_recipient",
        target=volunteer,
        consent=str(consent_id),
    )


@transaction.atomic
def share_with(
    *,
    by: Standing,
    recipient: str,
    purpose: str,
    fields: Sequence[str],
    people: Collection[Volunteer],
    at: datetime,
) -> SharingLine:
    """Note that a named party gets these people's data, before it does. Raises NotAllowed, ConsentNotGiven."""
    for each in people:
        require_governs(by, each.region_path)
    wanted = {each.pk for each in people}
    if not wanted or agreed_to(recipient, wanted, day_of(at)) != wanted:
        raise ConsentNotGiven
    return record_sharing(
        by=by, kind=SharingKind.THIRD_PARTY, recipient=recipient, purpose=purpose, basis=BASIS, fields=fields,
        volunteer_ids=wanted, region_path=by.regions()[0], at=at,
    )  # fmt: skip
