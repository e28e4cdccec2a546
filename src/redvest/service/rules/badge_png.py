"""A certificate drawn as a badge: 600 by 600 PNG. Pure, but for the fonts. What it says comes from the facts.

Hours that nobody verified give a grey badge that says 未核验, never a red one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from redvest.service.choices import Grade
from redvest.service.rules.certificate import duration_words, printable, verified_minutes
from redvest.service.rules.certificate_pdf import fonts
from redvest.service.rules.credential import CredentialFacts

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "typst" / "badge.typ"
PIXELS = 600
LONGEST_BODY = 32  # characters in two lines of the medal

_local = threading.local()


def words(facts: CredentialFacts, site: str) -> dict[str, Any]:
    """Everything the badge shows."""
    verified = verified_minutes(dict(facts.minutes_by_grade))
    unverified = facts.minutes_by_grade.get(Grade.D, 0)
    hours = duration_words(verified or unverified)
    body = printable(facts.body)
    return {
        "verified": bool(verified),
        "title": "经核验的志愿服务" if verified else "志愿服务记录 · 未核验",
        "hours": hours,
        "size": max(15, min(34, 215 // max(1, _width(hours)))),
        "grades": [
            [grade, duration_words(minutes)]
            for grade, minutes in sorted(facts.minutes_by_grade.items())
            if minutes and grade != Grade.D
        ],
        "period": f"{facts.starts_on:%Y.%m.%d} – {facts.ends_on:%Y.%m.%d}",
        "body": body if len(body) <= LONGEST_BODY else f"{body[: LONGEST_BODY - 1]}…",
        "note": f"另有 {duration_words(unverified)}未核验，不计入"
        if verified and unverified
        else facts.number,
        "site": printable(site),
    }


def draw(said: Mapping[str, Any]) -> bytes:
    """The PNG of one badge."""
    compiler = getattr(_local, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts(False))
        _local.compiler = compiler
    png = compiler.compile(format="png", ppi=144.0, sys_inputs={"data": json.dumps(said, ensure_ascii=False)})
    if not isinstance(png, bytes):
        raise TypeError("one badge is one page")
    return png


def _width(text: str) -> int:
    """Roughly how many ems a text takes: a Chinese character one, any other a half."""
    return round(sum(1 if ord(character) > 0x2E7F else 0.55 for character in text))
