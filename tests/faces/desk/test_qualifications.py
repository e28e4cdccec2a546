"""Verifying qualifications at the desk: who sees them, one press, and papers that nobody else opens."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.registry.models import Qualification
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.registry.actions.test_qualification import PDF, hand_in

pytestmark = pytest.mark.django_db
URL = "/desk/qualifications/"


def waiting(place: Place, name: str = "李明霞") -> Qualification:
    return hand_in(registry.make_volunteer(name=name, region=place.tree.baihua))


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(place: Place, as_officer: Client, more: int) -> None:
    for turn in range(more):
        waiting(place, f"李{'一二三'[turn]}")
    with CaptureQueriesContext(connection) as spent:
        page = as_officer.get(URL)
    assert page.status_code == 200 and "李一" in page.content.decode()
    assert len(spent) < 10


def test_it_is_verified_in_one_press_and_refused_with_a_reason(place: Place, as_officer: Client) -> None:
    one, two = waiting(place), waiting(place, "王大山")
    as_officer.post(f"{URL}{one.pk}/decide/", {"decision": "accept"})
    as_officer.post(f"{URL}{two.pk}/decide/", {"decision": "refuse", "note": ""})
    two.refresh_from_db()
    assert two.state == "submitted"
    as_officer.post(f"{URL}{two.pk}/decide/", {"decision": "refuse", "note": "照片看不清"})
    states = {each.pk: each.state for each in Qualification.objects.all()}
    assert states == {one.pk: "verified", two.pk: "refused"}


def test_the_paper_opens_for_the_officer_of_the_place_alone(place: Place, sign_in: SignIn) -> None:
    found = waiting(place)
    page = sign_in(place.officer).get(f"{URL}{found.pk}/proof/")
    assert page.content == PDF and page["X-Content-Type-Options"] == "nosniff"
    for account in (place.stranger, place.far_officer, place.member):
        client = sign_in(account)
        assert client.get(f"{URL}{found.pk}/proof/").status_code in (403, 404)
        assert client.get(f"/me/qualifications/{found.pk}/").status_code in (403, 404)
        assert client.post(f"{URL}{found.pk}/decide/", {"decision": "accept"}).status_code == 403
    found.refresh_from_db()
    assert found.state == "submitted"
