"""The verdict on a paper: its seal, the register and the log, each able to say no."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from redvest.connectors.eseal import LocalSeal
from redvest.connectors.storage import storage
from redvest.registry.models import Body, Volunteer
from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.correction import void_entry
from redvest.service.models import Certificate, HoursEntry, LogTile, StatusEntry
from redvest.service.queries.log_inclusion import unproven
from redvest.service.queries.paper_check import check_paper
from redvest.service.rules.verdict import Status, Verdict
from tests.factories import registry
from tests.factories.paper import log_entries, sealed_pdf
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR, make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Body:
    return registry.make_body(name="黎明脚步志愿队")


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer(name="李明霞")


@pytest.fixture
def entries(person: Volunteer, team: Body) -> list[HoursEntry]:
    return [
        make_entry(volunteer=person, body=team, starts_at=NOW - 48 * HOUR + n * 3 * HOUR) for n in range(3)
    ]


def issued(person: Volunteer, team: Body) -> Certificate:
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)


def check(certificate: Certificate, *, ask: bool = True) -> Verdict:
    return check_paper(storage().read(certificate.file), trust=[], at=NOW, ask=ask)


def test_a_paper_of_logged_hours_holds_in_every_way(
    person: Volunteer, team: Body, entries: list[HoursEntry]
) -> None:
    log_entries(entries)
    certificate = issued(person, team)

    found = check(certificate)

    assert (found.intact, found.trusted, found.number) == (True, True, certificate.number)
    assert (found.status, found.in_log, found.reasons) == (Status.VALID, True, ())
    assert found.holds
    assert "非权威机构" in found.issued_by


def test_hours_that_are_not_logged_yet_are_told_and_do_no_harm(
    person: Volunteer, team: Body, entries: list[HoursEntry]
) -> None:
    log_entries(entries[:2])

    found = check(issued(person, team))

    assert found.in_log is None and found.holds
    assert "1 条服务记录还没有进入公开日志" in found.reasons[0]


def test_an_entry_changed_behind_the_house_is_found(
    person: Volunteer, team: Body, entries: list[HoursEntry]
) -> None:
    log_entries(entries)
    certificate = issued(person, team)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE service_hoursentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE service_hoursentry SET minutes = 600 WHERE id = %s", [entries[1].pk])
        cursor.execute("ALTER TABLE service_hoursentry ENABLE TRIGGER USER")

    found = check(certificate)

    assert found.in_log is False and not found.holds
    assert unproven(CITY, [entry.pk for entry in entries]) == ([], [entries[1].pk])


def test_a_leaf_that_does_not_lead_to_the_head_is_found(
    person: Volunteer, team: Body, entries: list[HoursEntry]
) -> None:
    log_entries(entries)
    certificate = issued(person, team)
    LogTile.objects.update(hashes=bytes(96))

    assert check(certificate).in_log is False

    LogTile.objects.all().delete()
    assert check(certificate).in_log is False


def test_a_revoked_paper_says_when_and_why(person: Volunteer, team: Body, entries: list[HoursEntry]) -> None:
    certificate = issued(person, team)
    void_entry(by=registry.make_body_admin(team), entry=entries[0], reason="重复记录", at=NOW)

    found = check(certificate)

    assert found.status == Status.REVOKED and not found.holds
    assert found.intact
    assert any("2026年3月5日 撤销：" in reason and "重复记录" in reason for reason in found.reasons)


def test_another_file_with_a_known_number_is_not_the_paper(
    person: Volunteer, team: Body, entries: list[HoursEntry]
) -> None:
    certificate = issued(person, team)
    Certificate.objects.filter(pk=certificate.pk).update(file_digest=bytes(32))

    found = check(certificate)

    assert not found.intact and not found.holds
    assert "和本站保存的不是同一份文件。" in found.reasons


def test_a_number_that_nobody_registered_does_not_hold(
    person: Volunteer, team: Body, entries: list[HoursEntry]
) -> None:
    certificate = issued(person, team)
    pdf = storage().read(certificate.file)
    certificate.lines.all().delete()
    StatusEntry.objects.filter(certificate=certificate).delete()
    certificate.delete()

    found = check_paper(pdf, trust=[], at=NOW)

    assert found.status == Status.UNKNOWN and not found.holds


def test_offline_the_seal_alone_speaks(person: Volunteer, team: Body, entries: list[HoursEntry]) -> None:
    found = check(issued(person, team), ask=False)

    assert (found.status, found.in_log) == (Status.UNASKED, None)
    assert found.holds
    assert "没有查数据库" in found.reasons[0]


def test_another_house_needs_its_own_certificate(tmp_path: Path) -> None:
    theirs = sealed_pdf(tmp_path, "别处志愿")

    assert not check_paper(theirs, trust=[], at=NOW).holds
    trusted = check_paper(theirs, trust=[LocalSeal(tmp_path, "别处志愿").chain()[-1]], at=NOW)
    assert trusted.holds and trusted.status == Status.UNASKED
    assert "别处志愿" in trusted.issued_by
