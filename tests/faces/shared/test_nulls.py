"""The one character that no column can hold is left out of every form and address."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from redvest.faces.shared.middleware import NoNulls
from redvest.registry.choices import Role
from redvest.registry.models import StationNeed
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.station import keeper_of


def passed(request) -> tuple[QueryDict, QueryDict, dict]:
    seen = []

    def view(inner) -> HttpResponse:
        seen.append((inner.GET, inner.POST, inner.FILES))
        return HttpResponse()

    NoNulls(view)(request)
    return seen[0]


def test_forms_and_addresses_lose_it_and_keep_all_else() -> None:
    sent = {"a": ["x\x00y", "z"], "b\x00": "1", "file": SimpleUploadedFile("p.png", b"\x00\x01")}
    get, post, uploads = passed(RequestFactory().post("/?q=%00kept&q=2", sent))
    assert get.getlist("q") == ["kept", "2"]
    assert post.getlist("a") == ["xy", "z"] and post["b"] == "1"
    assert uploads["file"].read() == b"\x00\x01"
    with pytest.raises(AttributeError):
        post["more"] = "1"


def test_what_has_none_is_left_as_it_was() -> None:
    request = RequestFactory().post("/", {"a": "x"})
    assert passed(request)[1] is request.POST


def test_json_is_not_touched_here() -> None:
    body = b'{"a": "\\u0000"}'
    request = RequestFactory().post("/", body, content_type="application/json")
    assert not passed(request)[1] and request.body == body


@pytest.mark.django_db
def test_a_keepers_form_with_it_is_no_fault_of_the_house(client: Client) -> None:
    station = make.make_station()
    account = make.make_account()
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    need = StationNeed.objects.create(station=station, words="灯坏了", asked_on=NOW.date())
    client.force_login(account)
    address = reverse("desk:station-need", args=[station.pk, need.pk])
    assert client.post(address, {"answer": "修好\x00了"}).status_code == 302
    need.refresh_from_db()
    assert need.answer == "修好了" and keeper_of(station).stations()
