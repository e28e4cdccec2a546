"""Issuing and revoking: derived from the ledger, for the right people, and never out of step with a void."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from pypdf import PdfReader

from redvest.connectors.storage import storage
from redvest.core.errors import DomainError, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.service.actions import ledger
from redvest.service.actions.certificate import issue_certificate, revoke_for_entry
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.certificate_errors import NoSuccessor, NothingToCertify, NotTheRecorder, WrongPeriod
from redvest.service.choices import CertificateState, Grade
from redvest.service.models import Certificate, CertificateLine, HoursEntry
from tests import database
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_activity, make_entry

DAY = timedelta(days=1)


@pytest.fixture
def team(db: None) -> Body:
    return registry.make_body(name="黎明脚步志愿队")


@pytest.fixture
def person(db: None) -> Volunteer:
    return registry.make_volunteer(name="李明霞")


def issue(volunteer: Volunteer, body: Body, by: Standing | None = None, **more: object) -> Certificate:
    by = by or registry.volunteer_standing(volunteer)
    return issue_certificate(by=by, volunteer=volunteer, body=body, at=NOW, **more)  # type: ignore[arg-type]


def words_of(certificate: Certificate) -> str:
    reader = PdfReader(io.BytesIO(storage().read(certificate.file)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def voided(entry: HoursEntry) -> HoursEntry:
    return ledger.void(entry=entry, reason="重复记录", by_account=None, at=NOW)


def refused(fault: type[DomainError], volunteer: Volunteer, body: Body, by: Standing, **more: object) -> None:
    """Refused, and nothing is left: no row, no line, no file, no audit line."""
    before = AuditLine.objects.count()
    with pytest.raises(fault):
        issue(volunteer, body, by, **more)
    assert not Certificate.objects.exists()
    assert not CertificateLine.objects.exists()
    assert AuditLine.objects.count() == before
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_volunteer_prints_what_one_body_recorded(person: Volunteer, team: Body) -> None:
    activity = make_activity(body=team)
    kept = [
        make_entry(
            volunteer=person,
            body=team,
            minutes=120,
            grade=Grade.A,
            starts_at=NOW - 9 * DAY,
            activity=activity,
        ),
        make_entry(volunteer=person, body=team, minutes=45, grade=Grade.C, starts_at=NOW - 2 * DAY),
        make_entry(volunteer=person, body=team, minutes=600, grade=Grade.D, starts_at=NOW - 30 * DAY),
    ]
    make_entry(volunteer=person, body=registry.make_body(), minutes=999)
    make_entry(volunteer=registry.make_volunteer(), body=team, minutes=777)
    certificate = issue(person, team)
    assert certificate.minutes_by_grade == {"A": 120, "B": 0, "C": 45, "D": 600}
    assert (certificate.starts_on, certificate.ends_on) == (date(2026, 2, 3), date(2026, 3, 3))
    assert {line.entry_id for line in certificate.lines.all()} == {entry.pk for entry in kept}
    assert certificate.city == CITY
    assert certificate.state == CertificateState.VALID
    assert certificate.issued_by_id == person.account_id


def test_the_paper_is_there_and_says_the_same(person: Volunteer, team: Body) -> None:
    activity = make_activity(body=team)
    make_entry(volunteer=person, body=team, minutes=195, grade=Grade.A, activity=activity)
    certificate = issue(person, team)
    pdf = storage().read(certificate.file)
    assert hashlib.sha256(pdf).digest() == bytes(certificate.file_digest)
    said = words_of(certificate)
    for words in (certificate.number, "李明霞", person.number, "黎明脚步志愿队", "3小时15分", "周建国", "0790-6440000",
                  "邻里守望1次", "百花湖社区志愿服务站", "新余志愿", "志愿者本人从系统打印"):  # fmt: skip
        assert words in said, words


def test_the_id_number_is_never_whole_on_paper(team: Body) -> None:
    person = registry.make_volunteer(id_number="360502199005170028")
    make_entry(volunteer=person, body=team)
    said = words_of(issue(person, team))
    assert "360502199005170028" not in said
    assert "3****************8" in said


def test_a_record_without_identity_still_gets_its_paper(person: Volunteer, team: Body) -> None:
    Volunteer.objects.filter(pk=person.pk).update(id_sealed=None, id_type="")
    person.refresh_from_db()
    make_entry(volunteer=person, body=team)
    assert "未登记" in words_of(issue(person, team))


def test_voided_hours_are_gone_and_corrected_ones_are_new(person: Volunteer, team: Body) -> None:
    kept = make_entry(volunteer=person, body=team, minutes=60)
    voided(make_entry(volunteer=person, body=team, minutes=500))
    certificate = issue(person, team)
    assert certificate.minutes_by_grade == {"A": 0, "B": 60, "C": 0, "D": 0}
    assert [line.entry_id for line in certificate.lines.all()] == [kept.pk]


def test_a_period_is_cut_at_whole_days_and_named_by_the_services_in_it(person: Volunteer, team: Body) -> None:
    for days in (1, 2, 3, 4):
        make_entry(volunteer=person, body=team, minutes=days * 10, starts_at=NOW - days * DAY)
    certificate = issue(person, team, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3))
    assert certificate.minutes_by_grade["B"] == 50
    wide = issue(person, team, starts_on=date(1990, 1, 1), ends_on=date(2099, 1, 1))
    assert (wide.starts_on, wide.ends_on) == (date(2026, 3, 1), date(2026, 3, 4))


def test_the_head_of_the_body_may_issue_and_is_named(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    head = registry.make_body_admin(team)
    certificate = issue(person, team, head)
    assert certificate.issued_by_id == head.account_id
    assert "由组织在系统中开具" in words_of(certificate)


def test_others_may_not(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    stranger = registry.volunteer_standing(registry.make_volunteer(name="王小路"))
    for by in (stranger, registry.make_member(), registry.make_leader(team), registry.make_officer(),
               registry.make_centre(), registry.make_body_admin(registry.make_body())):  # fmt: skip
        refused(NotTheRecorder, person, team, by)


def test_nobody_unknown_may(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    refused(Unauthenticated, person, team, GUEST_STANDING(CITY))


def test_no_hours_no_certificate(person: Volunteer, team: Body) -> None:
    me = registry.volunteer_standing(person)
    refused(NothingToCertify, person, team, me)
    voided(make_entry(volunteer=person, body=team))
    refused(NothingToCertify, person, team, me)


def test_no_hours_in_the_period_no_certificate(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    refused(NothingToCertify, person, team, registry.volunteer_standing(person), starts_on=date(2026, 3, 5))


def test_a_period_backwards_is_refused(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    me = registry.volunteer_standing(person)
    refused(WrongPeriod, person, team, me, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1))


def leave(body: Body, heir: Body | None) -> None:
    body.state, body.exited_at, body.successor = BodyState.EXITED, NOW - DAY, heir
    body.save()


def test_the_successor_issues_for_a_body_that_left_and_both_are_named(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    middle, heir = registry.make_body(), registry.make_body(name="渝水区志愿者协会")
    leave(team, middle)
    leave(middle, heir)
    certificate = issue(person, team, registry.make_body_admin(heir))
    assert certificate.body_id == team.pk
    said = words_of(certificate)
    assert "黎明脚步志愿队已经退出，由承接单位渝水区志愿者协会出具本证明" in said


def test_the_head_of_a_body_that_left_may_no_longer_issue(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    heir = registry.make_body()
    leave(team, heir)
    refused(NotTheRecorder, person, team, registry.make_body_admin(team))


def test_without_a_successor_somebody_has_to_be_named_first(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    leave(team, None)
    refused(NoSuccessor, person, team, registry.volunteer_standing(person))


def test_successors_in_a_ring_end(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    other = registry.make_body()
    leave(team, other)
    leave(other, team)
    refused(NoSuccessor, person, team, registry.volunteer_standing(person))


def test_pressing_twice_gives_the_same_certificate(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    first = issue(person, team)
    assert issue(person, team).pk == first.pk
    assert AuditLine.objects.filter(verb="issue_certificate").count() == 1


def test_new_hours_another_day_or_another_hand_make_a_new_one(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    me = registry.volunteer_standing(person)
    first = issue(person, team)
    numbers = {first.number, issue(person, team, registry.make_body_admin(team)).number}
    numbers.add(issue_certificate(by=me, volunteer=person, body=team, at=NOW + DAY).number)
    make_entry(volunteer=person, body=team, starts_at=NOW - DAY)
    numbers.add(issue(person, team).number)
    assert len(numbers) == 4


def test_a_lost_file_is_drawn_again_under_a_new_number(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    first = issue(person, team)
    storage().local_path(first.file).unlink()
    second = issue(person, team)
    assert second.number != first.number
    assert storage().exists(second.file)


def test_the_audit_line_names_no_person(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team, minutes=60)
    certificate = issue(person, team)
    line = AuditLine.objects.get(verb="issue_certificate")
    assert (line.target_id, line.actor_id) == (str(certificate.pk), person.account_id)
    assert line.details == {"entries": 1, "minutes_by_grade": {"A": 0, "B": 60, "C": 0, "D": 0}}


def test_the_address_on_paper_is_the_configured_one_or_the_request_s(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    asked = issue(person, team, site_address="https://asked.example/")
    assert f"https://asked.example/verify/{asked.number}" in words_of(asked)
    settings.REDVEST_BASE_URL, before = "https://xinyu.example", settings.REDVEST_BASE_URL
    try:
        set_one = issue(person, team, registry.make_body_admin(team), site_address="https://forged.example/")
    finally:
        settings.REDVEST_BASE_URL = before
    assert f"https://xinyu.example/verify/{set_one.number}" in words_of(set_one)
    assert "forged" not in words_of(set_one)


def test_a_reader_of_english_gets_the_chinese_paper(person: Volunteer, team: Body) -> None:
    make_entry(volunteer=person, body=team)
    with translation.override("en"):
        assert "居民身份证" in words_of(issue(person, team))


def test_a_row_that_cannot_be_written_leaves_only_a_file_nobody_looks_for(
    person: Volunteer, team: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_entry(volunteer=person, body=team)
    monkeypatch.setattr(CertificateLine.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue(person, team)
    assert not Certificate.objects.exists()
    assert len(list(Path(settings.MEDIA_ROOT).rglob("*.pdf"))) == 1


def test_revoking_reaches_every_certificate_that_rests_on_the_entry(person: Volunteer, team: Body) -> None:
    wrong = make_entry(volunteer=person, body=team, starts_at=NOW - 5 * DAY)
    make_entry(volunteer=person, body=team, starts_at=NOW - DAY)
    both, early = issue(person, team), issue(person, team, ends_on=date(2026, 3, 1))
    late = issue(person, team, starts_on=date(2026, 3, 3))
    by = registry.make_body_admin(team)
    assert revoke_for_entry(by=by, entry=wrong, reason="重复记录", at=NOW + DAY) == 2
    for certificate in (both, early, late):
        certificate.refresh_from_db()
    assert [both.state, early.state, late.state] == ["revoked", "revoked", "valid"]
    assert (both.revoked_at, both.revoked_reason) == (NOW + DAY, "重复记录")
    assert late.revoked_at is None
    lines = AuditLine.objects.filter(verb="revoke_certificate")
    assert {line.target_id for line in lines} == {str(both.pk), str(early.pk)}
    assert {line.actor_id for line in lines} == {by.account_id}


def test_revoking_again_keeps_the_first_day_and_reason(person: Volunteer, team: Body) -> None:
    entry = make_entry(volunteer=person, body=team)
    certificate = issue(person, team)
    revoke_for_entry(entry=entry, reason="第一次", at=NOW)
    assert revoke_for_entry(entry=entry, reason="第二次", at=NOW + DAY) == 0
    certificate.refresh_from_db()
    assert (certificate.revoked_reason, certificate.revoked_at) == ("第一次", NOW)


@pytest.mark.parametrize("correct", [False, True])
def test_voiding_and_correcting_revoke_in_the_same_step(person: Volunteer, team: Body, correct: bool) -> None:
    account = registry.make_account(name="陈领队")
    registry.make_grant(account=account, role=Role.BODY_ADMIN, body=team)
    activity = make_activity(body=team, leader=account)
    entry = make_entry(volunteer=person, body=team, minutes=120, activity=activity)
    certificate = issue(person, team)
    by = registry.standing_of(account)
    if correct:
        correct_entry(by=by, entry=entry, minutes=90, reason="多记了半小时", at=NOW)
    else:
        void_entry(by=by, entry=entry, reason="没有到场", at=NOW)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REVOKED
    if correct:
        assert issue(person, team).minutes_by_grade["B"] == 90


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """A database of this test alone: what threads commit cannot be rolled back, and the ledger is never emptied."""
    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = database.fresh("certificates")
        try:
            yield
        finally:
            database.drop(name)
            database.use(before)


def test_a_void_and_a_certificate_at_once_never_leave_a_valid_certificate_on_a_void(
    own_database: None,
) -> None:
    person, team = registry.make_volunteer(), registry.make_body()
    me = registry.volunteer_standing(person)
    for _ in range(6):
        entry = make_entry(volunteer=person, body=team)
        start = threading.Barrier(2)
        threads = [
            threading.Thread(target=_at_once, args=(start, partial(_void_and_revoke, entry))),
            threading.Thread(target=_at_once, args=(start, lambda: issue(person, team, me))),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        resting = Certificate.objects.filter(lines__entry=entry)
        assert not resting.filter(state=CertificateState.VALID).exists()


def _at_once(start: threading.Barrier, work: object) -> None:
    start.wait()
    try:
        work()  # type: ignore[operator]
    except NothingToCertify:
        pass  # the void came first
    finally:
        connection.close()


@transaction.atomic
def _void_and_revoke(entry: HoursEntry) -> None:
    revoke_for_entry(entry=entry, reason="同时作废", at=NOW)
    voided(entry)
