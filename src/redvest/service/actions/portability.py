"""Hands somebody the copy of all that is held about them, and leaves a line that it was taken."""

from __future__ import annotations

from datetime import datetime

from redvest.connectors.storage import storage
from redvest.registry.actions.sharing import record_sharing
from redvest.registry.choices import SharingKind
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import require_own_or_guardian
from redvest.registry.queries.qualification import qualifications_of
from redvest.service.queries.copy_sheet import counted, summary
from redvest.service.queries.portability import whole_copy
from redvest.service.queries.portability_person import paper_name
from redvest.service.rules.copy_pdf import copy_pdf, copy_zip

BASIS = "个人信息保护法第 45 条"


def take_copy(*, by: Standing, volunteer: Volunteer, unmasked: bool = False, at: datetime) -> bytes:
    """A zip of ``data.json``, ``copy.pdf`` and papers, for oneself or a minor's guardian alone. Raises NotTheGuardian.

    ``unmasked``: the numbers in full. The caller has asked for a fresh proof (``actions/afresh.py``) just before.
    """
    require_own_or_guardian(by, volunteer, at)
    copy = whole_copy(volunteer, at, unmasked=unmasked)
    fields = [*(label for _, label in counted()), *(["完整号码"] if unmasked else [])]
    record_sharing(
        by=by, kind=SharingKind.SELF, recipient=volunteer.name, purpose="本人取走副本", basis=BASIS,
        fields=fields, volunteer_ids=[volunteer.pk], region_path=volunteer.region_path, at=at,
    )  # fmt: skip
    return copy_zip(copy, copy_pdf(summary(copy), at), _papers(volunteer), at)


def _papers(volunteer: Volunteer) -> dict[str, bytes]:
    """The papers of the qualifications, under the names that the copy gives them; one that is gone is left out."""
    kept = storage()
    rows = qualifications_of(volunteer.pk)
    return {paper_name(row): kept.read(row.proof_key) for row in rows if kept.exists(row.proof_key)}
