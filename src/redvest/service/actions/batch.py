"""Certificates for a class or a unit at once: asked for in one step, issued one by one, never twice.

Every person of a batch is a row. A worker takes the next waiting row under a lock, issues, and writes what became of
it in the same transaction: a worker that is killed loses at most the one it was at, and the next goes on from there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.errors import DomainError
from redvest.core.events import publish
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.role import standing_of
from redvest.service.actions.certificate import issue_certificate
from redvest.service.certificate_errors import NotTheRecorder, WrongPeriod
from redvest.service.events import CertificateBatchAsked
from redvest.service.models import CertificateBatch, CertificateBatchItem
from redvest.service.queries.batch import known_to
from redvest.service.queries.certificate import is_head
from redvest.service.queries.public_address import public_address
from redvest.service.rules.batch import MOST, BatchEmpty, BatchTooLarge, PeopleUnknown

STALE = timedelta(minutes=2)
TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class BatchForm:
    """What a body's head asks for; ``volunteers`` are the keys of the people's records."""

    volunteers: Sequence[UUID]
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def ask_batch(
    *, by: Standing, body: Body, form: BatchForm, at: datetime, site_address: str = ""
) -> CertificateBatch:
    """Put a batch in line. Only the head of the recording body may, and only for people that the body knows."""
    account_id = require_member(by)
    public_address(site_address)  # said to who asks, not to whoever looks at a batch that stands still
    if not is_head(by, body):
        raise NotTheRecorder
    if form.starts_on and form.ends_on and form.starts_on > form.ends_on:
        raise WrongPeriod
    people = list(dict.fromkeys(form.volunteers))
    if not people:
        raise BatchEmpty
    if len(people) > MOST:
        raise BatchTooLarge(most=MOST)
    known = set(known_to(body).filter(pk__in=people).values_list("pk", flat=True))
    unknown = [str(each) for each in people if each not in known]
    if unknown:
        raise PeopleUnknown(unknown=unknown)
    batch = CertificateBatch.objects.create(
        city=body.city, body=body, title=form.title.strip()[:TITLE_LENGTH], starts_on=form.starts_on,
        ends_on=form.ends_on, asked_by_id=account_id, asked_at=at, moved_at=at, site_address=site_address[:200],
    )  # fmt: skip
    CertificateBatchItem.objects.bulk_create(
        [CertificateBatchItem(batch=batch, volunteer_id=each) for each in people]
    )
    write_line(by=by.actor, at=at, city=batch.city, verb="ask_batch", target=batch, people=len(people))
    publish(CertificateBatchAsked(city=batch.city, batch_id=batch.pk, at=at))
    return batch


@transaction.atomic
def issue_next(*, batch_id: UUID, at: datetime) -> bool:
    """Issue for the next waiting person; False when nobody waits whom no other worker has in hand.

    A refusal is what became of that person. A seal that cannot be used is nobody's fault: it is raised, and the
    person waits on.
    """
    item = (
        CertificateBatchItem.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("volunteer", "batch__body__successor", "batch__asked_by")
        .filter(batch_id=batch_id, done_at__isnull=True)
        .order_by("id")
        .first()
    )
    if item is None:
        _finish(batch_id, at)
        return False
    batch = item.batch
    try:
        item.certificate = issue_certificate(
            by=standing_of(batch.asked_by, day_of(at)), volunteer=item.volunteer, body=batch.body,
            starts_on=batch.starts_on, ends_on=batch.ends_on, at=at, site_address=batch.site_address,
        )  # fmt: skip
    except DomainError as refusal:
        if refusal.status >= 500:
            raise
        item.refused = refusal.code
    item.done_at = at
    item.save(update_fields=["certificate", "refused", "done_at"])
    CertificateBatch.objects.filter(pk=batch_id).update(moved_at=at)
    return True


def _finish(batch_id: UUID, at: datetime) -> None:
    """Close a batch of which nobody waits any more, once."""
    waiting = CertificateBatchItem.objects.filter(batch_id=batch_id, done_at__isnull=True)
    if waiting.exists():
        return
    if CertificateBatch.objects.filter(pk=batch_id, finished_at__isnull=True).update(finished_at=at):
        batch = CertificateBatch.objects.get(pk=batch_id)
        write_line(by=SYSTEM, at=at, city=batch.city, verb="finish_batch", target=batch)


@transaction.atomic
def take_up_stale(*, at: datetime) -> list[UUID]:
    """The batches that have not moved for a while, as after a killed worker; each is given out once per while."""
    resting = CertificateBatch.objects.select_for_update(skip_locked=True).filter(
        finished_at__isnull=True, moved_at__lt=at - STALE
    )
    keys = list(resting.values_list("pk", flat=True))
    CertificateBatch.objects.filter(pk__in=keys).update(moved_at=at)
    return keys
