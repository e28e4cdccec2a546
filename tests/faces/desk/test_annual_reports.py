"""Annual reports at the desk and in public."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.models import AnnualReport, Body
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.oversight.actions.test_annual_report import NARRATIVE, RECORDING, hand_in, worked

pytestmark = pytest.mark.django_db
WORDS = {"narrative": NARRATIVE, "recording": RECORDING}


@pytest.fixture(autouse=True)
def on_the_register_since_2024(place: Place) -> None:
    Body.objects.update(applied_at=datetime(2024, 1, 5, tzinfo=UTC))
    place.body.refresh_from_db()


def address(place: Place, name: str = "annual-report") -> str:
    return reverse(f"desk:{name}", args=[place.body.pk, 2025])


def test_a_head_keeps_a_draft_and_hands_in_and_everybody_reads_it(place: Place, sign_in: SignIn) -> None:
    worked(place.body)
    client, public = sign_in(place.admin), reverse("site:annual-report", args=[place.body.pk, 2025])
    page = client.post(address(place), {"narrative": "开头", "verb": "keep"}, follow=True).content.decode()
    assert "草稿存下了" in page and "3.02" in page
    assert Client().get(public).status_code == 404
    refused = client.post(address(place), {"narrative": "开头", "verb": "hand-in"})
    assert refused.status_code == 422 and "都要写" in refused.content.decode()

    page = client.post(address(place), {**WORDS, "verb": "hand-in"}, follow=True).content.decode()
    assert "交上去了" in page and NARRATIVE in page and "先存草稿" not in page
    said = Client().get(public).content.decode()
    assert NARRATIVE in said and RECORDING in said and "3.02" in said
    assert "2025" in Client().get(reverse("site:body", args=[place.body.pk])).content.decode()


def test_an_officer_sends_it_back_and_sees_later_corrections(place: Place, sign_in: SignIn) -> None:
    hand_in(registry.standing_of(place.admin), place.body)
    worked(place.body)
    client = sign_in(place.officer)
    assert "有过更正" in client.get(address(place)).content.decode()
    back = address(place, "annual-report-back")
    client.post(back, {"note": ""})
    assert AnnualReport.objects.get().submitted_at is not None
    assert "退回了" in client.post(back, {"note": "请写细一点"}, follow=True).content.decode()
    assert "请写细一点" in sign_in(place.admin).get(address(place)).content.decode()


def test_who_may(place: Place, sign_in: SignIn) -> None:
    for account, reads in (
        (place.leader, 200), (place.officer, 200), (place.stranger, 404), (place.far_officer, 404),
        (place.member, 403),
    ):  # fmt: skip
        client = sign_in(account)
        assert client.get(address(place)).status_code == reads
        assert client.post(address(place), {**WORDS, "verb": "hand-in"}).status_code in (403, 404)
        assert client.post(address(place, "annual-report-back"), {"note": "退"}).status_code in (
            403,
            404,
            409,
        )
    assert not AnnualReport.objects.exists()
    for account, lists in ((place.officer, 200), (place.admin, 403), (place.member, 403)):
        assert sign_in(account).get(reverse("desk:annual-reports")).status_code == lists


def test_a_year_that_is_not_over_is_refused(place: Place, sign_in: SignIn) -> None:
    page = sign_in(place.admin).get(reverse("desk:annual-report", args=[place.body.pk, 2026]))
    assert page.status_code == 422


@pytest.mark.parametrize("more", [0, 2])
def test_the_superiors_list_costs_the_same_however_long(place: Place, as_officer: Client, more: int) -> None:
    for _ in range(more):
        registry.make_body(at=datetime(2024, 1, 5, tzinfo=UTC))
    hand_in(registry.standing_of(place.admin), place.body)
    with CaptureQueriesContext(connection) as spent:
        page = as_officer.get(reverse("desk:annual-reports"), {"year": "2025"}).content.decode()
    assert "交了" in page and page.count("还没交") == 1 + more and len(spent) == 8
    lacking = as_officer.get(reverse("desk:annual-reports"), {"of": "missing"}).content.decode()
    assert place.body.name not in lacking and ("都交齐了" in lacking) == (more == 0)
