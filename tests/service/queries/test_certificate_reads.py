"""What the public may see of a certificate, what there is to certify, and who may hold the paper."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from uuid import uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from redvest.connectors.storage import FileMissing
from redvest.registry.choices import BodyState
from redvest.registry.models import Body, Volunteer
from redvest.service.actions import ledger
from redvest.service.actions.certificate import issue_certificate, revoke_for_entry
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.choices import Grade
from redvest.service.models import Certificate
from redvest.service.queries import certificate as read
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_entry

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def team() -> Body:
    return registry.make_body(name="黎明脚步志愿队")


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer(name="李明霞")


@pytest.fixture
def certificate(person: Volunteer, team: Body) -> Certificate:
    make_entry(volunteer=person, body=team, minutes=100, grade=Grade.A, starts_at=NOW - 9 * DAY)
    make_entry(volunteer=person, body=team, minutes=40, grade=Grade.D, starts_at=NOW - 2 * DAY)
    return issue(person, team)


def issue(person: Volunteer, team: Body) -> Certificate:
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)


def test_the_public_sees_status_body_period_hours_and_a_masked_name(certificate: Certificate) -> None:
    seen = read.public_view(certificate.number, NOW + DAY)
    assert (seen.valid, seen.masked_name, seen.body, seen.issued_by) == (
        True,
        "李*霞",
        "黎明脚步志愿队",
        "黎明脚步志愿队",
    )
    assert (seen.starts_on, seen.ends_on, seen.issued_on) == (
        date(2026, 2, 24),
        date(2026, 3, 3),
        date(2026, 3, 5),
    )
    assert (seen.minutes, seen.unverified_minutes) == (100, 40)
    assert seen.minutes_by_grade == {"A": 100, "B": 0, "C": 0, "D": 40}
    assert (seen.revoked_on, seen.reason, seen.checked_at) == (None, "", NOW + DAY)


def test_nothing_else_is_in_the_public_view(certificate: Certificate, person: Volunteer) -> None:
    everything = repr(dataclasses.asdict(read.public_view(certificate.number, NOW)))
    for secret in (
        "李明霞",
        person.number,
        "陪独居老人买菜",
        str(person.pk),
        str(certificate.pk),
        person.phone_tail,
    ):
        assert secret not in everything, secret


def test_a_revoked_one_says_when_and_why_without_the_name(certificate: Certificate) -> None:
    entry = certificate.lines.all()[0].entry
    revoke_for_entry(entry=entry, reason="李明霞当天没有到场", at=NOW + 3 * DAY)
    seen = read.public_view(certificate.number, NOW + 4 * DAY)
    assert not seen.valid
    assert (seen.revoked_on, seen.reason) == (date(2026, 3, 8), "李*霞当天没有到场")


def test_a_number_is_found_however_it_is_typed(certificate: Certificate) -> None:
    number = certificate.number
    body = number.removeprefix("RV-")
    sloppy = body.replace("0", "O").replace("1", "l")
    full_width = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in number)
    for typed in (number, number.lower(), f"  {number.replace('-', ' ')} ", number.replace("-", ""), body.lower(),
                  f"rv {sloppy}", full_width, number.replace("-", "—")):  # fmt: skip
        assert read.public_view(typed, NOW).number == number, typed


@pytest.mark.parametrize(
    "typed", ["", "RV", "RV-0000-0000-0000-0000", "x" * 5000, "\x00", "'; DROP TABLE", "李明霞", "%"]
)
def test_anything_else_is_not_there(certificate: Certificate, typed: str) -> None:
    with pytest.raises(CertificateNotFound):
        read.public_view(typed, NOW)


def test_a_few_queries_show_a_certificate_and_hold_it_against_the_ledger(
    certificate: Certificate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(7):
        read.public_view(certificate.number, NOW)


def test_a_certificate_from_before_the_body_left_stays_the_body_s(
    certificate: Certificate, team: Body
) -> None:
    heir = registry.make_body(name="渝水区志愿者协会")
    team.state, team.exited_at, team.successor = BodyState.EXITED, NOW + DAY, heir
    team.save()
    assert read.public_view(certificate.number, NOW + 2 * DAY).issued_by == "黎明脚步志愿队"
    Certificate.objects.filter(pk=certificate.pk).update(issued_at=NOW + 2 * DAY)
    assert read.public_view(certificate.number, NOW + 3 * DAY).issued_by == "渝水区志愿者协会"


def test_the_choices_are_the_bodies_that_recorded_the_most_first(person: Volunteer, team: Body) -> None:
    other = registry.make_body()
    make_entry(volunteer=person, body=team, minutes=60, grade=Grade.B, starts_at=NOW - 4 * DAY)
    make_entry(volunteer=person, body=other, minutes=61, grade=Grade.A)
    make_entry(volunteer=person, body=other, minutes=500, grade=Grade.D)
    gone = registry.make_body()
    ledger.void(entry=make_entry(volunteer=person, body=gone), reason="重复", by_account=None, at=NOW)
    found = read.certifiable_bodies(person.pk)
    assert [(each.body.pk, each.entries, each.minutes, each.unverified_minutes) for each in found] == [
        (other.pk, 2, 61, 500), (team.pk, 1, 60, 0),
    ]  # fmt: skip
    assert found[1].starts_on == found[1].ends_on == date(2026, 3, 1)


def test_two_queries_whatever_the_number_of_bodies(
    person: Volunteer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_entry(volunteer=person, body=registry.make_body())
    with django_assert_num_queries(2):
        assert len(read.certifiable_bodies(person.pk)) == 5


def test_one_query_gathers_all_entries(
    person: Volunteer, team: Body, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    activity = make_activity(body=team)
    for days in range(5):
        make_entry(
            volunteer=person, body=team, starts_at=NOW - days * DAY, activity=activity if days else None
        )
    with django_assert_num_queries(1):
        found = read.entries_to_certify(volunteer_id=person.pk, body_id=team.pk, starts_on=None, ends_on=None)
    assert [fact.service_on for fact in found] == sorted(fact.service_on for fact in found)
    assert {fact.place for fact in found} == {"", "百花湖社区志愿服务站"}


def test_the_volunteer_and_the_head_hold_the_paper_others_do_not_see_it(
    certificate: Certificate, person: Volunteer, team: Body
) -> None:
    for by in (registry.volunteer_standing(person), registry.make_body_admin(team)):
        assert read.certificate_for(by=by, certificate_id=certificate.pk) == certificate
    for by in (registry.make_member(), registry.make_leader(team), registry.make_centre()):
        with pytest.raises(CertificateNotFound):
            read.certificate_for(by=by, certificate_id=certificate.pk)
    with pytest.raises(CertificateNotFound):
        read.certificate_for(by=registry.volunteer_standing(person), certificate_id=uuid4())


def test_the_paper_is_a_file_here(certificate: Certificate) -> None:
    path = read.pdf_path(certificate)
    assert path.read_bytes().startswith(b"%PDF-")
    path.unlink()
    with pytest.raises(FileMissing):
        read.pdf_path(certificate)


def test_a_volunteer_s_certificates_the_newest_first(
    certificate: Certificate, person: Volunteer, team: Body
) -> None:
    make_entry(volunteer=person, body=team, starts_at=NOW - 20 * DAY)
    me = registry.volunteer_standing(person)
    newer = issue_certificate(by=me, volunteer=person, body=team, at=NOW + DAY)
    assert list(read.certificates_of(person.pk)) == [newer, certificate]
