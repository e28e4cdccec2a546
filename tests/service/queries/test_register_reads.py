"""Batches and the register below the pages: who is found, in how many questions, and what stays as it was."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core.models import AuditLine
from redvest.registry.models import Body, DatedSetting, Membership, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.batch import BatchForm, ask_batch, issue_next, take_up_stale
from redvest.service.actions.certificate import issue_certificate
from redvest.service.certificate_errors import CertificateNotFound
from redvest.service.models import Certificate, CertificateBatch
from redvest.service.queries import batch as batches
from redvest.service.queries import register
from redvest.service.queries.register import RegisterFilter
from tests.factories import registry
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Body:
    return registry.make_body(name="新余四中志愿队")


@pytest.fixture
def head(team: Body) -> Standing:
    return registry.make_body_admin(team)


def pupil(team: Body, name: str = "李明霞", *, served: bool = True, **entry: Any) -> Volunteer:
    found = registry.make_volunteer(name=name)
    Membership.objects.create(city=CITY, body=team, volunteer=found, joined_on=date(2025, 1, 1))
    if served:
        make_entry(volunteer=found, body=team, **entry)
    return found


def done(head: Standing, team: Body, people: list[Volunteer], **more: Any) -> CertificateBatch:
    """A batch of these people, worked off."""
    asked = ask_batch(by=head, body=team, form=BatchForm([each.pk for each in people], **more), at=NOW)
    while issue_next(batch_id=asked.pk, at=NOW):
        pass
    return batches.batch_for(by=head, batch_id=asked.pk)


def issued(team: Body, name: str = "李明霞") -> Certificate:
    person = pupil(team, name)
    return issue_certificate(by=registry.volunteer_standing(person), volunteer=person, body=team, at=NOW)


def test_a_second_batch_of_the_same_people_on_the_same_day_hands_out_the_same_papers(
    head: Standing, team: Body
) -> None:
    people = [pupil(team), pupil(team, "王芳")]

    first, second = done(head, team, people), done(head, team, people)

    papers = [[item.certificate_id for item in batches.papers(each)] for each in (first, second)]
    assert papers[0] == papers[1] and Certificate.objects.count() == 2
    assert AuditLine.objects.filter(verb="issue_certificate").count() == 2


def test_hours_outside_the_asked_period_are_no_reason_for_a_paper(head: Standing, team: Body) -> None:
    inside = pupil(team, starts_at=NOW - timedelta(days=2))
    before = pupil(team, "王芳", starts_at=NOW - timedelta(days=40))

    found = done(head, team, [inside, before], starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 4))

    assert [item.volunteer_id for item in batches.papers(found)] == [inside.pk]
    assert [who.pk for who, _ in batches.refusals(found)] == [before.pk]
    assert Certificate.objects.get().starts_on == date(2026, 3, 3)


def test_a_batch_rests_only_after_two_whole_minutes_and_a_finished_one_never(
    head: Standing, team: Body
) -> None:
    done(head, team, [pupil(team)])
    waiting = ask_batch(by=head, body=team, form=BatchForm([pupil(team, "王芳").pk]), at=NOW)

    assert take_up_stale(at=NOW + timedelta(minutes=2)) == []
    assert take_up_stale(at=NOW + timedelta(minutes=2, seconds=1)) == [waiting.pk]
    waiting.refresh_from_db()
    assert waiting.moved_at == NOW + timedelta(minutes=2, seconds=1) and waiting.finished_at is None


def test_former_members_and_guests_with_hours_are_known_but_no_members(team: Body) -> None:
    present, former, helper = pupil(team, served=False), pupil(team, "王芳"), registry.make_volunteer()
    Membership.objects.filter(volunteer=former).update(left_on=date(2026, 1, 1))
    make_entry(volunteer=helper, body=team)
    registry.make_volunteer(name="路过的人")

    assert list(batches.members_of(team)) == [present]
    assert set(batches.known_to(team)) == {present, former, helper}


def test_batches_their_counts_and_refusals_take_one_question_each_for_one_and_for_three(
    head: Standing, team: Body, django_assert_num_queries: Any
) -> None:
    served, idle = pupil(team), [pupil(team, f"学生{n}", served=False) for n in range(3)]
    one = done(head, team, [served, idle[0]])
    with django_assert_num_queries(1):
        assert [batches.progress(each).total for each in batches.batches_of(team)] == [2]
    with django_assert_num_queries(1):
        assert [who.name for who, _ in batches.refusals(one)] == ["学生0"]

    for _ in range(2):
        three = done(head, team, [served, *idle])

    with django_assert_num_queries(1):
        counted = [batches.progress(each) for each in batches.batches_of(team)]
        assert [(each.total, each.issued, each.refused) for each in counted] == [
            (4, 1, 3),
            (4, 1, 3),
            (2, 1, 1),
        ]
    with django_assert_num_queries(1):
        assert [who.name for who, _ in batches.refusals(three)] == ["学生0", "学生1", "学生2"]


def test_a_paper_that_is_missing_on_the_disk_does_not_spoil_the_zip(
    head: Standing, team: Body, settings: Any
) -> None:
    found = done(head, team, [pupil(team, "阿/明"), pupil(team, "王芳"), pupil(team, "王芳")])
    papers = [item.certificate for item in batches.papers(found)]
    (settings.MEDIA_ROOT / papers[1].file).unlink()

    archive = zipfile.ZipFile(io.BytesIO(b"".join(batches.zip_of(found))))

    assert archive.namelist() == [f"阿_明 {papers[0].number}.pdf", f"王芳 {papers[2].number}.pdf"]
    assert archive.read(archive.namelist()[1]) == storage().read(papers[2].file)


def test_a_place_may_keep_the_zip_for_fewer_days(head: Standing, team: Body) -> None:
    DatedSetting.objects.create(
        region=team.region, key="certificate.batch_days", value=2, effective_on=date(2026, 1, 1), set_at=NOW
    )
    waiting = ask_batch(by=head, body=team, form=BatchForm([pupil(team).pk]), at=NOW)
    assert batches.expires_at(waiting) is None
    assert batches.expires_at(done(head, team, [pupil(team, "王芳")])) == NOW + timedelta(days=2)


def test_days_of_the_register_are_days_in_china(head: Standing, team: Body) -> None:
    late, early = issued(team), issued(team, "王芳")
    Certificate.objects.filter(pk=late.pk).update(issued_at=datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC))
    Certificate.objects.filter(pk=early.pk).update(issued_at=datetime(2026, 3, 5, 16, 0, tzinfo=UTC))

    assert list(register.register_of(head, RegisterFilter(until=TODAY))) == [late]
    assert list(register.register_of(head, RegisterFilter(since=TODAY + timedelta(days=1)))) == [early]
    assert list(register.register_of(head, RegisterFilter(asked=early.number[3:].lower()))) == [early]


def test_the_register_ends_at_the_border_of_who_reads_it(head: Standing, team: Body) -> None:
    found = issued(team)
    heir = registry.make_body(name="接续的组织")
    Body.objects.filter(pk=team.pk).update(successor=heir)
    tree = registry.make_region_tree()

    for by in (
        head,
        registry.make_body_admin(heir),
        registry.make_officer(tree.yushui),
        registry.make_centre(),
    ):
        assert register.registered(by, found.pk) == found and register.may_see_register(by)
    for by in (registry.make_officer(tree.fenyi), registry.make_leader(team), registry.make_member()):
        with pytest.raises(CertificateNotFound):
            register.registered(by, found.pk)
    assert not register.may_see_register(registry.make_leader(team))


def test_rows_of_the_sheet_take_one_question_for_one_and_for_three(
    head: Standing, team: Body, django_assert_num_queries: Any
) -> None:
    issued(team)
    with django_assert_num_queries(1):
        assert [row[1] for row in register.sheet_rows(head, RegisterFilter())] == ["李明霞"]
    issued(team, "王芳"), issued(team, "赵小军")
    with django_assert_num_queries(1):
        rows = list(register.sheet_rows(head, RegisterFilter()))
    assert [row[1] for row in rows] == ["赵小军", "王芳", "李明霞"]
    assert {len(row) for row in rows} == {len(register.sheet_titles())}
