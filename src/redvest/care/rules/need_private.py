"""What of a need is nobody's business until somebody has said yes: whose it is, where exactly, in whose own words. Pure.

Sensitive personal information (PIPL art. 28: health, need, minors). It is kept sealed as one JSON text.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from redvest.care.choices import CareGroup


@dataclass(frozen=True, slots=True)
class Private:
    """``phone`` is normalised; ``asked_by`` and ``relation`` name a relative or referrer who asked for somebody else."""

    name: str = ""
    phone: str = ""
    address: str = ""
    words: str = ""
    lon: float | None = None
    lat: float | None = None
    groups: tuple[CareGroup, ...] = ()
    asked_by: str = ""
    relation: str = ""


def as_text(private: Private) -> str:
    """What is sealed."""
    return json.dumps(asdict(private), ensure_ascii=False, separators=(",", ":"))


def read_text(text: str) -> Private:
    """What was sealed; a field that a later version added has its default."""
    found = json.loads(text)
    groups = tuple(CareGroup(code) for code in found.pop("groups", ()))
    return Private(**found, groups=groups)


def masked_name(name: str) -> str:
    """A name as it shows before anybody accepted: the family name and a title that fits everybody."""
    return f"{name[0]}某" if name else ""
