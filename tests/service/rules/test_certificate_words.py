"""What a certificate says, without a database."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from redvest.service.certificate_errors import NothingToCertify
from redvest.service.choices import Grade
from redvest.service.rules import certificate as rules
from redvest.service.rules.certificate import EntryFacts, Issuer, Person, summarise

WHO = Person("李明霞", "居民身份证", "3****************7", "360522104471")
TEAM = Issuer("“黎明脚步”志愿队", "“黎明脚步”志愿队", "王建国", "刘芳", "0790-6440000", by_volunteer=True)


def entry(minutes: int = 60, grade: str = "A", day: date = date(2026, 3, 1), **more: str) -> EntryFacts:
    return EntryFacts(
        uuid4(),
        day,
        more.get("title", "买菜"),
        more.get("place", ""),
        more.get("domain", "邻里守望"),
        minutes,
        grade,
    )


def said(
    entries: list[EntryFacts], issuer: Issuer = TEAM, person: Person = WHO, address: str = ""
) -> dict[str, object]:
    return rules.document(
        site="新余志愿", number="RV-7K2M-9QXA-04TB-WN3E", person=person, issuer=issuer, entries=entries,
        summary=summarise(entries), issued_on=date(2026, 11, 21), address=address, qr="",
    )  # fmt: skip


def test_unverified_minutes_never_join_the_verified_ones() -> None:
    summary = summarise([entry(100, "A"), entry(20, "B"), entry(5, "C"), entry(600, "D")])
    assert summary.minutes_by_grade == {"A": 100, "B": 20, "C": 5, "D": 600}
    assert (summary.verified, summary.unverified) == (125, 600)


def test_the_period_is_that_of_the_services_themselves() -> None:
    days = [date(2026, 3, 9), date(2025, 12, 31), date(2026, 1, 1)]
    summary = summarise([entry(day=day) for day in days])
    assert (summary.starts_on, summary.ends_on, summary.count) == (date(2025, 12, 31), date(2026, 3, 9), 3)


def test_nothing_recorded_is_nothing_to_certify() -> None:
    with pytest.raises(NothingToCertify):
        summarise([])


def test_the_kinds_of_service_are_counted_the_commonest_first() -> None:
    kinds = ["文明交通", "邻里守望", "邻里守望", ""]
    assert summarise([entry(domain=kind) for kind in kinds]).domains == (
        ("邻里守望", 2),
        ("文明交通", 1),
        ("其他", 1),
    )


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


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 小时"), (45, "45 分钟"), (60, "1 小时"), (195, "3 小时 15 分"), (60_000, "1,000 小时")],
)
def test_minutes_as_hours_without_rounding(minutes: int, words: str) -> None:
    assert rules.duration_words(minutes) == words


def test_every_grade_has_its_words() -> None:
    assert set(rules.GRADE_WORDS) == {grade.value for grade in Grade}
    assert all(grade.value in rules.LEGEND for grade in Grade)


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


def test_characters_without_a_shape_are_dropped() -> None:
    assert rules.printable("李\u200b明\x07霞\n第二行\ue000") == "李 明 霞 第二行"


@pytest.mark.parametrize(
    ("reason", "public"),
    [
        ("李明霞并未到场", "李*霞并未到场"),
        ("证件 360502199005170028 与本人不符", "证件 *** 与本人不符"),
        ("电话 139-0790-1234 核实", "电话 *** 核实"),
        ("2026年3月5日的时长多记了 30 分钟", "2026年3月5日的时长多记了 30 分钟"),
    ],
)
def test_a_public_reason_names_nobody(reason: str, public: str) -> None:
    assert rules.public_reason(reason, "李明霞") == public
