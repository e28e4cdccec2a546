"""Batches: asked for by a head, worked through row by row, never twice, whatever happens to the worker."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from redvest.connectors.eseal import SealUnusable
from redvest.core.errors import DomainError, Unauthenticated
from redvest.core.identifiers import uuid7
from redvest.core.jobs.worker import run_queue
from redvest.core.models import AuditLine
from redvest.registry.models import Body, Grant, Membership, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.service.actions.batch import BatchForm, ask_batch, issue_next, take_up_stale
from redvest.service.certificate_errors import NotTheRecorder, WrongPeriod
from redvest.service.jobs import resume_batches
from redvest.service.models import Certificate, CertificateBatch, CertificateBatchItem
from redvest.service.queries.batch import (
    batch_for,
    people_by_number,
    progress,
    refusals,
    require_fresh,
    zip_of,
)
from redvest.service.rules.batch import BatchEmpty, BatchExpired, BatchNotFound, BatchTooLarge, PeopleUnknown
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Body:
    return registry.make_body(name="新余四中志愿队")


@pytest.fixture
def head(team: Body) -> Standing:
    return registry.make_body_admin(team)


def pupils(team: Body, count: int = 3, *, served: int | None = None) -> list[Volunteer]:
    """Members, the first of whom (all, unless said) have an hour each."""
    found = [registry.make_volunteer(name=f"学生{n}") for n in range(count)]
    for number, each in enumerate(found):
        Membership.objects.create(city=CITY, body=team, volunteer=each, joined_on=NOW.date())
        if number < (count if served is None else served):
            make_entry(volunteer=each, body=team)
    return found


def ask(head: Standing, team: Body, people: list[Volunteer], **more: object) -> CertificateBatch:
    form = BatchForm([each.pk for each in people], **more)  # type: ignore[arg-type]
    return ask_batch(by=head, body=team, form=form, at=NOW)


def work_off(batch: CertificateBatch) -> None:
    while issue_next(batch_id=batch.pk, at=NOW):
        pass


def test_everybody_gets_a_certificate_or_a_reason(head: Standing, team: Body) -> None:
    people = pupils(team, 3, served=2)
    batch = ask(head, team, people, title="三年级二班")

    work_off(batch)

    found = batch_for(by=head, batch_id=batch.pk)
    assert (progress(found).issued, progress(found).refused, progress(found).percent) == (2, 1, 100)
    assert found.finished_at == NOW
    assert [(who.pk, why) for who, why in refusals(found)] == [
        (people[2].pk, "这段时间里，这个组织没有记录过服务时长，暂时开不出证明。时长入账后再来开。")
    ]
    assert {each.issued_by_id for each in Certificate.objects.all()} == {head.account_id}


@pytest.mark.django_db(transaction=True)
def test_asking_queues_the_work_and_the_worker_does_it(head: Standing, team: Body) -> None:
    batch = ask(head, team, pupils(team))
    assert not Certificate.objects.exists()

    run_queue()

    assert Certificate.objects.count() == 3
    assert CertificateBatch.objects.get(pk=batch.pk).finished_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_ends_midway_is_followed_by_another(head: Standing, team: Body) -> None:
    batch = ask(head, team, pupils(team))
    DBTaskResult.objects.all().delete()  # as when the process was killed with the task in hand
    issue_next(batch_id=batch.pk, at=NOW)

    resume_batches(NOW + timedelta(minutes=1))
    assert not DBTaskResult.objects.exists()  # it moved a minute ago
    resume_batches(NOW + timedelta(minutes=3))
    assert take_up_stale(at=NOW + timedelta(minutes=3)) == []  # given out once
    run_queue()

    assert Certificate.objects.count() == 3
    assert CertificateBatchItem.objects.filter(done_at__isnull=True).count() == 0


def test_a_crash_between_paper_and_row_leaves_the_person_waiting(
    head: Standing, team: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = ask(head, team, pupils(team, 1))

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(CertificateBatchItem, "save", crash)
        with pytest.raises(KeyboardInterrupt):
            issue_next(batch_id=batch.pk, at=NOW)
    assert not Certificate.objects.exists()

    work_off(batch)

    assert Certificate.objects.count() == 1


def test_working_it_off_again_issues_nothing_new(head: Standing, team: Body) -> None:
    batch = ask(head, team, pupils(team))
    work_off(batch)
    numbers = set(Certificate.objects.values_list("number", flat=True))

    work_off(batch)

    assert set(Certificate.objects.values_list("number", flat=True)) == numbers
    assert AuditLine.objects.filter(verb="finish_batch").count() == 1


def test_a_seal_that_is_away_refuses_nobody(
    head: Standing, team: Body, settings: pytest.FixtureRequest
) -> None:
    batch = ask(head, team, pupils(team, 1))
    for name in ("MODULE", "TOKEN", "KEY", "CERT", "PIN"):
        setattr(settings, f"REDVEST_SEAL_{name}", "/nowhere.so")

    with pytest.raises(SealUnusable):
        issue_next(batch_id=batch.pk, at=NOW)

    assert CertificateBatchItem.objects.filter(batch=batch, done_at__isnull=True, refused="").count() == 1


def test_a_head_whose_role_was_taken_issues_no_further(head: Standing, team: Body) -> None:
    batch = ask(head, team, pupils(team, 2))
    issue_next(batch_id=batch.pk, at=NOW)
    Grant.objects.update(revoked_at=NOW)

    work_off(batch)

    assert Certificate.objects.count() == 1
    assert CertificateBatchItem.objects.get(certificate__isnull=True).refused == "not-the-recorder"


def refused(fault: type[DomainError], by: Standing, team: Body, form: BatchForm) -> None:
    lines, queued = AuditLine.objects.count(), DBTaskResult.objects.count()  # hours queue what they earn
    with pytest.raises(fault):
        ask_batch(by=by, body=team, form=form, at=NOW)
    assert not CertificateBatch.objects.exists()
    assert DBTaskResult.objects.count() == queued
    assert AuditLine.objects.count() == lines


def test_only_the_head_of_the_body_asks(head: Standing, team: Body) -> None:
    form = BatchForm([each.pk for each in pupils(team, 1)])
    other = registry.make_body_admin(registry.make_body())
    for by in (other, registry.make_leader(team), registry.make_officer(), registry.make_member()):
        refused(NotTheRecorder, by, team, form)
    refused(Unauthenticated, GUEST_STANDING(CITY), team, form)


def test_what_cannot_be_a_batch_is_refused_whole(head: Standing, team: Body) -> None:
    people = [each.pk for each in pupils(team, 2)]
    stranger = registry.make_volunteer()
    day = NOW.date()
    refused(BatchEmpty, head, team, BatchForm([]))
    refused(BatchTooLarge, head, team, BatchForm([uuid7() for _ in range(1001)]))
    refused(PeopleUnknown, head, team, BatchForm([*people, stranger.pk]))
    refused(WrongPeriod, head, team, BatchForm(people, starts_on=day, ends_on=day - timedelta(days=1)))


def test_a_person_named_twice_is_one_person(head: Standing, team: Body) -> None:
    (one,) = pupils(team, 1)
    batch = ask(head, team, [one, one])
    assert batch.items.count() == 1


def test_numbers_are_looked_up_within_the_body_alone(team: Body) -> None:
    (one,) = pupils(team, 1)
    stranger = registry.make_volunteer()
    assert people_by_number(team, [stranger.number, one.number]) == ([one.pk], [stranger.number])


def test_the_zip_holds_every_standing_paper_until_it_expires(head: Standing, team: Body) -> None:
    batch = ask(head, team, pupils(team))
    with pytest.raises(BatchExpired):
        require_fresh(batch_for(by=head, batch_id=batch.pk), NOW)
    work_off(batch)
    Certificate.objects.filter(pk=Certificate.objects.first().pk).update(state="revoked")  # type: ignore[union-attr]
    found = batch_for(by=head, batch_id=batch.pk)

    archive = zipfile.ZipFile(io.BytesIO(b"".join(zip_of(found))))

    assert archive.testzip() is None
    assert len(archive.namelist()) == 2
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    require_fresh(found, NOW + timedelta(days=7))
    with pytest.raises(BatchExpired):
        require_fresh(found, NOW + timedelta(days=8))


def test_a_batch_is_its_head_s_alone(head: Standing, team: Body) -> None:
    batch = ask(head, team, pupils(team, 1))
    for by in (
        registry.make_officer(),
        registry.make_leader(team),
        registry.make_body_admin(registry.make_body()),
    ):
        with pytest.raises(BatchNotFound):
            batch_for(by=by, batch_id=batch.pk)
