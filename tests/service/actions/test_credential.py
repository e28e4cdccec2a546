"""Credentials of real certificates: who gets one, what a correction does to it, and what keys do over time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from redvest.core.clock import day_of
from redvest.core.models import AuditLine
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.service.actions import credential as actions
from redvest.service.actions import ledger
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.correction import void_entry
from redvest.service.actions.log import beat
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.choices import EntryMark, Grade
from redvest.service.models import Certificate, CredentialKey, LogLeaf, StatusEntry, StatusList
from redvest.service.queries.credential_check import check_credential
from redvest.service.rules.credential import CertificateRevoked
from redvest.service.rules.credential_token import read
from redvest.service.rules.did import keys_of
from redvest.service.rules.status_list import bit
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
SITE = "https://xinyu.example/"


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer(name="李明霞")


@pytest.fixture
def team() -> Body:
    return registry.make_body(name="黎明脚步志愿队")


@pytest.fixture
def me(person: Volunteer) -> Standing:
    return registry.volunteer_standing(person)


@pytest.fixture
def certificate(person: Volunteer, team: Body, me: Standing) -> Certificate:
    make_entry(volunteer=person, body=team, minutes=120, grade=Grade.A)
    make_entry(volunteer=person, body=team, minutes=360, grade=Grade.D, starts_at=NOW - timedelta(days=9))
    return issue_certificate(by=me, volunteer=person, body=team, at=NOW)


def text_of(certificate: Certificate, by: Standing, **more: Any) -> str:
    asked: dict[str, Any] = {"number": certificate.number, "site_address": SITE, "at": NOW} | more
    return actions.credential_text(by=by, **asked)


def seal(certificate: Certificate) -> list[int]:
    """The sealer comes, and a head is signed; returns the leaves."""
    beat(city=CITY, at=NOW)
    entries = certificate.lines.values("entry_id")
    return sorted(LogLeaf.objects.filter(pk__in=entries).values_list("index", flat=True))


def listed(certificate: Certificate) -> bool:
    """The certificate's bit in its published list."""
    place = StatusEntry.objects.get(pk=certificate.pk)
    text = actions.status_list_text(number=place.status_list_id, site_address=SITE, at=NOW)
    return bit(read(text).payload["credentialSubject"]["encodedList"], place.index)


def test_a_certificate_gets_its_bit_when_it_is_issued(certificate: Certificate, me: Standing) -> None:
    place = StatusEntry.objects.get()
    assert place.certificate_id == certificate.pk and 0 <= place.index < 131_072
    told = read(text_of(certificate, me)).payload["credentialStatus"]
    assert told["statusListIndex"] == str(place.index)
    assert StatusEntry.objects.count() == 1


def test_an_older_certificate_gets_its_bit_at_the_first_download(
    certificate: Certificate, me: Standing
) -> None:
    StatusEntry.objects.all().delete()
    text_of(certificate, me)
    assert StatusEntry.objects.get().certificate_id == certificate.pk


def test_the_holder_s_credential_is_intact_valid_and_in_the_log(
    certificate: Certificate, me: Standing
) -> None:
    leaves = seal(certificate)
    text = text_of(certificate, me)
    assert read(text).payload["evidence"][1]["leafIndex"] == leaves
    found = check_credential(text.encode(), NOW)
    assert found.as_json() | {"issued_by": ""} == {
        "intact": True, "issued_by": "", "number": certificate.number, "status": "valid", "in_log": True, "reasons": [],
    }  # fmt: skip


def test_before_the_sealer_came_the_log_says_wait(certificate: Certificate, me: Standing) -> None:
    found = check_credential(text_of(certificate, me).encode(), NOW)
    assert found.holds and found.in_log is None and "等着写入" in found.reasons[0]


def test_leaves_that_are_not_the_certificate_s_own_are_told(certificate: Certificate, me: Standing) -> None:
    seal(certificate)
    text = text_of(certificate, me)
    with connection.cursor() as cursor:  # behind the house's back, as only the tables' owner can
        cursor.execute("ALTER TABLE service_logleaf DISABLE TRIGGER USER")
    LogLeaf.objects.filter(index=0).update(index=90)
    found = check_credential(text.encode(), NOW)
    assert found.in_log is False and not found.holds


def test_it_comes_out_the_same_every_time(certificate: Certificate, me: Standing) -> None:
    assert text_of(certificate, me) == text_of(certificate, me, at=NOW + timedelta(days=3))


def test_the_name_is_masked_unless_the_holder_asks(certificate: Certificate, me: Standing) -> None:
    def name(text: str) -> str:
        return str(read(text).payload["credentialSubject"]["identifier"][1]["identityHash"])

    assert name(text_of(certificate, me)) == "李*霞"
    assert name(text_of(certificate, me, whole_name=True)) == "李明霞"
    head = registry.make_body_admin(certificate.body)
    assert name(text_of(certificate, head, whole_name=True)) == "李*霞"


def test_a_head_of_the_body_may_and_others_may_not(certificate: Certificate, team: Body) -> None:
    assert text_of(certificate, registry.make_body_admin(team))
    keys = CredentialKey.objects.count()
    others = (
        GUEST_STANDING(CITY), registry.make_member(), registry.make_leader(team), registry.make_officer(),
        registry.make_body_admin(registry.make_body()), registry.volunteer_standing(registry.make_volunteer()),
    )  # fmt: skip
    for by in others:
        for give in (actions.credential_text, actions.credential_payload, actions.baked_badge):
            with pytest.raises(CertificateNotFound):
                give(by=by, number=certificate.number, site_address=SITE, at=NOW)
    assert CredentialKey.objects.count() == keys


def test_a_correction_is_in_the_status_list_at_once(
    certificate: Certificate, me: Standing, team: Body
) -> None:
    text, badge = (
        text_of(certificate, me),
        actions.baked_badge(by=me, number=certificate.number, site_address=SITE, at=NOW),
    )
    assert not listed(certificate)
    entry = certificate.lines.all()[0].entry
    void_entry(by=registry.make_body_admin(team), entry=entry, reason="李明霞没有到场", at=NOW)
    assert listed(certificate)
    for data in (text.encode(), badge):
        found = check_credential(data, NOW)
        assert (found.intact, found.status, found.holds) == (True, "revoked", False)
        assert "李*霞没有到场" in found.reasons[0] and "李明霞" not in found.reasons[0]


def test_what_is_revoked_is_signed_no_more(certificate: Certificate, me: Standing, team: Body) -> None:
    void_entry(by=registry.make_body_admin(team), entry=certificate.lines.all()[0].entry, reason="错", at=NOW)
    for give in (actions.credential_text, actions.credential_payload, actions.baked_badge):
        with pytest.raises(CertificateRevoked):
            give(by=me, number=certificate.number, site_address=SITE, at=NOW)


def test_the_badge_carries_its_credential(certificate: Certificate, me: Standing) -> None:
    badge = actions.baked_badge(by=me, number=certificate.number, site_address=SITE, at=NOW)
    found = check_credential(badge, NOW)
    assert found.holds and found.kind == "png" and found.number == certificate.number


def test_the_payload_to_read_has_no_claims_and_is_no_proof(certificate: Certificate, me: Standing) -> None:
    found = actions.credential_payload(by=me, number=certificate.number, site_address=SITE, at=NOW)
    assert found["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert not {"iss", "sub", "jti", "nbf"} & set(found)


def test_marks_are_counted(person: Volunteer, team: Body, me: Standing) -> None:
    make_entry(volunteer=person, body=team, minutes=60)
    from_elsewhere = make_marked(person, team)
    found = issue_certificate(by=me, volunteer=person, body=team, at=NOW)
    assert found.lines.filter(entry=from_elsewhere).exists()
    said = read(text_of(found, me)).payload["evidence"][1]["narrative"]
    assert "来自 2 条服务记录" in said and "外系统转入 1 条" in said


def make_marked(person: Volunteer, team: Body) -> Any:
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=person.city, volunteer_id=person.pk, body_id=team.pk, activity_id=None, title="外系统记录",
            region_path=team.region_path, service_on=day_of(NOW), minutes=30, grade=Grade.D, mark=EntryMark.TRANSFER,
            source="志愿汇",
        ),
        at=NOW,
    )  # fmt: skip


def test_a_credential_of_somebody_else_s_bit_is_refused(certificate: Certificate, me: Standing) -> None:
    text = text_of(certificate, me)
    StatusEntry.objects.update(index=(StatusEntry.objects.get().index + 1) % 131_072)
    found = check_credential(text.encode(), NOW)
    assert not found.intact and "登记册" in found.reasons[0]


def test_the_first_key_is_made_when_somebody_needs_it() -> None:
    assert not CredentialKey.objects.exists()
    found = actions.did_document(city=CITY, site_address="http://127.0.0.1:8000", at=NOW)
    assert found["id"] == "did:web:127.0.0.1%3A8000"
    key = CredentialKey.objects.get()
    assert keys_of(found)[1][f"{found['id']}#{key.thumbprint}"].public == bytes(key.public)
    assert AuditLine.objects.get(verb="make_credential_key").target_id == str(key.pk)


def test_the_private_half_is_sealed(certificate: Certificate, me: Standing) -> None:
    text_of(certificate, me)
    key = CredentialKey.objects.get()
    assert len(bytes(key.private_sealed)) > 32 and bytes(key.public) not in bytes(key.private_sealed)


def test_after_a_rotation_old_and_new_ones_verify(certificate: Certificate, me: Standing) -> None:
    old = text_of(certificate, me)
    key = actions.rotate_key(city=CITY, at=NOW)
    new = text_of(certificate, me)
    assert old != new and read(new).kid.endswith(key.thumbprint)
    assert check_credential(old.encode(), NOW).holds and check_credential(new.encode(), NOW).holds
    assert CredentialKey.objects.filter(retired_at__isnull=True).get() == key
    assert len(keys_of(actions.did_document(city=CITY, site_address=SITE, at=NOW))[1]) == 2


def test_what_a_leaked_key_signed_counts_no_longer(certificate: Certificate, me: Standing) -> None:
    old = text_of(certificate, me)
    actions.rotate_key(city=CITY, distrust=True, at=NOW)
    assert "作废" in check_credential(old.encode(), NOW).reasons[0]
    assert check_credential(text_of(certificate, me).encode(), NOW).holds
    assert len(keys_of(actions.did_document(city=CITY, site_address=SITE, at=NOW))[1]) == 1


def test_a_full_list_is_followed_by_another(person: Volunteer, team: Body, me: Standing) -> None:
    for days in range(1, 5):
        make_entry(volunteer=person, body=team, starts_at=NOW - timedelta(days=days))
        issue_certificate(by=me, volunteer=person, body=team, at=NOW)
    StatusEntry.objects.all().delete()
    places = [
        actions.give_bit(certificate=each, at=NOW, draw=lambda size: 5) for each in Certificate.objects.all()
    ]
    assert [(place.status_list.order, place.index) for place in places] == [(1, 5), (2, 5), (3, 5), (4, 5)]
    assert StatusList.objects.count() == 4
