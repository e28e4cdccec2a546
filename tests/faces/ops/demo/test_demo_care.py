"""Needs, wishes, menus and spotted problems of a demo city: in every state, sound, and found by the pages."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from redvest.care.choices import (
    ENDED_NEEDS,
    MenuState,
    NeedKind,
    NeedState,
    PictureOf,
    ServingState,
)
from redvest.care.models import Dispatch, MenuItem, Need, NeedConfirmation, NeedPicture, NeedServing, NeedStep
from redvest.care.queries.menu import MenuFilters, left_of, listed, offered_items
from redvest.care.queries.spotted import may_be_one_with, outcomes, what_was_seen
from redvest.care.queries.supply_demand import Area, Question, supply_and_demand
from redvest.care.queries.wish import WishFilters, wish_figures, wishes_granted, wishes_waiting
from redvest.care.rules.menu import MenuForm, faults
from redvest.care.rules.need_private import read_text
from redvest.care.rules.spotted import SpottedForm, tells_a_number
from redvest.care.rules.spotted import faults as spotted_faults
from redvest.core.clock import day_of
from redvest.core.media_type import media_type_of
from redvest.faces.ops.demo.menu_words import DISHES
from redvest.faces.ops.demo.menus import slots_of
from redvest.faces.ops.demo.need_words import AGAIN, ASKINGS, PASSED_ON, REFUSED, SPOTS, WISHES
from redvest.faces.ops.demo.needs import FEWEST, how_many
from redvest.faces.ops.demo.size import JIAOZUO, XINYU
from redvest.faces.ops.demo.terrain import domain_keys
from redvest.registry.models import Grid
from redvest.registry.queries import secret

pytestmark = pytest.mark.django_db
CODE = "360500"


def test_some_sixty_needs_in_every_state_a_quarter_of_them_wishes(xinyu) -> None:
    needs = Need.objects.exclude(kind=NeedKind.SPOTTED)
    states = Counter(needs.values_list("state", flat=True))
    assert FEWEST <= needs.count() <= 80
    assert set(states) == set(NeedState) - {NeedState.MERGED, NeedState.PASSED_ON}
    assert needs.filter(kind=NeedKind.WISH).count() >= needs.count() // 5
    assert wishes_waiting(CODE, WishFilters()).exists() and wishes_granted(CODE).exists()
    assert all(wish_figures(CODE).values())
    assert wishes_waiting(CODE, WishFilters(claimable=True)).count() >= 3


def test_each_has_a_story_that_ends_where_it_is(xinyu) -> None:
    last = {step.need_id: step for step in NeedStep.objects.order_by("at", "id")}
    for need in Need.objects.all():
        steps = list(need.steps.order_by("at", "id"))
        assert last[need.pk].after == need.state and steps[0].before == ""
        assert all(one.after == two.before for one, two in pairwise(steps))
        assert need.created_at <= steps[0].at and steps[-1].at <= xinyu.at
        assert (need.closed_at is not None) == (need.state in ENDED_NEEDS) == (need.due_at is None)


def test_who_said_yes_is_there_and_who_was_helped_confirmed_it(xinyu) -> None:
    for need in Need.objects.filter(state__in=["accepted", "serving", "served", "closed"]).exclude(
        kind="spotted"
    ):
        assert need.servings.count() == need.taken == need.hands
        assert need.dispatches.get().state == "accepted"
    assert not NeedServing.objects.filter(
        volunteer__birth_on__gt=xinyu.at.date().replace(year=xinyu.at.year - 17)
    ).exists()
    assert (
        Dispatch.objects.filter(state="open").count() == Need.objects.filter(state=NeedState.OFFERED).count()
    )
    confirmed = NeedServing.objects.filter(state=ServingState.CONFIRMED).values("need").distinct()
    assert confirmed.count() == NeedConfirmation.objects.count() > 0


def test_whose_it_is_lies_sealed_and_the_title_tells_nobody(xinyu) -> None:
    for need in Need.objects.exclude(kind=NeedKind.SPOTTED):
        private = read_text(secret.open_sealed(need.private_sealed, context=secret.NEED_PRIVATE))
        assert private.name and private.phone.startswith("19909") and need.phone_tail == private.phone[-4:]
        assert private.name not in need.title and private.address not in need.title
        assert not tells_a_number(need.title)


def test_thirty_services_are_on_menus_with_turns_left(xinyu) -> None:
    rows = list(listed(offered_items(CODE), MenuFilters(), day_of(xinyu.at)))
    assert len(rows) == len(DISHES) - 1 and MenuItem.objects.filter(state=MenuState.WITHDRAWN).count() == 1
    assert all(left_of(each) != 0 for each in rows)
    assert {each.name for each in listed(offered_items(CODE), MenuFilters(q="lifa"), day_of(xinyu.at))} == {
        "上门理发"
    }


def test_problems_lie_in_grids_with_pictures_and_two_are_one(xinyu) -> None:
    needs = list(Need.objects.filter(kind=NeedKind.SPOTTED).select_related("grid"))
    assert len(needs) >= 14 and {each.state for each in needs} == {"queued", "passed-on", "closed"}
    for need in needs:
        assert need.grid is not None and need.grid.region_path == need.region_path
        assert what_was_seen(need).lon is not None
        after = need.pictures.filter(of=PictureOf.DONE).count()
        before = need.pictures.filter(of=PictureOf.ASKED).count()
        assert after == (before if need.state == NeedState.CLOSED else 0)
    assert any(may_be_one_with(each) for each in needs if each.state == NeedState.QUEUED)
    picture = NeedPicture.objects.first()
    assert picture is not None
    data = (xinyu.folder / "files" / picture.key).read_bytes()
    assert media_type_of(data) == "image/png" and len(data) == picture.size < 4_000
    assert sum(each.reported for each in outcomes(CODE, xinyu.at.replace(year=2000))) == len(needs)
    assert Grid.objects.exists()


def test_supply_and_demand_have_something_to_show(xinyu) -> None:
    table = supply_and_demand(Question(Area(CODE, (f"{CODE}/",)), days=365), xinyu.at)
    total = table.total
    assert (
        len(table.lines) >= 8
        and total.sum.asked >= 50
        and total.sum.hands
        and total.people
        and total.sum.seats
    )
    assert sum(line.sum.asked for line in table.lines) == total.sum.asked


def test_the_words_pass_what_real_people_s_words_have_to() -> None:
    for dish in DISHES:
        form = MenuForm(
            name=dish.name, words=dish.words, domain="x", region="x", for_whom=dish.for_whom, minutes=dish.minutes,
            slots=slots_of(dish), a_week=dish.a_week,
        )  # fmt: skip
        assert faults(form) == [], dish.name
    for sight in (*SPOTS, AGAIN):
        assert spotted_faults(SpottedForm(sight.kind, sight.place, sight.words, community="x"), []) == []
    for asking in (*ASKINGS, *WISHES):
        assert len(asking.title) <= 40 and len(asking.risks) <= 200 and asking.hands >= 1
    assert not any(map(tells_a_number, (*PASSED_ON, *(sight.solved for sight in SPOTS), *REFUSED)))
    assert len({each.name for each in DISHES}) == len(DISHES) == 30


def test_every_text_names_a_kind_of_both_cities(xinyu) -> None:
    for figures in (XINYU, JIAOZUO):
        known = domain_keys(figures.scheme)
        for each in (*ASKINGS, *WISHES, *DISHES):
            assert any(kind in known for kind in each.kinds), (figures.key, each)


def test_a_larger_city_asks_modestly_more() -> None:
    assert (how_many(100), how_many(2_355), how_many(117_764)) == (60, 71, 648)
