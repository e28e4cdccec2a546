"""Awards (order 67 art. 9): what an award record holds, which proofs are taken, what can go wrong. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LARGEST_PROOF = 5 * 1024 * 1024
_KINDS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
MEDIA_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
_LIMITS = {
    "name": 80,
    "granted_by": 80,
    "document_name": 80,
    "document_number": 40,
    "kind": 20,
    "content": 500,
}
_EARLIEST = date(1949, 10, 1)


@dataclass(frozen=True)
class AwardForm:
    """What order 67 asks for (名称, 日期, 授予单位) and what the national system also keeps."""

    name: str
    on: date
    granted_by: str = ""
    document_name: str = ""
    document_number: str = ""
    kind: str = ""
    content: str = ""


def award_faults(form: AwardForm, today: date, *, needs_giver: bool) -> list[dict[str, str]]:
    """One sentence for each field at fault."""
    faults = [
        {"field": name, "sentence": f"这一项最长 {limit} 个字。"}
        for name, limit in _LIMITS.items()
        if len(getattr(form, name)) > limit
    ]
    if not form.name.strip():
        faults.append({"field": "name", "sentence": "请写明是什么表彰，例如“2025 年度优秀志愿者”。"})
    if needs_giver and not form.granted_by.strip():
        faults.append({"field": "granted_by", "sentence": "请写明是哪个单位授予的。"})
    if not _EARLIEST <= form.on <= today:
        faults.append({"field": "on", "sentence": "表彰的日期不能在今天以后，也不能早于 1949 年。"})
    return faults


def proof_kind(data: bytes) -> str | None:
    """What a proof is by its first bytes, whatever its name says: pdf, png or jpg; None where it is none of these."""
    return next((kind for start, kind in _KINDS if data.startswith(start)), None)
