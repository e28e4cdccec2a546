"""Grids at the desk: the list and its map, drawing one, zones and keepers."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.actions.grid import add_grid, add_zone
from redvest.registry.models import Grid, GridKeeping, SanitationZone
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.registry.rules.test_grid import SQUARE, polygon

pytestmark = pytest.mark.django_db


def grid_of(place: Place, name: str = "第一网格", outline: str = "") -> Grid:
    by = registry.standing_of(place.officer)
    return add_grid(by=by, community=place.tree.baihua, name=name, outline=outline, at=NOW)


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(place: Place, as_officer: Client, more: int) -> None:
    for turn in range(more):
        grid = grid_of(place, f"第{turn}网格")
        add_zone(by=registry.standing_of(place.officer), grid=grid, name="东片", at=NOW)
    with CaptureQueriesContext(connection) as spent:
        page = as_officer.get(reverse("desk:grids"))
    assert page.status_code == 200 and "第0网格" in page.content.decode()
    assert len(spent) == 5


def test_the_map_has_a_pin_and_an_outline(place: Place, as_officer: Client) -> None:
    grid_of(place, outline=polygon(SQUARE))
    data = as_officer.get(reverse("desk:grids")).context["map_data"]
    assert [marker["title"] for marker in data["markers"]] == ["第一网格"]
    assert data["outlines"]["features"][0]["geometry"] == json.loads(polygon(SQUARE))


def test_a_grid_is_drawn_divided_and_kept(place: Place, as_officer: Client) -> None:
    made = as_officer.post(
        reverse("desk:grid-new"), {"community": "360502001001", "name": "第二网格", "outline": ""}
    )
    grid = Grid.objects.get()
    page = reverse("desk:grid", args=[grid.pk])
    assert made["Location"] == page
    as_officer.post(page, {"verb": "zone", "zone-name": "东片", "zone-outline": ""})
    zone, person = SanitationZone.objects.get(), registry.make_volunteer(name="李明霞")
    appoint = {"verb": "appoint", "keeper-zone": str(zone.pk), "keeper-number": person.number}
    assert as_officer.post(page, appoint).status_code == 302
    assert "李明霞" in as_officer.get(page).content.decode()

    again = as_officer.post(page, appoint)
    assert again.status_code == 422 and "已经有人负责" in again.content.decode()
    as_officer.post(page, {"verb": "relieve", "zone": str(zone.pk)})
    assert not GridKeeping.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"community": "360502001"}, "没有找到这个社区代码"), ({"community": "360521001001"}, "没有找到这个社区代码"),
     ({"name": ""}, "请填写名称"), ({"outline": "圆的"}, "范围看不懂")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(as_officer: Client, typed: dict[str, str], said: str) -> None:
    answer = as_officer.post(
        reverse("desk:grid-new"), {"community": "360502001001", "name": "甲", "outline": ""} | typed
    )
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Grid.objects.exists()


def test_only_officers_draw_grids(place: Place, sign_in: SignIn) -> None:
    assert sign_in(place.leader).get(reverse("desk:grid-new")).status_code == 403
    grid = grid_of(place)
    assert "第一网格" not in sign_in(place.far_officer).get(reverse("desk:grids")).content.decode()
    for verb in ("zone", "appoint", "relieve"):
        answer = sign_in(place.far_officer).post(reverse("desk:grid", args=[grid.pk]), {"verb": verb})
        assert answer.status_code == 404
