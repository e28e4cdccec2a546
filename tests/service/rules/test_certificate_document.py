"""A certificate's text: its four blocks, its lines, and who stands for it."""

from __future__ import annotations

from datetime import date

from redvest.service.choices import Grade
from redvest.service.rules import certificate_document
from redvest.service.rules.certificate import EntryFacts, Issuer, Person, summarise
from tests.service.rules.test_certificate_words import entry

WHO = Person("李明霞", "居民身份证", "3****************7", "360522104471")
TEAM = Issuer("“黎明脚步”志愿队", "“黎明脚步”志愿队", "王建国", "刘芳", "0790-6440000", by_volunteer=True)


def said(
    entries: list[EntryFacts], issuer: Issuer = TEAM, person: Person = WHO, address: str = ""
) -> dict[str, object]:
    return certificate_document.document(
        site="新余志愿", number="RV-7K2M-9QXA-04TB-WN3E", person=person, issuer=issuer, entries=entries,
        summary=summarise(entries), issued_on=date(2026, 11, 21), address=address, qr="",
    )  # fmt: skip


def test_the_unverified_are_counted_apart() -> None:
    entries = [
        entry(90, "A", domain="邻里守望"),
        entry(60, "B", domain="邻里守望"),
        entry(30, "D", domain=""),
    ]
    data = said(entries)
    service = data["service"]
    assert isinstance(service, dict)
    assert (service["count"], service["unverified_count"]) == ("2", "1")
    assert service["content"] == "邻里守望 2 次；未核验 1 次"
    assert str(data["rests_on"]).startswith("经核验的时间来自 2 条服务记录，另有 1 条未核验，")
    alone = said([entry(30, "D", domain="")])
    assert isinstance(alone["service"], dict) and alone["service"]["count"] == "1"
    assert str(alone["rests_on"]).startswith("另有 1 条未核验")


def test_every_grade_has_its_words() -> None:
    assert set(certificate_document.GRADE_WORDS) == {grade.value for grade in Grade}
    assert all(grade.value in certificate_document.LEGEND for grade in Grade)


def test_the_paper_carries_the_four_blocks() -> None:
    data = said([entry(90, "A"), entry(30, "D")])
    assert data["person"] == {"name": "李明霞", "number": "360522104471", "id_type": "居民身份证",
                              "id_number": "3****************7"}  # fmt: skip
    assert data["issuer"] == {"name": "“黎明脚步”志愿队", "responsible": "王建国", "handler": "刘芳",
                              "contact": "0790-6440000"}  # fmt: skip
    service = data["service"]
    assert isinstance(service, dict)
    assert (service["verified"], service["unverified"], service["content"]) == (
        "1 小时 30 分",
        "30 分钟",
        "邻里守望 1 次；未核验 1 次",
    )
    assert (data["number"], data["issued_on"]) == ("RV-7K2M-9QXA-04TB-WN3E", "2026年11月21日")
    assert "来自 1 条服务记录，另有 1 条未核验" in str(data["rests_on"])


def test_grades_without_minutes_are_left_out_and_lines_keep_theirs() -> None:
    data = said([entry(90, "B"), entry(30, "D")])
    assert [row["grade"] for row in data["grades"]] == ["B", "D"]  # type: ignore[attr-defined]
    assert [row["grade"] for row in data["lines"]] == ["B", "D"]  # type: ignore[attr-defined]


def test_a_record_without_an_id_says_so() -> None:
    data = said([entry()], person=Person("李明霞", "", "", "360522104471"))
    assert data["person"]["id_number"] == data["person"]["id_type"] == "未登记"  # type: ignore[index]


def test_a_successor_is_named_beside_the_recorder() -> None:
    heir = Issuer("老队", "新会", "王", "刘", "1", by_volunteer=False)
    note = str(said([entry()], issuer=heir)["successor_note"])
    assert "老队" in note
    assert "新会" in note
    assert said([entry()])["successor_note"] == ""


def test_who_pressed_the_button_shows() -> None:
    assert said([entry()])["how"] == "志愿者本人从系统打印"
    other = Issuer("队", "队", "王", "刘", "1", by_volunteer=False)
    assert said([entry()], issuer=other)["how"] == "由组织在系统中开具"


def test_without_an_address_the_paper_says_where_to_type() -> None:
    assert "输入证明编号" in str(said([entry()])["check_at"])
    assert "https://v.example/verify/RV" in str(
        said([entry()], address="https://v.example/verify/RV")["check_at"]
    )
