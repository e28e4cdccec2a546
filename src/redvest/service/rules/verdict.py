"""What a check of a certificate file comes to: the same five answers whatever kind of file it is.

Pure. ``queries/paper_check`` comes to one for a PDF; other kinds of files have their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Whether the certificate stands today."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # the house was asked and knows no such certificate
    UNASKED = "unasked"  # the house could not be asked, or the file is not of this house


STATUS_WORDS = {
    Status.VALID: "有效",
    Status.REVOKED: "已撤销",
    Status.UNKNOWN: "查无此证",
    Status.UNASKED: "没有查到（离线，或者不是本站开具）",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``issued_by`` is the subject of the signing certificate, ``in_log`` None where it could not be asked."""

    intact: bool
    trusted: bool
    issued_by: str = ""
    number: str = ""
    status: Status = Status.UNASKED
    in_log: bool | None = None
    reasons: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Nothing that could be checked speaks against the file."""
        stands = self.status in (Status.VALID, Status.UNASKED)
        return self.intact and self.trusted and stands and self.in_log is not False

    def as_json(self) -> dict[str, object]:
        return {
            "intact": self.intact,
            "trusted": self.trusted,
            "issued_by": self.issued_by,
            "number": self.number,
            "status": self.status.value,
            "in_log": self.in_log,
            "reasons": list(self.reasons),
        }
