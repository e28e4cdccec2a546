"""Reads of batches: whom a body may issue for, how far a batch has come, and its papers as one ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from redvest.connectors.storage import FileMissing, storage
from redvest.core.clock import day_of
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rule
from redvest.service.certificate_errors import NoSuccessor, NothingToCertify, NotTheRecorder, WrongPeriod
from redvest.service.choices import CertificateState
from redvest.service.models import CertificateBatch, CertificateBatchItem, HoursEntry
from redvest.service.queries.certificate import is_head
from redvest.service.rules.batch import BatchExpired, BatchNotFound, Progress

REFUSALS = {fault.code: fault for fault in (NothingToCertify, NotTheRecorder, NoSuccessor, WrongPeriod)}


def members_of(body: Body) -> QuerySet[Volunteer]:
    """The present members of a body, by name."""
    present = Membership.objects.filter(body=body, left_on__isnull=True, volunteer=OuterRef("pk"))
    return Volunteer.objects.filter(Exists(present), city=body.city).order_by("pinyin", "id")


def known_to(body: Body) -> QuerySet[Volunteer]:
    """Whom a body may issue for: its members past and present, and those whose hours it recorded."""
    belonged = Membership.objects.filter(body=body, volunteer=OuterRef("pk"))
    served = HoursEntry.objects.filter(body=body, volunteer=OuterRef("pk"))
    return Volunteer.objects.filter(Exists(belonged) | Exists(served), city=body.city)


def people_by_number(body: Body, numbers: Iterable[str]) -> tuple[list[UUID], list[str]]:
    """The people of a body with these numbers, in that order, and the numbers that are nobody's there."""
    wanted = list(numbers)
    found = dict(known_to(body).filter(number__in=wanted).values_list("number", "pk"))
    return [found[each] for each in wanted if each in found], [each for each in wanted if each not in found]


def batches_of(body: Body) -> QuerySet[CertificateBatch]:
    """A body's batches with their counts, the newest first."""
    return _counted().filter(body=body).order_by("-asked_at", "-id")


def batch_for(*, by: Standing, batch_id: UUID) -> CertificateBatch:
    """A batch for who may see its papers: a head of its body. Raises BatchNotFound."""
    found = _counted().select_related("body__successor", "asked_by").filter(pk=batch_id, city=by.city).first()
    if found is None or not is_head(by, found.body):
        raise BatchNotFound
    return found


def _counted() -> QuerySet[CertificateBatch]:
    return CertificateBatch.objects.annotate(
        total=Count("items"),
        issued=Count("items", filter=Q(items__certificate__isnull=False)),
        refused=Count("items", filter=~Q(items__refused="")),
    )


def progress(batch: CertificateBatch) -> Progress:
    """How far it has come, from a row of the functions above."""
    return Progress(batch.total, batch.issued, batch.refused)  # type: ignore[attr-defined]


def refusals(batch: CertificateBatch) -> list[tuple[Volunteer, str]]:
    """Who got none, each with the sentence that says why."""
    rows = batch.items.exclude(refused="").select_related("volunteer").order_by("id")
    return [(row.volunteer, sentence(row.refused)) for row in rows]


def sentence(code: str) -> str:
    """The sentence of a refusal that a batch kept by its code."""
    return REFUSALS[code]().message if code in REFUSALS else code


def papers(batch: CertificateBatch) -> QuerySet[CertificateBatchItem]:
    """The certificates that were issued and still stand."""
    return (
        batch.items.filter(certificate__state=CertificateState.VALID)
        .select_related("certificate", "volunteer")
        .order_by("id")
    )


def expires_at(batch: CertificateBatch) -> datetime | None:
    """Until when its papers can be fetched in one go; None while it is not finished."""
    if batch.finished_at is None:
        return None
    days: int = rule("certificate.batch_days", batch.body.region_path, day_of(batch.finished_at))
    return batch.finished_at + timedelta(days=days)


def require_fresh(batch: CertificateBatch, at: datetime) -> None:
    """Raises BatchExpired unless the batch is finished and its papers may still be fetched together."""
    until = expires_at(batch)
    if until is None or until < at:
        raise BatchExpired


def zip_of(batch: CertificateBatch) -> Iterator[bytes]:
    """A ZIP of the papers, made while it is read: nothing private is laid down for it, and it takes no memory."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for item in papers(batch).iterator(chunk_size=100):
            assert item.certificate is not None
            try:
                paper = storage().read(item.certificate.file)
            except FileMissing:
                continue
            archive.writestr(f"{item.volunteer.name} {item.certificate.number}.pdf".replace("/", "_"), paper)
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what a ZIP writes and hands it on; it cannot go back, so the ZIP writes straight ahead."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._kept += data
        return len(data)

    def taken(self) -> bytes:
        pieces, self._kept = bytes(self._kept), bytearray()
        return pieces
