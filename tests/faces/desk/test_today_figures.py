"""The figures of the desk's first page, and how much of what is recorded is proven."""

from __future__ import annotations

import pytest
from django.test import Client

from redvest.service.choices import Grade
from redvest.service.models import Activity
from tests.faces.desk.conftest import Place, SignIn, said
from tests.faces.desk.test_today import URL
from tests.factories import registry, service

pytestmark = pytest.mark.django_db


def test_figures_are_of_my_place(
    place: Place, as_officer: Client, sign_in: SignIn, running: Activity
) -> None:
    registry.make_volunteer(region=place.tree.baihua)
    registry.make_volunteer(region=place.tree.qiandong)
    registry.make_body(region=place.tree.baihua)

    figures = {label: number for label, number, _url in as_officer.get(URL).context["figures"]}
    assert figures == {"实名志愿者": 1, "志愿组织": 2, "本月活动": 1}

    figures = {label: number for label, number, _url in sign_in(place.leader).get(URL).context["figures"]}
    assert figures == {"实名成员": 0, "本月活动": 1}


def test_every_figure_opens_to_its_rows(as_officer: Client, running: Activity) -> None:
    for _label, _number, url in as_officer.get(URL).context["figures"]:
        assert as_officer.get(url).status_code == 200
    month = as_officer.get(URL).context["figures"][-1][2]
    assert str(running.pk) in said(as_officer.get(month))


def test_how_much_is_proven(place: Place, as_officer: Client) -> None:
    volunteer = registry.make_volunteer()
    for minutes, grade in ((60, Grade.A), (30, Grade.B), (30, Grade.D)):
        service.make_entry(volunteer=volunteer, body=place.body, minutes=minutes, grade=grade)
    elsewhere = registry.make_body(region=place.tree.fenyi)
    service.make_entry(volunteer=volunteer, body=elsewhere, minutes=500, grade=Grade.D)

    grades = as_officer.get(URL).context["grades"]

    assert grades["minutes"] == {"A": 60, "B": 30, "C": 0, "D": 30}
    assert grades["percent"] == 75
    assert "D 25 未核验" in said(as_officer.get(URL))
