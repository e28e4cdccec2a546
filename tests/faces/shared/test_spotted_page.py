"""What a page tells of a spotted problem, to who handles it and to who only reported it."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.care.actions.need_picture import keep_pictures
from redvest.care.actions.spotted import pass_on_spotted, solve_spotted
from redvest.care.choices import NeedKind, NeedState, PictureOf, SpottedKind
from redvest.care.models import Need
from redvest.care.rules.need_private import Private
from redvest.faces.shared.spotted_page import state_kind, state_words, told_of
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.picture import PNG
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def spotted(**more: Any) -> Need:
    seen = more.pop("seen", Private(address="东门", words="堆了两天", lon=114.93, lat=27.81))
    return make_need(
        kind=NeedKind.SPOTTED, state=NeedState.QUEUED, spotted_kind=SpottedKind.LITTER, private=seen,
        title="垃圾没人收：东门", cell="88412e8a2bfffff", **more,
    )  # fmt: skip


def test_states_are_called_what_they_mean_here() -> None:
    assert [state_words(each) for each in ("queued", "offered", "closed", "passed-on", "merged")] == [
        "等处理", "等人接手", "已解决", "已转办", "已并入另一条",
    ]  # fmt: skip
    assert [state_kind(each) for each in ("queued", "closed", "passed-on", "cancelled")] == [
        "wait", "ok", "plain", "off",
    ]  # fmt: skip
    assert all(state_words(each) and state_kind(each) for each in NeedState)


def test_who_handles_it_is_offered_what_can_be_done_next() -> None:
    need, by = spotted(), make.make_officer()
    told = told_of(need, handles=True)
    assert (told["solvable"], told["passable"], told["waiting"]) == (True, True, True)
    pass_on_spotted(by=by, need=need, words="转给城管", at=NOW)
    told = told_of(need, handles=True)
    assert (told["solvable"], told["passable"], told["waiting"]) == (True, False, False)
    solve_spotted(by=by, need=need, words="清走了", at=NOW)
    told = told_of(need, handles=True)
    assert (told["solvable"], told["passable"]) == (False, False)
    assert [(step.words, said) for step, said in told["steps"]] == [
        ("转给城管", "已转办"),
        ("清走了", "已解决"),
    ]


def test_who_only_reported_it_is_offered_nothing_and_hears_of_no_others() -> None:
    need = spotted()
    spotted()
    told = told_of(need, handles=False)
    assert (told["solvable"], told["passable"], told["alike"]) == (False, False, [])
    assert len(told_of(need, handles=True)["alike"]) == 1


def test_pictures_stand_before_and_after() -> None:
    need, by = spotted(), make.make_officer()
    for of in (PictureOf.ASKED, PictureOf.ASKED, PictureOf.DONE):
        keep_pictures(by=by, need=need, pictures=[("image/png", PNG)], of=of, at=NOW)
    told = told_of(need, handles=False)
    assert (len(told["before"]), len(told["after"])) == (2, 1)


def test_the_map_has_a_pin_where_there_is_a_point() -> None:
    assert told_of(spotted(), handles=False)["map_data"]["markers"][0]["lon"] == 114.93
    assert told_of(spotted(seen=Private(address="东门")), handles=False)["map_data"] is None
