"""The public page of a certificate, as a stranger with a number meets it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from pytest_django import Settings

from redvest.core.models import ThrottleCount
from redvest.faces.shared.address import client_address
from redvest.faces.site.verify import verify_urls
from redvest.registry.models import DatedSetting, Volunteer
from redvest.service.actions.certificate import issue_certificate, revoke_for_entry
from redvest.service.choices import Grade
from redvest.service.models import Certificate, LogHead, LogKey, LogLeaf
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

urlpatterns = [*verify_urls, path("", include("redvest.faces.shared.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer(name="李明霞")


@pytest.fixture
def certificate(person: Volunteer) -> Certificate:
    team = registry.make_body(name="<黎明脚步>志愿队")
    for days, minutes, grade in ((5, 120, Grade.A), (3, 45, Grade.B), (2, 360, Grade.D)):
        when = NOW - timedelta(days=days)
        make_entry(
            volunteer=person, body=team, minutes=minutes, grade=grade, title="陪独居老人买菜", starts_at=when
        )
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)


def page(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_a_valid_certificate_is_shown_as_valid(client: Client, certificate: Certificate) -> None:
    response = client.get(f"/verify/{certificate.number}")
    said = page(response)
    assert response.status_code == 200
    for words in ("证明有效", "李*霞", "&lt;黎明脚步&gt;志愿队", "2 小时 45 分", "A 2 小时", "B 45 分", "D 6 小时 未核验",
                  "2026年2月28日 – 2026年3月3日", "2026年3月5日", certificate.number):  # fmt: skip
        assert words in said, words
    assert "g gC" not in said  # a token of the page may hold the two letters


def test_unverified_hours_stand_apart_from_the_sum(client: Client, certificate: Certificate) -> None:
    said = page(client.get(f"/verify/{certificate.number}"))
    among = said.split("<dt>其中</dt>")[1].split("</dd>")[0]
    assert "gA" in among and "gB" in among and "gD" not in among
    assert "gD" in said.split("<dt>另外，不计入</dt>")[1].split("</dd>")[0]


def seal(certificate: Certificate, first: int) -> None:
    """What the sealer does: leaves for the entries, and a signed head over them."""
    entries = certificate.lines.order_by("pk").values_list("entry_id", flat=True)
    LogLeaf.objects.bulk_create(
        LogLeaf(entry_id=entry, city=CITY, index=first + number) for number, entry in enumerate(entries)
    )
    key = LogKey.objects.create(city=CITY, public=b"k" * 32, private_sealed=b"s", created_at=NOW)
    LogHead.objects.create(
        city=CITY,
        size=5000,
        root=bytes(range(32)),
        signed_at=NOW,
        key=key,
        checkpoint="xinyu.example/log\n5000\n",
    )


def test_before_the_sealer_came_the_page_says_so(client: Client, certificate: Certificate) -> None:
    said = page(client.get(f"/verify/{certificate.number}"))
    assert "3 条正在等着写入" in said and "/log/verify.py" not in said


def test_leaves_head_and_the_way_to_check_them_oneself(client: Client, certificate: Certificate) -> None:
    seal(certificate, 4100)
    said = page(client.get(f"/verify/{certificate.number}"))
    assert "第 4100 条、第 4101 条、第 4102 条" in said
    assert "<code>0001020304050607</code>" in said and "共 5,000 条" in said
    assert 'href="/api/v1/log/proof?leaf=4100&amp;size=5000"' in said
    assert 'href="/log/verify.py"' in said and "等着写入" not in said


def test_many_leaves_are_not_all_named(client: Client, person: Volunteer) -> None:
    team = registry.make_body()
    for number in range(15):
        make_entry(volunteer=person, body=team, starts_at=NOW - timedelta(days=number + 1))
    issued = issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)
    seal(issued, 0)
    said = page(client.get(f"/verify/{issued.number}"))
    assert "第 11 条" in said and "第 12 条" not in said and "还有 3 条" in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    client: Client, person: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    team = registry.make_body()
    for number in range(count):
        make_entry(volunteer=person, body=team, starts_at=NOW - timedelta(days=number + 1))
    issued = issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)
    seal(issued, 0)
    client.get(f"/verify/{issued.number}")
    # the limit, the count, the certificate twice, its entries, their leaves, the head; and all held against the ledger
    with django_assert_num_queries(14):
        client.get(f"/verify/{issued.number}")


def test_the_page_leaks_nothing_more(client: Client, certificate: Certificate, person: Volunteer) -> None:
    said = page(client.get(f"/verify/{certificate.number}"))
    for secret in (
        "李明霞",
        person.number,
        "陪独居老人买菜",
        str(certificate.pk),
        certificate.file,
        "居民身份证",
    ):
        assert secret not in said, secret


def test_a_revoked_certificate_says_when_and_why(client: Client, certificate: Certificate) -> None:
    entry = certificate.lines.all()[0].entry
    revoke_for_entry(entry=entry, reason="李明霞<b>没有到场", at=NOW + timedelta(days=3))
    said = page(client.get(f"/verify/{certificate.number}"))
    assert "证明已撤销" in said
    assert "2026年3月8日 撤销" in said
    assert "李*霞&lt;b&gt;没有到场" in said
    assert "证明有效" not in said


def test_a_revocation_shows_at_once_and_nothing_is_kept_on_the_way(
    client: Client, certificate: Certificate
) -> None:
    response = client.get(f"/verify/{certificate.number}")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    revoke_for_entry(entry=certificate.lines.all()[0].entry, reason="更正", at=NOW)
    assert "证明已撤销" in page(client.get(f"/verify/{certificate.number}"))


@pytest.mark.parametrize(
    "change", [str.lower, lambda n: n.replace("-", ""), lambda n: n.replace("-", "%20"), lambda n: f"{n}/"]
)
def test_a_sloppy_number_is_understood(client: Client, certificate: Certificate, change: object) -> None:
    assert "证明有效" in page(client.get(f"/verify/{change(certificate.number)}"))  # type: ignore[operator]


@pytest.mark.parametrize("number", ["RV-0000-0000-0000-0000", "<script>", "%00", "李明霞", "x" * 500])
def test_an_unknown_number_is_met_calmly_and_can_be_typed_again(client: Client, number: str) -> None:
    response = client.get(f"/verify/{number}")
    assert response.status_code == 404
    said = page(response)
    assert "没有这份证明" in said
    assert 'name="number"' in said
    assert "<script>" not in said.split("<main", 1)[1].split("</main>", 1)[0]


def test_the_form_leads_to_the_number_s_own_address(client: Client, certificate: Certificate) -> None:
    assert "核验证明" in page(client.get("/verify/"))
    typed = certificate.number.lower().replace("-", " ")
    response = client.get("/verify/", {"number": typed}, follow=True)
    assert response.redirect_chain == [(f"/verify/{certificate.number}", 302)]
    assert "证明有效" in page(response)


def test_a_form_without_a_number_says_what_to_type(client: Client) -> None:
    said = page(client.get("/verify/", {"number": " -?- "}))
    assert "照着证明上的编号输入" in said
    assert "照着证明上的编号输入" not in page(client.get("/verify/", {"number": ""}))


def test_trying_numbers_is_stopped_for_a_while(client: Client, certificate: Certificate) -> None:
    DatedSetting.objects.create(
        key="certificate.verify_per_minute", region=registry.make_region_tree().city, effective_on="2020-01-01",
        value=3, set_at=NOW,
    )  # fmt: skip
    tried = [client.get("/verify/RV-0000-0000-0000-0000").status_code for _ in range(3)]
    stopped = client.get(f"/verify/{certificate.number}")
    assert tried == [404, 404, 404]
    assert stopped.status_code == 429
    assert int(stopped["Retry-After"]) >= 1
    assert "李*霞" not in page(stopped)
    assert client.get(f"/verify/{certificate.number}", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_looking_at_the_form_is_not_counted(client: Client) -> None:
    client.get("/verify/")
    assert not ThrottleCount.objects.exists()


@pytest.mark.parametrize("address", ["/verify/", "/verify/RV-0000-0000-0000-0000"])
def test_the_page_is_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    assert not ThrottleCount.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_visitor_cannot_choose_an_address(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.REDVEST_PROXIES = proxies
    request = RequestFactory().get("/verify/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_every_view_says_who_may_enter() -> None:
    assert {pattern.callback.who_may_enter for pattern in verify_urls} == {"public"}
