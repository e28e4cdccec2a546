"""The sheet of a class's credits: its heads and rows, as a workbook takes them, and the same as a PDF to be signed. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import typst
from django.utils.translation import gettext as _

from redvest.service.rules.certificate_pdf import TEMPLATE, fonts
from redvest.service.rules.school_credit import TENTHS, Credit

SHEET = TEMPLATE.with_name("credits.typ")
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class CreditPaper:
    """A title, lines below it, and a row for each pupil."""

    title: str
    lines: Sequence[str]
    rows: Sequence[Sequence[Value]]


def heads() -> list[tuple[str, int]]:
    """The columns with their widths in characters."""
    return [
        (_("姓名"), 12), (_("志愿者编号"), 18), (_("服务时长（小时）"), 12), (_("服务学分"), 12),
        (_("培训时长（小时）"), 12), (_("实践学分"), 12), (_("说明"), 24),
    ]  # fmt: skip


def signs() -> list[str]:
    return [_("班主任"), _("学校（盖章）"), _("日期")]


def row_of(name: str, number: str, credit: Credit | None) -> list[Value]:
    """Hours with two decimals; without a yes to the school, a word in place of all figures."""
    if credit is None:
        return [name, number, None, None, None, None, _("没有同意提供")]
    lacks = _("还差 {n} 分钟").format(n=credit.missing) if credit.missing else ""
    return [
        name, number, round(credit.minutes / 60, 2), credit.service / TENTHS,
        round(credit.practice_minutes / 60, 2), credit.practice / TENTHS, lacks,
    ]  # fmt: skip


def _said(value: Value) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def credits_pdf(paper: CreditPaper, at: datetime) -> bytes:
    """The same data and moment give the same bytes."""
    data = {
        "title": paper.title,
        "lines": list(paper.lines),
        "heads": [words for words, _width in heads()],
        "rows": [[_said(each) for each in row] for row in paper.rows],
        "signs": signs(),
    }
    compiler = typst.Compiler(SHEET, root=SHEET.parent, font_paths=fonts(False))
    text = json.dumps(data, ensure_ascii=False)
    pdf = compiler.compile(format="pdf", sys_inputs={"data": text}, timestamp=int(at.timestamp()))
    if not isinstance(pdf, bytes):
        raise TypeError("one document is one PDF")
    return pdf
