"""The paper itself: read back as a reader would, with names that try to be code and names no font has."""

from __future__ import annotations

import io
import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from redvest.service.rules import certificate_document
from redvest.service.rules.certificate import EntryFacts, Issuer, Person, summarise
from redvest.service.rules.certificate_pdf import qr_svg, render

AT = datetime(2026, 11, 21, 7, 42, tzinfo=UTC)
NUMBER = "RV-7K2M-9QXA-04TB-WN3E"


def data(
    count: int = 3, name: str = "李明霞", title: str = "陪独居老人买菜", body: str = "黎明脚步志愿队"
) -> dict[str, Any]:
    first = date(2025, 3, 1)
    entries = [
        EntryFacts(uuid4(), first + timedelta(days=i), f"{title}{i}", "", "邻里守望", 60, "ABD"[i % 3])
        for i in range(count)
    ]
    return certificate_document.document(
        site="新余志愿", number=NUMBER, person=Person(name, "居民身份证", "3****************7", "360522104471"),
        issuer=Issuer(body, body, "王建国", "刘芳", "0790-6440000", by_volunteer=True), entries=entries,
        summary=summarise(entries), issued_on=date(2026, 11, 21), address=f"https://v.example/verify/{NUMBER}",
        qr=qr_svg(f"https://v.example/verify/{NUMBER}"),
    )  # fmt: skip


def pages(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_reader_finds_the_four_blocks_and_the_total() -> None:
    (page,) = pages(render(data(), AT))
    for words in ("志愿服务证明", "李明霞", "居民身份证", "3****************7", "360522104471", "2小时", "黎明脚步志愿队",
                  "王建国", "刘芳", "0790-6440000", NUMBER, "2026年11月21日", "来自2条服务记录", "盖章处"):  # fmt: skip
        assert words in page, words


def test_unverified_lines_say_so() -> None:
    (page,) = pages(render(data(), AT))
    assert "D未核验" in page
    assert "另有1次、1小时未核验" in page


def test_it_is_an_archive_pdf_with_its_fonts_inside() -> None:
    pdf = render(data(), AT)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == f"志愿服务证明 {NUMBER}"


def test_the_same_data_give_the_same_bytes() -> None:
    once = data()
    assert render(once, AT) == render(once, AT)


def test_many_lines_go_on_further_pages_with_every_line_and_the_head_repeated() -> None:
    found = pages(render(data(count=90), AT))
    assert len(found) >= 3
    assert "服务明细" not in found[0]
    assert all("服务日期" in page for page in found[1:])
    everything = "".join(found)
    assert all(f"陪独居老人买菜{i}" in everything for i in range(90))
    assert all(NUMBER in page for page in found)
    assert f"共{len(found)}页" in found[0]


@pytest.mark.parametrize(
    "hostile",
    [
        "#panic()",
        "$ x $",
        "*b* _i_ `c`",
        '\\ #read("certificate.typ")',
        "]#[",
        "<label> @ref",
        '"+sys.inputs.data+"',
        "//x",
    ],
)
def test_what_people_typed_is_shown_and_never_run(hostile: str) -> None:
    page = pages(render(data(name=hostile, title=hostile, body=hostile), AT))[0]
    assert "".join(hostile.split()) in page


@pytest.mark.parametrize("name", ["𠮷野🎉", "ئۇيغۇر", "\u200b零宽", "买买提·艾力", "䶮", "John Smith"])
def test_no_name_stops_a_certificate(name: str) -> None:
    assert "志愿服务证明" in pages(render(data(name=name), AT))[0]


def test_the_longest_names_and_titles_stay_on_the_paper() -> None:
    pdf = render(data(name="长" * 60, title="题" * 80, body="队" * 80), AT)
    everything = "".join(pages(pdf))
    assert "长" * 60 in everything
    assert "队" * 80 in everything


def test_threads_draw_side_by_side() -> None:
    faults: list[BaseException] = []

    def draw() -> None:
        try:
            for _ in range(3):
                assert NUMBER in pages(render(data(), AT))[0]
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
