"""A family lets the school have its child's credits, or stops it: one consent for one recipient (PIPL art. 23)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.clock import day_of
from redvest.registry.actions.recipient import LONGEST, allow_recipient, stop_recipient
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.privacy_errors import ConsentNotGiven
from redvest.registry.queries.guardian import require_own_or_guardian
from redvest.registry.queries.school import class_now, school_as_recipient, sharing_consent
from redvest.registry.rules.school import PURPOSE
from redvest.registry.school_errors import NotInClass


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
