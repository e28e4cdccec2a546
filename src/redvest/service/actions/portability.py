"""Hands somebody the copy of all that is held about them, and leaves a line that it was taken."""

from __future__ import annotations

from datetime import datetime

from redvest.registry.actions.sharing import record_sharing
from redvest.registry.choices import SharingKind
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import require_own_or_guardian
from redvest.service.queries.portability import COUNTED, summary, whole_copy
from redvest.service.rules.copy_pdf import copy_pdf, copy_zip

BASIS = "个人信息保护法第 45 条"


def take_copy(*, by: Standing, volunteer: Volunteer, at: datetime) -> bytes:
    """A zip of ``data.json`` and ``copy.pdf``, for oneself or a minor's guardian alone. Raises NotTheGuardian."""
    require_own_or_guardian(by, volunteer, at)
    copy = whole_copy(volunteer, at)
    record_sharing(
        by=by, kind=SharingKind.SELF, recipient=volunteer.name, purpose="本人取走副本", basis=BASIS,
        fields=[label for _, label in COUNTED], volunteer_ids=[volunteer.pk], region_path=volunteer.region_path, at=at,
    )  # fmt: skip
    return copy_zip(copy, copy_pdf(summary(copy), at), at)
