"""The checklists are complete and coherent."""

from __future__ import annotations

from redvest.registry.queries.station_standard import standards
from redvest.registry.rules.station_level import Level, Method, compare, judge


def test_each_checklist_has_its_items() -> None:
    counts = {key: len(items) for key, items in standards().items()}
    assert counts == {"henan-2013": 7, "national-2024": 12, "harbin-2012": 12, "heyang-2020": 8}


def test_henan_names_six_things_to_have_and_one_to_do() -> None:
    names = [item.name for item in standards()["henan-2013"]]
    assert names == [
        "统一标志",
        "办公场所",
        "志愿者队伍",
        "管理制度",
        "工作台账",
        "服务项目",
        "落实志愿服务活动",
    ]


def test_items_are_coherent() -> None:
    for items in standards().values():
        assert sum(item.weight for item in items) == 100
        assert len({item.key for item in items}) == len(items)
        for item in items:
            assert item.basic <= item.standardised
            assert (item.method is Method.RECORDS) == bool(item.measure) == (item.kind == "number")


def test_the_standard_of_2024_asks_for_facilities_that_henan_did_not() -> None:
    counts = {"members": 30, "ledger_months": 12, "projects": 2, "activities": 12}
    before = judge(standards()["henan-2013"], ["mark", "office", "rules"], counts)
    after = judge(standards()["national-2024"], ["mark", "place", "rules", "show"], counts)
    (change,) = compare({"a": before}, {"a": after})
    assert (change.before, change.after) == (Level.STANDARDISED, Level.NONE)
    assert "有设施：0，规范化要求至少 3" in change.reasons
