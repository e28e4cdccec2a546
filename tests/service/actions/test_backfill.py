"""Back-fill: evidence, a second person, everybody's own word, and a mark that stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting
from redvest.service.actions.backfill import answer_backfill, approve_backfill, ask_backfill, refuse_backfill
from redvest.service.actions.correction import correct_entry
from redvest.service.actions.evidence_file import NewFile
from redvest.service.backfill_errors import (
    BackfillTooLate,
    BadBackfill,
    BadEvidence,
    EvidenceNeeded,
    OwnRequest,
    RequestDecided,
)
from redvest.service.choices import EntryMark, Grade, RequestState
from redvest.service.errors import ReasonNeeded, WrongState
from redvest.service.hours_errors import OwnHours
from redvest.service.models import BackfillLine, BackfillRequest, EvidenceFile, HoursEntry
from redvest.service.policy import may_read_evidence, may_see_backfill
from redvest.service.queries.backfill import evidence_with_request, lines_waiting_for
from redvest.service.queries.hours import minutes_by_grade
from redvest.service.rules.backfill import BackfillForm
from tests.factories import registry, service
from tests.factories.evidence import PAPER, PHOTO, png
from tests.factories.registry import NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
STARTED = NOW - 72 * HOUR


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def body():
    return registry.make_body()


@pytest.fixture
def person():
    return registry.make_volunteer()


def form_for(*people, **changes: object) -> BackfillForm:
    form = BackfillForm(
        title="清理河道", place_name="抱石公园", content="沿河捡垃圾", starts_at=STARTED, ends_at=STARTED + 2 * HOUR,
        reason="那天公园没有信号", people=tuple((each.pk, 120) for each in people),
    )  # fmt: skip
    return replace(form, **changes)


def asked(body, *people, by=None, files=(PHOTO,), **changes: object) -> BackfillRequest:
    return ask_backfill(
        by=by or registry.make_leader(body), body=body, form=form_for(*people, **changes), files=files, at=NOW
    )


def standing(person):
    return registry.volunteer_standing(person)


# ---- asking


def test_a_request_waits_with_its_people_and_files_and_counts_for_nothing(body, person) -> None:
    request = asked(body, person, files=(PHOTO, PAPER))
    assert request.state == RequestState.OPEN
    assert [line.volunteer for line in lines_waiting_for(person.pk)] == [person]
    kept = list(EvidenceFile.objects.order_by("id"))
    assert [(each.name, each.media_type) for each in kept] == [
        ("签到表.png", "image/png"), ("证明.pdf", "application/pdf"),
    ]  # fmt: skip
    assert storage().read(kept[0].key) == png()
    assert not HoursEntry.objects.exists()


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ((), EvidenceNeeded),
        ((NewFile("a.png", b"MZ\x90"),), BadEvidence),
        ((NewFile("a.png", png() + b"\0" * 5 * 1024 * 1024),), BadEvidence),
        ((PHOTO,) * 7, BadEvidence),
    ],
)
def test_without_good_evidence_nothing_is_asked(body, person, files, fault) -> None:
    with pytest.raises(fault):
        asked(body, person, files=files)
    assert not BackfillRequest.objects.exists()
    assert not EvidenceFile.objects.exists()


def test_the_window_is_a_dated_rule(body, person) -> None:
    old = {"starts_at": NOW - timedelta(days=31, hours=2), "ends_at": NOW - timedelta(days=31)}
    with pytest.raises(BackfillTooLate):
        asked(body, person, **old)
    DatedSetting.objects.create(
        key="backfill.window_days", region=body.region, effective_on=NOW.date(), value=2, set_at=NOW
    )
    with pytest.raises(BackfillTooLate, match="超过 2 天"):
        asked(body, person)
    assert not BackfillRequest.objects.exists()


def test_faults_stand_at_their_fields(body, person) -> None:
    with pytest.raises(BadBackfill) as refusal:
        asked(body, person, title=" ", reason="")
    assert [error["field"] for error in refusal.value.details["errors"]] == ["title", "reason"]
    assert not BackfillRequest.objects.exists()


def test_only_a_leader_of_the_body_asks_and_never_for_themselves(body, person) -> None:
    for outsider in (
        registry.make_member(),
        registry.make_officer(),
        registry.make_leader(registry.make_body()),
    ):
        with pytest.raises(NotAllowed):
            asked(body, person, by=outsider)
    account = registry.make_account()
    registry.make_grant(account=account, role=registry.Role.ACTIVITY_LEADER, body=body)
    own = registry.make_volunteer(account=account)
    with pytest.raises(OwnHours):
        asked(body, person, own, by=registry.standing_of(account))
    assert not BackfillRequest.objects.exists()


# ---- deciding


def test_who_confirmed_gets_c_who_said_nothing_d_and_who_objected_nothing(body) -> None:
    yes, silent, no = (registry.make_volunteer() for _ in range(3))
    request = asked(body, yes, silent, no)
    for who, agrees in ((yes, True), (no, False)):
        answer_backfill(by=standing(who), line=request.lines.get(volunteer=who), agrees=agrees, at=NOW)

    approve_backfill(by=registry.make_officer(), request=request, at=NOW)

    entries = {entry.volunteer: entry for entry in HoursEntry.objects.all()}
    assert {who: entry.grade for who, entry in entries.items()} == {yes: Grade.C, silent: Grade.D}
    assert {entry.mark for entry in entries.values()} == {EntryMark.BACKFILL}
    assert entries[yes].recorded_by_id == request.asked_by_id
    assert entries[yes].second_officer_id == request.decided_by_id
    assert request.lines.get(volunteer=no).refusal == "本人说没有参加"


def test_a_word_given_late_lifts_the_hours_or_takes_them_back(body) -> None:
    yes, no = registry.make_volunteer(), registry.make_volunteer()
    request = asked(body, yes, no)
    approve_backfill(by=registry.make_officer(), request=request, at=NOW)
    for who, agrees in ((yes, True), (no, False)):
        answer_backfill(by=standing(who), line=request.lines.get(volunteer=who), agrees=agrees, at=NOW + HOUR)

    assert minutes_by_grade(yes.pk) == {"A": 0, "B": 0, "C": 120, "D": 0}
    assert sum(minutes_by_grade(no.pk).values()) == 0
    assert set(HoursEntry.objects.values_list("mark", flat=True)) == {"backfill"}


def test_the_mark_stays_on_a_correction(body, person) -> None:
    request = asked(body, person)
    approve_backfill(by=registry.make_officer(), request=request, at=NOW)
    new = correct_entry(
        by=registry.make_body_admin(body), entry=HoursEntry.objects.get(), minutes=60, reason="早走", at=NOW
    )
    assert (new.mark, new.grade) == (EntryMark.BACKFILL, Grade.D)


def test_hours_that_overlap_are_left_out_and_said(body, person) -> None:
    other = registry.make_volunteer()
    request = asked(body, person, other)
    service.make_entry(volunteer=person, body=body, starts_at=STARTED + HOUR)

    approve_backfill(by=registry.make_officer(), request=request, at=NOW)

    assert HoursEntry.objects.filter(mark="backfill").get().volunteer == other
    assert "同一段时间" in request.lines.get(volunteer=person).refusal


def test_neither_who_asked_nor_who_gains_decides(body, person) -> None:
    account = registry.make_account()
    registry.make_grant(account=account, role=registry.Role.ACTIVITY_LEADER, body=body)
    registry.make_grant(account=account, role=registry.Role.REGION_OFFICER, region=body.region)
    asking = registry.standing_of(account)
    gaining = registry.make_volunteer(account=registry.make_account())
    registry.make_grant(
        account=gaining.account, role=registry.Role.CENTRE, region=registry.make_region_tree().city
    )
    request = asked(body, person, gaining, by=asking)

    for by in (asking, standing(gaining)):
        with pytest.raises(OwnRequest):
            approve_backfill(by=by, request=request, at=NOW)
    for by in (registry.make_body_admin(body), registry.make_officer(registry.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            approve_backfill(by=by, request=request, at=NOW)
    request.refresh_from_db()
    assert request.state == RequestState.OPEN
    assert not HoursEntry.objects.exists()


def test_a_refusal_says_why_and_is_final(body, person) -> None:
    request, officer = asked(body, person), registry.make_officer()
    with pytest.raises(ReasonNeeded):
        refuse_backfill(by=officer, request=request, note=" ", at=NOW)
    refuse_backfill(by=officer, request=request, note="照片看不出是那天", at=NOW)
    with pytest.raises(RequestDecided):
        approve_backfill(by=officer, request=request, at=NOW)
    with pytest.raises(WrongState):
        answer_backfill(by=standing(person), line=request.lines.get(), agrees=True, at=NOW)
    assert not HoursEntry.objects.exists()
    assert not lines_waiting_for(person.pk).exists()
    assert AuditLine.objects.get(verb="refuse_backfill").reason == "照片看不出是那天"


def test_nobody_answers_for_another_and_nobody_twice(body, person) -> None:
    line = asked(body, person).lines.get()
    with pytest.raises(WrongState):
        answer_backfill(by=standing(registry.make_volunteer()), line=line, agrees=True, at=NOW)
    answer_backfill(by=standing(person), line=line, agrees=True, at=NOW)
    with pytest.raises(WrongState):
        answer_backfill(by=standing(person), line=line, agrees=False, at=NOW)
    assert BackfillLine.objects.get().objected_at is None


# ---- looking


def test_only_heads_and_officers_read_the_evidence(body, person) -> None:
    leader = registry.make_leader(body)
    request = asked(body, person, by=leader)
    file = evidence_with_request(body.city, EvidenceFile.objects.get().pk)
    assert file is not None
    tree = registry.make_region_tree()

    for by in (registry.make_body_admin(body), registry.make_officer(), registry.make_centre()):
        assert may_read_evidence(by, file)
        assert may_see_backfill(by, request)
    for by in (registry.make_member(), standing(person), registry.make_officer(tree.fenyi), leader):
        assert not may_read_evidence(by, file)
    assert may_see_backfill(leader, request)
    assert not may_see_backfill(registry.make_leader(body), request)
