"""What stands behind a deliverable: activities with their hours, and papers. The supplier ties them, nobody types a sum."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import partial

from django.db import transaction

from redvest.connectors.storage import storage
from redvest.core.audit import write_line
from redvest.core.db.constraint import refused_by
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of, media_type_of, shown_name
from redvest.oversight.choices import ContractState as State
from redvest.oversight.choices import DeliverableKind
from redvest.oversight.contract_errors import (
    ActivityNotTheirs,
    BadPaper,
    BilledTwice,
    ContractState,
    DeliverableUnknown,
    PaperTwice,
    RecordAccepted,
    RecordMismatch,
)
from redvest.oversight.models import ContractPaper, Deliverable, DeliverableActivity
from redvest.oversight.policy import require_delivers
from redvest.oversight.queries.contract import in_time_of
from redvest.oversight.rules.terms import LARGEST
from redvest.registry.actions.forgetting import unlink
from redvest.registry.policy import Standing, require_member
from redvest.service.models import Activity


@transaction.atomic
def link_activity(
    *, by: Standing, deliverable: Deliverable, activity: Activity, at: datetime
) -> DeliverableActivity:
    """Its records count for this deliverable and for no other of the same kind, in whatever contract.

    Raises NotAllowed, ContractState, RecordMismatch, ActivityNotTheirs, BilledTwice.
    """
    contract = deliverable.milestone.contract
    _may_deliver(by, deliverable)
    if deliverable.kind == DeliverableKind.DOCUMENT:
        raise RecordMismatch
    if not in_time_of(contract, activity):
        raise ActivityNotTheirs
    link = DeliverableActivity(
        city=deliverable.city, deliverable=deliverable, activity=activity, kind=deliverable.kind,
        linked_by_id=require_member(by), linked_at=at,
    )  # fmt: skip
    with refused_by(activity_billed_once_per_kind=BilledTwice):
        link.save(force_insert=True)
    write_line(
        by=by.actor,
        at=at,
        city=link.city,
        verb="link_activity",
        target=deliverable,
        activity=str(activity.pk),
    )
    return link


@transaction.atomic
def unlink_activity(*, by: Standing, link: DeliverableActivity, at: datetime) -> None:
    """Unless what it brings is accepted. Raises NotAllowed, ContractState, RecordAccepted, DeliverableUnknown."""
    _may_deliver(by, link.deliverable)
    with refused_by(record_is_accepted=RecordAccepted):
        if not DeliverableActivity.objects.filter(pk=link.pk).delete()[0]:
            raise DeliverableUnknown
    write_line(
        by=by.actor, at=at, city=link.city, verb="unlink_activity", target=link.deliverable,
        activity=str(link.activity_id),
    )  # fmt: skip


@transaction.atomic
def deliver_paper(
    *, by: Standing, deliverable: Deliverable, name: str, data: bytes, at: datetime
) -> ContractPaper:
    """A photo or PDF; the same content once in a city. Raises NotAllowed, ContractState, RecordMismatch, BadPaper,
    PaperTwice."""
    _may_deliver(by, deliverable)
    if deliverable.kind != DeliverableKind.DOCUMENT:
        raise RecordMismatch
    media_type = media_type_of(data) if 0 < len(data) <= LARGEST else None
    if media_type is None:
        raise BadPaper
    key = f"contract/{deliverable.city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
    paper = ContractPaper(
        city=deliverable.city, deliverable=deliverable, key=key, name=shown_name(name, media_type),
        media_type=media_type, size=len(data), sha256=hashlib.sha256(data).digest(),
        added_by_id=require_member(by), added_at=at,
    )  # fmt: skip
    with refused_by(paper_delivered_once=PaperTwice):
        paper.save(force_insert=True)
    storage().write(key, data)
    write_line(by=by.actor, at=at, city=paper.city, verb="deliver_paper", target=paper)
    return paper


@transaction.atomic
def withdraw_paper(*, by: Standing, paper: ContractPaper, at: datetime) -> None:
    """Unless it is accepted; the file goes as well. Raises NotAllowed, ContractState, RecordAccepted, DeliverableUnknown."""
    _may_deliver(by, paper.deliverable)
    with refused_by(record_is_accepted=RecordAccepted):
        if not ContractPaper.objects.filter(pk=paper.pk).delete()[0]:
            raise DeliverableUnknown
    write_line(by=by.actor, at=at, city=paper.city, verb="withdraw_paper", target=paper)
    transaction.on_commit(partial(unlink, key=paper.key))


def _may_deliver(by: Standing, deliverable: Deliverable) -> None:
    contract = deliverable.milestone.contract
    require_delivers(by, contract)
    if contract.state != State.RUNNING:
        raise ContractState
