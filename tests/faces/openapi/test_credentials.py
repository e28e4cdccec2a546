"""Credentials over the API: for whom, in which form, and what anybody with the number is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.core import png
from redvest.service.actions.correction import void_entry
from redvest.service.choices import Grade
from redvest.service.models import CredentialKey, LogLeaf, StatusEntry
from redvest.service.queries.credential_check import check_credential
from redvest.service.rules.credential_token import read
from redvest.service.rules.status_list import bit
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Any:
    return make.make_body(name="黎明脚步志愿队")


@pytest.fixture
def person() -> Any:
    return make.make_volunteer(name="李明霞")


@pytest.fixture
def me(person: Any) -> Caller:
    return caller_for(make.volunteer_standing(person))


@pytest.fixture
def issued(me: Caller, person: Any, team: Any) -> dict[str, str]:
    service.make_entry(volunteer=person, body=team, minutes=120, grade=Grade.A)
    service.make_entry(
        volunteer=person, body=team, minutes=360, grade=Grade.D, starts_at=make.NOW - timedelta(days=5)
    )
    found: dict[str, str] = me.post("/certificates", {}).json()
    return found


def fetched(caller: Caller, address: str) -> Any:
    return caller.client.get(address, headers={"Authorization": f"Bearer {caller.token}"})


def test_the_holder_takes_the_credential_from_its_address(me: Caller, issued: dict[str, str]) -> None:
    found = fetched(me, issued["credential_url"])
    assert found.status_code == 200 and found["Content-Type"] == "application/vc+jwt"
    assert found["Content-Disposition"] == f'attachment; filename="{issued["number"]}.jwt"'
    assert found["Cache-Control"] == "no-store"
    assert check_credential(found.content, make.NOW).number == issued["number"]
    payload = read(found.content.decode()).payload
    assert payload["iss"] == "did:web:testserver"
    assert payload["credentialSubject"]["identifier"][1]["identityHash"] == "李*霞"
    whole = read(fetched(me, f"{issued['credential_url']}?name=full").content.decode()).payload
    assert whole["credentialSubject"]["identifier"][1]["identityHash"] == "李明霞"
    [line] = me.get("/me/certificates").json()["items"]
    assert line["credential_url"] == issued["credential_url"]


def test_the_badge(me: Caller, issued: dict[str, str]) -> None:
    found = fetched(me, issued["credential_url"].replace("/credential", "/badge"))
    assert found["Content-Type"] == "image/png" and found.content.startswith(png.SIGNATURE)
    assert check_credential(found.content, make.NOW).intact


def test_for_its_volunteer_and_the_recording_body_alone(team: Any, issued: dict[str, str]) -> None:
    paths = [f"/certificates/{issued['number']}/{what}" for what in ("credential", "badge")]
    head = caller_for(make.make_body_admin(team))
    assert [head.get(path).status_code for path in paths] == [200, 200]
    before = (CredentialKey.objects.count(), StatusEntry.objects.count())
    others = (
        make.make_member(), make.make_leader(team), make.make_officer(), make.make_body_admin(make.make_body()),
        make.volunteer_standing(make.make_volunteer()),
    )  # fmt: skip
    for path in paths:
        problem(Caller().get(path), 401, "unauthenticated")
        for other in others:
            problem(caller_for(other).get(path), 404, "certificate-not-found")
    assert (CredentialKey.objects.count(), StatusEntry.objects.count()) == before


def test_anybody_with_the_number_learns_how_it_stands_and_where_to_look(issued: dict[str, str]) -> None:
    guest = Caller()
    found = guest.get(f"/certificates/{issued['number']}").json()
    assert (found["minutes"], found["unverified_minutes"]) == (120, 360)
    assert (found["entries"], found["leaves"]) == (2, [])
    LogLeaf.objects.bulk_create(
        LogLeaf(entry_id=key, city=make.CITY, index=7 + number)
        for number, key in enumerate(service.HoursEntry.objects.values_list("pk", flat=True))
    )
    found = guest.get(f"/certificates/{issued['number']}").json()
    assert found["leaves"] == [7, 8]
    place = found["credential_status"]
    assert place["index"] == StatusEntry.objects.get().index
    listed = guest.client.get(place["list"])
    assert not bit(read(listed.content.decode()).payload["credentialSubject"]["encodedList"], place["index"])


def test_a_correction_is_seen_at_once_and_nothing_new_is_signed(
    me: Caller, team: Any, issued: dict[str, str]
) -> None:
    entry = service.HoursEntry.objects.get(minutes=120)
    void_entry(by=make.make_body_admin(team), entry=entry, reason="没有到场", at=make.NOW)
    found = Caller().get(f"/certificates/{issued['number']}").json()
    assert found["status"] == "revoked"
    listed = Caller().client.get(found["credential_status"]["list"]).content.decode()
    assert bit(read(listed).payload["credentialSubject"]["encodedList"], found["credential_status"]["index"])
    problem(me.get(f"/certificates/{issued['number']}/credential"), 409, "certificate-revoked")


def test_a_wrong_wish_for_the_name(me: Caller, issued: dict[str, str]) -> None:
    problem(me.get(f"/certificates/{issued['number']}/credential?name=x"), 422, "invalid")
