"""Keeping the pictures and PDFs behind a request: checked by content, stored privately, named by the database alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from redvest.connectors.storage import storage
from redvest.core.identifiers import uuid7
from redvest.registry.policy import Standing, require_member
from redvest.service.backfill_errors import BadEvidence, EvidenceNeeded
from redvest.service.models import BackfillRequest, EvidenceFile, TransferRequest
from redvest.service.rules.evidence_file import LARGEST, MOST_FILES, ending_of, media_type_of, shown_name


@dataclass(frozen=True)
class NewFile:
    """A file as somebody sent it; only its content is believed."""

    name: str
    data: bytes


def check_files(*, files: Sequence[NewFile]) -> list[str]:
    """The media type of each. Raises EvidenceNeeded, BadEvidence with a sentence that names the file."""
    if not files:
        raise EvidenceNeeded
    if len(files) > MOST_FILES:
        raise BadEvidence(f"最多附 {MOST_FILES} 份材料。")
    types = []
    for file in files:
        if len(file.data) > LARGEST:
            raise BadEvidence(f"“{file.name[:40]}”太大了，一份最多 {LARGEST // 1024 // 1024} MB。")
        media_type = media_type_of(file.data)
        if media_type is None:
            raise BadEvidence(
                f"“{file.name[:40]}”不是照片或 PDF，或者没有传完整。请用 JPG、PNG、WebP 或 PDF。"
            )
        types.append(media_type)
    return types


def keep_files(
    *,
    by: Standing,
    files: Sequence[NewFile],
    backfill: BackfillRequest | None = None,
    transfer: TransferRequest | None = None,
    at: datetime,
) -> list[EvidenceFile]:
    """Store each file and its row, in the transaction of the request. A roll-back leaves only content that nobody can find."""
    city = (backfill or transfer).city  # type: ignore[union-attr]
    kept = []
    for file, media_type in zip(files, check_files(files=files), strict=True):
        key = f"evidence/{city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
        storage().write(key, file.data)
        kept.append(
            EvidenceFile(
                city=city, backfill=backfill, transfer=transfer, key=key,
                name=shown_name(file.name, media_type), media_type=media_type, size=len(file.data),
                sha256=hashlib.sha256(file.data).digest(), uploaded_by_id=require_member(by), uploaded_at=at,
            )
        )  # fmt: skip
    return EvidenceFile.objects.bulk_create(kept)
