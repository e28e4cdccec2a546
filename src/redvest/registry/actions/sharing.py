"""Writes down that people's data went somewhere: to another body, or into a file of somebody on the staff."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.registry.choices import SharingKind
from redvest.registry.models import SharingLine
from redvest.registry.policy import Standing


class Shared(TypedDict):
    """What a line says; ``region_path`` is the place whose officers answer for it, ``others`` how many have no record."""

    kind: SharingKind
    recipient: str
    purpose: str
    basis: str
    fields: Sequence[str]
    volunteer_ids: Collection[UUID]
    region_path: str
    others: NotRequired[int]


def write_sharing(*, by: Standing, at: datetime, **shared: Unpack[Shared]) -> SharingLine:
    """The line alone, inside an action that writes its own line of the audit trail."""
    people = sorted(set(shared["volunteer_ids"]))
    return SharingLine.objects.create(
        city=by.city,
        region_path=shared["region_path"],
        at=at,
        account_id=by.account_id,
        kind=shared["kind"],
        recipient=shared["recipient"][:120],
        purpose=shared["purpose"][:200],
        basis=shared["basis"][:120],
        fields=list(shared["fields"]),
        people=len(people) + shared.get("others", 0),
        volunteer_ids=people,
    )


@transaction.atomic
def record_sharing(*, by: Standing, at: datetime, **shared: Unpack[Shared]) -> SharingLine:
    """One line with its audit line, to be written before the rows leave."""
    line = write_sharing(by=by, at=at, **shared)
    write_line(
        by=by.actor,
        at=at,
        city=by.city,
        verb="share_data",
        target=line,
        kind=shared["kind"].value,
        people=line.people,
    )
    return line
