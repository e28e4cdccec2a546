"""Papers of having taken part, drawn as one PDF. Pure: the same papers and day give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import typst

from redvest.service.rules.certificate_pdf import fonts, qr_svg

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "typst" / "participation.typ"
HEADING = "参与证书"
MOST = 1000


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What stands on one paper; ``address``: where it is checked, empty where the house has no address."""

    number: str
    name: str
    school: str
    contest: str
    work: str
    kind: str
    chosen: bool
    issuer: str
    issued_on: date
    address: str = ""


def words_of(facts: PaperFacts) -> str:
    """The sentence: what the person took part in, with which work, and whether it was chosen."""
    work = f"，作品《{facts.work}》" if facts.work else ""
    chosen = "被评为入选作品。" if facts.chosen else "完成投稿。"
    return f"在“{facts.contest}”{facts.kind}征集中{work}{chosen}感谢你的参与。特发此证。"


def paper_data(papers: Sequence[PaperFacts]) -> dict[str, object]:
    """What the template draws."""
    return {
        "title": HEADING,
        "papers": [
            {
                "heading": HEADING,
                "name": each.name,
                "school": each.school,
                "words": words_of(each),
                "number": each.number,
                "issuer": each.issuer,
                "date": f"{each.issued_on.year}年{each.issued_on.month}月{each.issued_on.day}日",
                "qr": qr_svg(each.address) if each.address else "",
                "check": "扫码或者在网站上按编号核对" if each.address else "在网站上按编号核对",
            }
            for each in papers
        ],
    }


def render_papers(papers: Sequence[PaperFacts], at: datetime) -> bytes:
    """One PDF, a page each. A compiler of its own, so that what a thousand pages take is given back."""
    return _compiled(json.dumps(paper_data(papers), ensure_ascii=False), at, system=False)


def _compiled(text: str, at: datetime, *, system: bool) -> bytes:
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts(system))
    try:
        pdf = compiler.compile(format="pdf", sys_inputs={"data": text}, timestamp=int(at.timestamp()))
    except typst.TypstError:
        if system:
            raise
        return _compiled(text, at, system=True)  # a rare character that only the machine's fonts have
    if not isinstance(pdf, bytes):
        raise TypeError("one document is one PDF")
    return pdf
