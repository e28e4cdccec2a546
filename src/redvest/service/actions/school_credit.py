"""Credits of a class leave the house as a file for its school: only of who agreed, and on record before they go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.registry.actions.recipient import BASIS
from redvest.registry.actions.sharing import write_sharing
from redvest.registry.choices import SharingKind
from redvest.registry.models import SchoolClass
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.school import class_in_charge, school_as_recipient
from redvest.registry.rules.school import PURPOSE
from redvest.service.queries.school_credit import CreditRow, credit_rows, term_named, term_pupils
from redvest.service.rules.school_credit import Term

FIELDS = ("姓名", "编号", "服务时长", "服务学分", "培训时长", "实践学分")


@dataclass(frozen=True, slots=True)
class CreditSheet:
    """What one export says: a class, a term, a line for each pupil."""

    school_class: SchoolClass
    term: Term
    rows: list[CreditRow]


@transaction.atomic
def export_credits(*, by: Standing, key: UUID, term_key: str, at: datetime) -> CreditSheet:
    """The lines of a class for a term, with the sharing and the audit written down first.

    The consents are held until then: none is taken back between the look and the file. Who has not agreed stands on
    the list without figures. Raises ClassUnknown.
    """
    require_member(by)
    found, on = class_in_charge(by, key), day_of(at)
    term = term_named(found.region_path, on, term_key)
    rows = credit_rows(found, term_pupils(found, term, on), term, on, held=True)
    shared = [each.pupil.volunteer_id for each in rows if each.credit is not None]
    if shared:
        write_sharing(
            by=by, kind=SharingKind.THIRD_PARTY, recipient=school_as_recipient(found.body), purpose=PURPOSE,
            basis=BASIS, fields=FIELDS, volunteer_ids=shared, region_path=found.region_path, at=at,
        )  # fmt: skip
    write_line(
        by=by.actor, at=at, city=found.city, verb="export_school_credits", target=found, term=term.key,
        pupils=len(rows), shared=len(shared),
    )  # fmt: skip
    return CreditSheet(found, term, rows)
