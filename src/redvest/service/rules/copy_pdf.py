"""The printed sheet and the zip of a person's copy. Pure: the same data and moment give the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder

from redvest.service.rules.certificate_pdf import TEMPLATE, fonts

SHEET = TEMPLATE.with_name("copy.typ")


def copy_pdf(data: Mapping[str, Any], at: datetime) -> bytes:
    """``data`` is what ``queries/copy_sheet.summary`` says: strings and lists of strings."""
    compiler = typst.Compiler(SHEET, root=SHEET.parent, font_paths=fonts(False))
    text = json.dumps(data, ensure_ascii=False)
    pdf = compiler.compile(format="pdf", sys_inputs={"data": text}, timestamp=int(at.timestamp()))
    if not isinstance(pdf, bytes):
        raise TypeError("one document is one PDF")
    return pdf


def copy_zip(copy: Mapping[str, Any], sheet: bytes, papers: Mapping[str, bytes], at: datetime) -> bytes:
    """``data.json``, ``copy.pdf`` and the papers that were handed in, dated by the moment of making."""
    out = io.BytesIO()
    day = at.timetuple()[:6]
    text = _readable(copy)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in (("data.json", text.encode()), ("copy.pdf", sheet), *papers.items()):
            box.writestr(zipfile.ZipInfo(name, day), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _readable(copy: Mapping[str, Any]) -> str:
    """JSON with a part, and within a list a row, on each line: to be read by people, and made at once for years of rows."""
    encode = DjangoJSONEncoder(ensure_ascii=False).encode
    parts = [f"{encode(name)}: {_rows(encode, value)}" for name, value in copy.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _rows(encode: Callable[[Any], str], value: Any) -> str:
    if not isinstance(value, list) or not value:
        return encode(value)
    return "[\n  " + ",\n  ".join(map(encode, value)) + "\n]"
