"""The addresses that machines read, and the holder's own downloads."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from redvest.core import png
from redvest.registry.models import Body, Volunteer
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.correction import void_entry
from redvest.service.choices import Grade
from redvest.service.models import Certificate, CredentialKey, StatusEntry
from redvest.service.queries.credential_check import check_credential
from redvest.service.rules import did
from redvest.service.rules.credential_check import Trust, examine
from redvest.service.rules.credential_token import read, verify
from redvest.service.rules.status_list import bit
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(person: Volunteer, body: Body) -> Certificate:
    make_entry(volunteer=person, body=body, minutes=120, grade=Grade.A)
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=body, at=NOW)


def listed(client: Client) -> Any:
    place = StatusEntry.objects.get()
    return client.get(f"/credentials/status/{place.status_list_id}")


def revoked(response: Any) -> bool:
    found = read(response.content.decode()).payload["credentialSubject"]["encodedList"]
    return bit(found, StatusEntry.objects.get().index)


def test_the_did_document_is_where_did_web_looks_for_it(guest: Client) -> None:
    found = guest.get("/.well-known/did.json")
    assert found["Content-Type"] == "application/did+json"
    assert found["Access-Control-Allow-Origin"] == "*" and "max-age" in found["Cache-Control"]
    name, keys = did.keys_of(json.loads(found.content))
    assert name == "did:web:testserver" and len(keys) == 1
    assert guest.get("/.well-known/did.json").content == found.content
    assert CredentialKey.objects.count() == 1


def test_the_configured_address_names_the_issuer(guest: Client, settings: Any) -> None:
    settings.REDVEST_BASE_URL = "https://vol.example.cn:8443"
    assert json.loads(guest.get("/.well-known/did.json").content)["id"] == "did:web:vol.example.cn%3A8443"


def test_the_issuer_s_profile_the_achievements_and_the_terms(guest: Client) -> None:
    profile = json.loads(guest.get("/credentials/issuer").content)
    assert (profile["id"], profile["type"]) == ("did:web:testserver", ["Profile"])
    for kind in ("verified-service", "unverified-record"):
        address = f"http://testserver/credentials/achievements/{kind}"
        found = guest.get(address)
        assert json.loads(found.content)["id"] == address
        assert found["Content-Type"] == "application/ld+json"
    assert guest.get("/credentials/achievements/other").status_code == 404
    assert "leafIndex" in json.loads(guest.get("/credentials/terms").content)


def test_the_holder_downloads_what_the_did_document_verifies(
    me: Client, guest: Client, certificate: Certificate
) -> None:
    found = me.get(f"/certificates/{certificate.number}/credential")
    assert found["Content-Type"] == "application/vc+jwt"
    assert f'filename="{certificate.number}.jwt"' in found["Content-Disposition"]
    name, keys = did.keys_of(json.loads(guest.get("/.well-known/did.json").content))
    assert examine(found.content, Trust(keys, name), NOW).number == certificate.number
    assert me.get(f"/certificates/{certificate.number}/credential").content == found.content


def test_the_content_to_read(me: Client, certificate: Certificate) -> None:
    found = me.get(f"/certificates/{certificate.number}/credential.json")
    assert found["Content-Type"] == "application/ld+json"
    said = json.loads(found.content)
    assert said["name"] == "志愿服务证明：经核验 2 小时" and "iss" not in said
    assert "没有签名" in check_credential(found.content, NOW).reasons[0]
    whole = json.loads(me.get(f"/certificates/{certificate.number}/credential.json?name=full").content)
    names = [each["credentialSubject"]["identifier"][1]["identityHash"] for each in (said, whole)]
    assert names == ["李*霞", "李明霞"]


def test_the_badge_is_on_the_certificates_page(me: Client, certificate: Certificate) -> None:
    page = html(me.get("/me/certificates/"))
    address = f"/certificates/{certificate.number}/badge.png"
    assert f'href="{address}"' in page and "数字徽章" in page and "数字凭证" in page
    found = me.get(address)
    assert found["Content-Type"] == "image/png" and found.content.startswith(png.SIGNATURE)
    assert check_credential(found.content, NOW).holds


def test_who_only_knows_the_number_learns_only_whether_it_stands(
    guest: Client, member: Client, body: Body, certificate: Certificate
) -> None:
    other = browser_of(registry.make_volunteer(name="周别人").account)  # type: ignore[arg-type]
    for client in (guest, member, other):
        for what in ("credential", "credential.json", "badge.png"):
            found = client.get(f"/certificates/{certificate.number}/{what}")
            assert (found.status_code, found["Location"]) == (302, f"/verify/{certificate.number}")
    assert not CredentialKey.objects.exists()
    head = registry.make_account(name="周负责人")
    registry.make_grant(account=head, role=registry.Role.BODY_ADMIN, body=body)
    assert browser_of(head).get(f"/certificates/{certificate.number}/credential").status_code == 200


def test_an_unknown_number_leads_to_the_page_that_counts_tries(guest: Client) -> None:
    found = guest.get("/certificates/RV-0000-0000-0000-0000/credential", follow=True)
    assert found.status_code == 404 and "没有这份证明" in words(found)


def test_the_status_list_is_signed_public_and_short_lived(guest: Client, certificate: Certificate) -> None:
    found = listed(guest)
    assert found["Content-Type"] == "application/vc+jwt" and found["Access-Control-Allow-Origin"] == "*"
    assert found["Cache-Control"] == "public, max-age=30"
    token = read(found.content.decode())
    verify(token, did.jwk(bytes(CredentialKey.objects.get().public)))
    assert token.payload["id"] == token.payload["jti"]
    assert token.payload["credentialSubject"]["ttl"] <= 60_000
    assert guest.get("/credentials/status/999999").status_code == 404


def test_a_correction_is_everywhere_within_the_minute(
    me: Client, guest: Client, body: Body, certificate: Certificate
) -> None:
    text = me.get(f"/certificates/{certificate.number}/credential").content
    assert not revoked(listed(guest))
    entry = certificate.lines.all()[0].entry
    void_entry(by=registry.make_body_admin(body), entry=entry, reason="没有到场", at=NOW)
    assert revoked(listed(guest))
    assert "证明已撤销" in words(guest.get(f"/verify/{certificate.number}"))
    assert check_credential(text, NOW).status == "revoked"
    refused = me.get(f"/certificates/{certificate.number}/credential")
    assert refused.status_code == 409 and "已经撤销" in words(refused)
    assert "数字徽章" not in words(me.get("/me/certificates/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_status_list_costs_the_same(
    guest: Client, person: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        team = registry.make_body(name=f"第{number}队")
        entry = make_entry(volunteer=person, body=team, starts_at=NOW - timedelta(days=2 + number))
        issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)
        void_entry(by=registry.make_body_admin(team), entry=entry, reason="错", at=NOW)
    address = f"/credentials/status/{StatusEntry.objects.all()[0].status_list_id}"
    guest.get(address)
    with django_assert_num_queries(3):  # the list, its revoked bits, the key
        guest.get(address)
