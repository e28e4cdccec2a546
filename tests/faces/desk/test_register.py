"""The register, one certificate of it, taking it back, and objections: what each says and to whom."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from redvest.core.models import AuditLine
from redvest.service.actions.certificate import issue_certificate
from redvest.service.choices import ObjectionState
from redvest.service.models import Certificate, CertificateObjection
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


def issued(place: Place, name: str = "李明霞", minutes: int = 120) -> Certificate:
    person = registry.make_volunteer(name=name)
    make_entry(volunteer=person, body=place.body, minutes=minutes)
    return issue_certificate(
        by=registry.volunteer_standing(person), volunteer=person, body=place.body, at=NOW
    )


def test_the_head_reads_names_and_the_officer_masked_ones(place: Place, sign_in: SignIn) -> None:
    certificate = issued(place)
    url = reverse("desk:certificates")

    head, officer = said(sign_in(place.admin).get(url)), said(sign_in(place.officer).get(url))

    assert certificate.number in head and "李明霞" in head.split("<tbody>")[1].split("经办人")[0]
    assert certificate.number in officer and "李*霞" in officer and "2 小时" in officer


def test_the_list_is_narrowed_by_its_address(place: Place, sign_in: SignIn) -> None:
    one, other = issued(place), issued(place, "王芳")
    Certificate.objects.filter(pk=other.pk).update(state="revoked", issued_at=NOW - timedelta(days=9))
    client, url = sign_in(place.officer), reverse("desk:certificates")

    def numbers(**asked: str) -> set[str]:
        page = said(client.get(url, asked))
        return {each.number for each in (one, other) if each.number in page}

    assert numbers() == {one.number, other.number}
    assert numbers(q=one.number.lower().replace("-", " ")) == {one.number}
    assert numbers(q="王芳") == {other.number}
    assert numbers(state="revoked") == {other.number}
    assert numbers(**{"from": "2026-03-01"}) == {one.number}
    assert numbers(to="2026-03-01") == {other.number}
    assert numbers(body=str(place.body.pk), state="nonsense", **{"from": "2026-99-99"}) == {
        one.number,
        other.number,
    }


def test_the_list_asks_the_database_as_often_for_three_as_for_one(place: Place, sign_in: SignIn) -> None:
    client, counts = sign_in(place.officer), []
    for _ in range(2):
        issued(place)
        client.get(reverse("desk:certificates"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:certificates"))
        counts.append(len(queries))
        issued(place)
    assert counts[0] == counts[1] <= 16


def test_the_sheet_holds_the_same(place: Place, sign_in: SignIn) -> None:
    certificate = issued(place)

    response = sign_in(place.officer).get(reverse("desk:certificates-sheet"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    titles, row = book.get_sheet_by_index(0).to_python()
    assert titles[0] == "证明编号"
    assert row[:2] == [certificate.number, "李*霞"]
    assert row[7:11] == ["0", "120", "0", "0"]


def test_an_officer_takes_it_back_and_the_public_page_says_so_at_once(place: Place, sign_in: SignIn) -> None:
    certificate = issued(place)
    before = said(Client().get(f"/verify/{certificate.number}"))

    response = sign_in(place.officer).post(
        reverse("desk:certificate-revoke", args=[certificate.pk]), {"reason": "记错了人"}
    )

    assert response.status_code == 302
    after = said(Client().get(f"/verify/{certificate.number}"))
    assert "证明有效" in before
    assert "证明已撤销" in after and "记错了人" in after and "2026年3月5日" in after
    assert AuditLine.objects.filter(verb="revoke_certificate", target_id=str(certificate.pk)).count() == 1


def test_without_a_reason_or_by_the_head_nothing_is_taken_back(place: Place, sign_in: SignIn) -> None:
    certificate = issued(place)
    url = reverse("desk:certificate-revoke", args=[certificate.pk])

    page = sign_in(place.officer).post(url, {"reason": "  "}, follow=True)
    assert "请写明为什么撤销" in said(page)
    assert sign_in(place.admin).post(url, {"reason": "记错了人"}).status_code == 403
    certificate.refresh_from_db()
    assert certificate.state == "valid"

    client = sign_in(place.officer)
    client.post(url, {"reason": "一"})
    assert "已经撤销了" in said(client.post(url, {"reason": "二"}, follow=True))
    certificate.refresh_from_db()
    assert certificate.revoked_reason == "一"


def objected(place: Place) -> CertificateObjection:
    certificate = issued(place)
    Certificate.objects.filter(pk=certificate.pk).update(public_until=date(2026, 3, 12))
    return CertificateObjection.objects.create(
        city=place.body.city,
        certificate=certificate,
        raised_by=place.member,
        text="那天他没有来",
        raised_at=NOW,
    )


def test_an_officer_upholds_an_objection_which_revokes(place: Place, sign_in: SignIn) -> None:
    objection = objected(place)
    client = sign_in(place.officer)
    assert "那天他没有来" in said(client.get(reverse("desk:objections")))

    client.post(
        reverse("desk:objection-answer", args=[objection.pk]),
        {"verb": "uphold", "answer": "查了签到表，确实没来"},
    )

    objection.refresh_from_db()
    assert objection.state == ObjectionState.UPHELD
    certificate = Certificate.objects.get()
    assert certificate.state == "revoked"
    assert certificate.revoked_reason == "查了签到表，确实没来"


def test_the_head_may_only_dismiss(place: Place, sign_in: SignIn) -> None:
    objection = objected(place)
    client, url = sign_in(place.admin), reverse("desk:objection-answer", args=[objection.pk])
    assert "异议成立，撤销证明" not in said(client.get(reverse("desk:objections")))

    assert client.post(url, {"verb": "uphold", "answer": "没来"}).status_code == 403
    objection.refresh_from_db()
    assert objection.state == ObjectionState.OPEN and Certificate.objects.get().state == "valid"

    client.post(url, {"verb": "dismiss", "answer": ""})
    objection.refresh_from_db()
    assert objection.state == ObjectionState.OPEN
    client.post(url, {"verb": "dismiss", "answer": "他来了，有签到"})
    objection.refresh_from_db()
    assert (objection.state, objection.answer) == (ObjectionState.DISMISSED, "他来了，有签到")
    assert "已经处理过了" in said(client.post(url, {"verb": "dismiss", "answer": "再答"}, follow=True))


def test_who_issued_it_to_themselves_is_not_named_beside_the_masked_name(
    place: Place, sign_in: SignIn
) -> None:
    found = issued(place, name="赵小清")
    client = sign_in(place.officer)
    for address in ("/desk/certificates/", reverse("desk:certificate", args=[found.pk])):
        page = said(client.get(address))
        assert "本人自助开具" in page
        assert "赵小清" not in page
