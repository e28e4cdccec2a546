"""The forms of openings: what is typed becomes the plan, and an announced one fills its form again."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.faces.desk.forms.opening import FIELDS, StageSet, initial_of, initial_stages
from redvest.service.rules.opening import OpeningPlan, StagePlan
from tests.factories.opening import CLOSES, DRAWS, HOUR, OPENS, announce, announce_lottery, announce_stages
from tests.factories.registry import NOW
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db
REGIONS = {"regions": [("360502", "渝水区")]}
MANAGED = {"s-TOTAL_FORMS": "3", "s-INITIAL_FORMS": "0"}


def plan(mode: str, **typed: Any) -> OpeningPlan:
    form = FIELDS[mode](typed)
    assert form.is_valid(), form.errors
    return form.plan()


def test_every_way_has_its_form_and_each_becomes_its_plan() -> None:
    assert set(FIELDS) == {"first-come", "lottery", "staged"}
    opens = {"opens_at": "2026-03-05T11:00"}
    assert plan("first-come", **opens, admit_per_second="50", waiting_room="on") == OpeningPlan(
        "first-come", OPENS, waiting_room=True, admit_per_second=50
    )
    times = {"closes_at": "2026-03-05T13:00", "draws_at": "2026-03-05T14:00"}
    assert plan("lottery", **opens, **times, most_each="2", within_days="30") == OpeningPlan(
        "lottery", OPENS, CLOSES, DRAWS, most_each=2, within_days=30
    )
    last = StagePlan("all", CLOSES, 0)
    assert plan("staged", **opens, all_opens_at="2026-03-05T13:00") == OpeningPlan(
        "staged", OPENS, stages=(last,)
    )


@pytest.mark.parametrize(
    ("mode", "typed", "field"),
    [
        ("first-come", {"opens_at": "", "admit_per_second": "5"}, "opens_at"),
        ("first-come", {"opens_at": "2026-03-05T11:00", "admit_per_second": "0"}, "admit_per_second"),
        ("first-come", {"opens_at": "2026-03-05T11:00"}, "admit_per_second"),
        ("lottery", {"opens_at": "2026-03-05T11:00", "closes_at": "2026-03-05T12:00"}, "draws_at"),
        ("lottery", {"opens_at": "yesterday", "closes_at": "x", "draws_at": "x"}, "opens_at"),
        ("staged", {"opens_at": "2026-03-05T11:00"}, "all_opens_at"),
        (
            "staged",
            {"opens_at": "2026-03-05T11:00", "all_opens_at": "2026-03-05T12:00", "most_each": "x"},
            "most_each",
        ),
    ],
)
def test_what_is_missing_is_said_beside_its_field(mode: str, typed: dict[str, str], field: str) -> None:
    form = FIELDS[mode](typed)
    assert not form.is_valid() and field in form.errors


def rows(**typed: str) -> Any:
    return StageSet(
        MANAGED | {name.replace("__", "-"): value for name, value in typed.items()},
        prefix="s",
        form_kwargs=REGIONS,
    )


def test_rows_without_a_group_are_none_and_the_first_begins_with_the_opening() -> None:
    typed = rows(
        s__0__group="members", s__0__places="4", s__1__group="", s__1__places="9", s__2__group="region",
        s__2__region="360502", s__2__places="2", s__2__opens_at="2026-03-05T12:00",
    )  # fmt: skip
    assert typed.is_valid(), typed.errors
    assert typed.stages(OPENS) == [
        StagePlan("members", OPENS, 4, ""), StagePlan("region", OPENS + HOUR, 2, "360502"),
    ]  # fmt: skip


def test_a_region_that_is_not_listed_and_a_number_that_is_none_are_refused() -> None:
    assert not rows(s__0__group="region", s__0__region="999999", s__0__places="4").is_valid()
    assert not rows(s__0__group="new", s__0__number="0", s__0__places="4").is_valid()
    assert not rows(s__0__group="friends", s__0__places="4").is_valid()
    fine = rows(s__0__group="new", s__0__number="30", s__0__places="4")
    assert fine.is_valid() and fine.stages(OPENS) == [StagePlan("new", OPENS, 4, "30")]


def test_an_announced_opening_fills_its_form_again() -> None:
    assert initial_of(None) == {} and initial_stages(None) == []
    lottery = initial_of(announce_lottery(most_each=2, within_days=30))
    assert (lottery["closes_at"], lottery["draws_at"], lottery["most_each"]) == (CLOSES, DRAWS, 2)
    room = initial_of(announce(waiting_room=True, admit_per_second=7))
    assert (room["waiting_room"], room["admit_per_second"], room["all_opens_at"]) == (True, 7, None)
    staged = announce_stages(
        make_post(places=9), StagePlan("region", OPENS, 3, "360502"), StagePlan("new", OPENS + HOUR, 2, "30")
    )
    assert initial_of(staged)["all_opens_at"] == NOW + 5 * HOUR
    assert initial_stages(staged) == [
        {"group": "region", "region": "360502", "number": None, "places": 3, "opens_at": OPENS},
        {"group": "new", "region": "", "number": "30", "places": 2, "opens_at": OPENS + HOUR},
    ]
