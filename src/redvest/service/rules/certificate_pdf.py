"""A certificate's data drawn as a PDF. Pure: the same data and day give the same bytes.

Owns the typesetting: fonts, the template's place, PDF/A. What the data say is ``rules/certificate.py``'s.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import segno
import typst

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "typst" / "certificate.typ"

_local = threading.local()


def qr_svg(address: str) -> str:
    """The address as a QR code; level M still reads with a stamp's edge across it."""
    out = io.BytesIO()
    # A mask of our choice: trying all eight for the prettiest took four fifths of the drawing, and any of them scans.
    segno.make(address, error="m", micro=False, mask=3).save(
        out, kind="svg", border=0, xmldecl=False, dark="#23262b"
    )
    return out.getvalue().decode()


def render(data: Mapping[str, Any], at: datetime, template: Path = TEMPLATE) -> bytes:
    """The PDF of one certificate, or of another paper by its template.

    A character that is in none of our fonts may not appear in a PDF/A: such a certificate borrows the
    machine's fonts, and when they lack it too becomes an ordinary PDF, so that a rare name stops nobody.
    """
    text = json.dumps(data, ensure_ascii=False)
    try:
        return _compiled(_compiler(template, system_fonts=False), text, at, archive=True)
    except typst.TypstError:
        wide = _compiler(template, system_fonts=True)
    try:
        return _compiled(wide, text, at, archive=True)
    except typst.TypstError:
        return _compiled(wide, text, at, archive=False)


def _compiled(compiler: typst.Compiler, text: str, at: datetime, *, archive: bool) -> bytes:
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=["a-2b"] if archive else [],  # the archive form: fonts and colours inside
        timestamp=int(at.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one document is one PDF")
    return pdf


def _compiler(template: Path, *, system_fonts: bool) -> typst.Compiler:
    """This thread's compiler: made once a template, since it keeps what it laid out; threads may not share one."""
    name = f"{template.stem}-{'wide' if system_fonts else 'house'}"
    found: typst.Compiler | None = getattr(_local, name, None)
    if found is None:
        found = typst.Compiler(template, root=template.parent, font_paths=fonts(system_fonts))
        setattr(_local, name, found)
    return found


@cache
def fonts(system: bool) -> typst.Fonts:
    """20 MB of fonts, read once for all threads."""
    return typst.Fonts(
        include_system_fonts=system,
        include_embedded_fonts=True,
        font_paths=[Path(pylopdf_fonts_zh_cn.__file__).parent],
    )
