"""Signed papers for tests: another house's seal, and a log sealed by hand where its sealer is not what is tested."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from redvest.connectors.eseal import LocalSeal, seal_pdf
from redvest.core.merkle import leaf_hash, root
from redvest.service.models import HoursEntry, LogHead, LogKey, LogLeaf, LogTile
from redvest.service.rules.certificate_pdf import render
from tests.factories.registry import CITY, NOW

NUMBER = "RV-7K2M-9QXA-04TB-WN3E"


def plain_pdf() -> bytes:
    """A small certificate as it leaves the typesetter, unsigned."""
    blank = {"starts": "", "ends": "", "count": "1", "verified": "1 小时", "verified_minutes": 60, "unverified": "",
             "unverified_minutes": 0, "content": ""}  # fmt: skip
    data = {
        "title": "志愿服务证明", "site": "新余志愿", "number": NUMBER, "recorder": "队", "successor_note": "",
        "person": {"name": "李明霞", "number": "1", "id_type": "", "id_number": ""},
        "issuer": {"name": "队", "responsible": "", "handler": "", "contact": ""}, "service": blank,
        "grades": [{"grade": "A", "word": "", "time": "", "minutes": 60}], "lines": [], "legend": "", "public": "",
        "log": {"head": "", "root": ""}, "issued_on": "", "how": "", "rests_on": "", "check_at": "", "qr": "",
    }  # fmt: skip
    return render(data, NOW)


def sealed_pdf(folder: Path, name: str = "新余志愿") -> bytes:
    """The same under the seal of a folder."""
    return seal_pdf(
        plain_pdf(), LocalSeal(folder, name), reason=f"志愿服务证明 {NUMBER}", place="新余", at=NOW
    )


def log_entries(entries: Sequence[HoursEntry]) -> LogHead:
    """Leaves, their one tile and a head over them, as the sealer would write them (fewer than 256)."""
    hashes = [leaf_hash(bytes(entry.commitment)) for entry in entries]
    for index, entry in enumerate(entries):
        LogLeaf.objects.create(entry=entry, city=CITY, index=index)
    LogTile.objects.create(city=CITY, level=0, index=0, hashes=b"".join(hashes))
    key = LogKey.objects.create(city=CITY, public=bytes(32), private_sealed=b"", created_at=NOW)
    return LogHead.objects.create(
        city=CITY, size=len(entries), root=root(hashes), signed_at=NOW, key=key, checkpoint=""
    )
