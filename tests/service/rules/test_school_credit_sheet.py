"""A row says figures or why there are none, and the same data and moment make the same PDF."""

from __future__ import annotations

from redvest.service.rules.school_credit import Credit
from redvest.service.rules.school_credit_sheet import CreditPaper, credits_pdf, heads, row_of, signs
from tests.factories.registry import NOW


def test_figures_or_the_word_that_there_are_none() -> None:
    assert row_of("李小禾", "360500000001", Credit(250, 90, 20, 15, 0)) == [
        "李小禾",
        "360500000001",
        4.17,
        2.0,
        1.5,
        1.5,
        "",
    ]
    assert row_of("李小禾", "1", Credit(250, 0, 20, 0, 50))[-1] == "还差 50 分钟"
    refused = row_of("王小麦", "360500000002", None)
    assert refused[-1] == "没有同意提供" and refused[2:6] == [None] * 4
    assert len(refused) == len(heads()) and len(signs()) == 3


def test_a_paper_is_one_pdf_and_always_the_same() -> None:
    rows = [
        row_of("李小禾 #eval[1]", "360500000001", Credit(250, 90, 20, 15, 0)),
        row_of("王小麦", "2", None),
    ]
    paper = CreditPaper("志愿服务学分", ["渝水一小 · 三年级二班"], rows)
    made = credits_pdf(paper, NOW)
    assert made.startswith(b"%PDF-") and credits_pdf(paper, NOW) == made
    assert credits_pdf(CreditPaper("空", [], []), NOW).startswith(b"%PDF-")
