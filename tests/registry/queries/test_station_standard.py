"""The checklists are complete and coherent."""

from __future__ import annotations

import pytest

from redvest.registry.queries.station_standard import kinds_of_evidence, standard_of, standards
from redvest.registry.rules.station_level import Method, StandardUnknown, StationLevel, compare, judge


def test_each_checklist_has_its_items() -> None:
    counts = {key: len(found.items) for key, found in standards().items()}
    assert counts == {"henan-2013": 7, "national-2024": 12, "harbin-2012": 12, "heyang-2020": 8}


def test_henan_names_six_things_to_have_and_one_to_do() -> None:
    names = [item.name for item in standards()["henan-2013"].items]
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
    for items in (found.items for found in standards().values()):
        assert sum(item.weight for item in items) == 100
        assert len({item.key for item in items}) == len(items)
        for item in items:
            assert item.basic <= item.standardised
            assert bool(item.evidence) != bool(item.measure)
            assert (item.method is Method.RECORDS) == bool(item.measure) == (item.kind == "number")


def test_the_standard_of_2024_asks_for_facilities_that_henan_did_not() -> None:
    counts = {"members": 30, "ledger_months": 12, "projects": 2, "activities": 12}
    before = judge(standards()["henan-2013"].items, ["mark", "place", "rules"], counts)
    after = judge(standards()["national-2024"].items, ["mark", "place", "rules", "show"], counts)
    (change,) = compare({"a": before}, {"a": after})
    assert (change.before, change.after) == (StationLevel.STANDARDISED, StationLevel.NONE)
    assert "有设施：0 种（基础级要 1，规范化要 3）" in change.reasons


def test_every_standard_says_who_published_it_and_since_when() -> None:
    for key, found in standards().items():
        assert found.key == key and found.name and found.source and found.items
    assert standards()["national-2024"].since.isoformat() == "2024-04-12"


def test_a_photo_is_asked_for_under_one_key_by_every_standard() -> None:
    asking = [key for key, found in standards().items() if "place" in {item.evidence for item in found.items}]
    assert asking == ["henan-2013", "national-2024", "harbin-2012", "heyang-2020"]
    assert kinds_of_evidence()["place"] == "办公场所"


def test_a_standard_that_nobody_wrote_is_unknown() -> None:
    with pytest.raises(StandardUnknown):
        standard_of("mars-2040")
