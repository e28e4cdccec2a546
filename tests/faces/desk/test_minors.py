"""A minor's pages ask why first; the officers see where data went; each file of rows leaves its line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.models import MinorLook, SharingLine, Volunteer
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(place: Place) -> Volunteer:
    found = registry.make_volunteer(name="欧阳小明", region=place.tree.baihua)
    Volunteer.objects.filter(pk=found.pk).update(birth_on=date(2012, 3, 6))
    return found


@pytest.mark.parametrize("name", ["person", "person-record", "person-card"])
def test_the_door_stands_before_each_page(as_officer: Client, child: Volunteer, name: str) -> None:
    url = reverse(f"desk:{name}", args=[child.pk])
    assert "欧阳小明" not in said(as_officer.get(url))

    shut = as_officer.post(url, {"step": "open-minor", "reason": "safety", "words": "看"})
    assert shut.status_code == 422 and not MinorLook.objects.exists()

    assert (
        as_officer.post(
            url, {"step": "open-minor", "reason": "safety", "words": "核对紧急联系人"}
        ).status_code
        == 302
    )
    assert "欧阳小明" in said(as_officer.get(url))
    assert "核对紧急联系人" in said(as_officer.get(reverse("desk:sharing"), {"of": "minors"}))


def test_a_number_is_not_shown_past_the_door(as_officer: Client, child: Volunteer) -> None:
    asked = {"field": "phone", "reason": "活动改期要通知本人"}
    assert as_officer.post(reverse("desk:person", args=[child.pk]), asked).status_code == 403


def test_the_register_leaves_a_line(as_officer: Client, place: Place) -> None:
    assert as_officer.get(reverse("desk:certificates-sheet")).status_code == 200
    line = SharingLine.objects.get()
    assert (line.account_id, line.people, line.region_path) == (place.officer.pk, 0, place.tree.yushui.path)
    assert "证明登记册" in said(as_officer.get(reverse("desk:sharing")))


def test_the_sharing_log_is_the_officers(place: Place, sign_in: SignIn) -> None:
    seen = {each: sign_in(getattr(place, each)).get(reverse("desk:sharing")).status_code
            for each in ("officer", "far_officer", "centre", "leader", "admin", "member")}  # fmt: skip
    assert seen == {
        "officer": 200,
        "far_officer": 200,
        "centre": 200,
        "leader": 403,
        "admin": 403,
        "member": 403,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same(as_officer: Client, django_assert_max_num_queries: Any, count: int) -> None:
    for _ in range(count):
        as_officer.get(reverse("desk:certificates-sheet"))
    with django_assert_max_num_queries(9):
        as_officer.get(reverse("desk:sharing"))
