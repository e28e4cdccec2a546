"""Transfer-in: named source, an officer's acceptance, grade D for ever."""

from __future__ import annotations

from dataclasses import replace

import pytest

from redvest.core.errors import NotAllowed
from redvest.service.actions.transfer import accept_transfer, ask_transfer, refuse_transfer
from redvest.service.backfill_errors import (
    BadTransfer,
    EvidenceNeeded,
    OwnRequest,
    RequestDecided,
    TransferTwice,
)
from redvest.service.choices import EntryMark, Grade, RequestState
from redvest.service.errors import ReasonNeeded
from redvest.service.hours_errors import HoursOverlap
from redvest.service.models import EvidenceFile, HoursEntry, TransferRequest
from redvest.service.policy import may_read_evidence
from redvest.service.queries.backfill import evidence_with_request
from redvest.service.rules.backfill import TransferForm
from tests.factories import registry, service
from tests.factories.evidence import PAPER
from tests.factories.registry import NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
STARTED = NOW - 2000 * HOUR
FORM = TransferForm("敬老院服务", STARTED, STARTED + 3 * HOUR, 180, "江西志愿服务网", "JX-2025-00017")


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def volunteer():
    return registry.make_volunteer()


@pytest.fixture
def body():
    return registry.make_body()


def asked(volunteer, body, files=(PAPER,), **changes: object) -> TransferRequest:
    by = registry.volunteer_standing(volunteer)
    return ask_transfer(by=by, body=body, form=replace(FORM, **changes), files=files, at=NOW)


def test_accepted_hours_are_grade_d_with_their_source(volunteer, body) -> None:
    request = accept_transfer(by=registry.make_officer(), request=asked(volunteer, body), at=NOW)
    entry = HoursEntry.objects.get()
    assert (entry.grade, entry.mark, entry.minutes) == (Grade.D, EntryMark.TRANSFER, 180)
    assert entry.source == "江西志愿服务网 JX-2025-00017"
    assert request.entry == entry


def test_one_paper_is_taken_in_once(volunteer, body) -> None:
    asked(volunteer, body)
    with pytest.raises(TransferTwice):
        asked(registry.make_volunteer(), body)
    assert TransferRequest.objects.count() == 1


def test_a_refused_paper_may_be_brought_again(volunteer, body) -> None:
    first, officer = asked(volunteer, body), registry.make_officer()
    with pytest.raises(ReasonNeeded):
        refuse_transfer(by=officer, request=first, note="", at=NOW)
    refuse_transfer(by=officer, request=first, note="盖章看不清", at=NOW)
    asked(volunteer, body)
    with pytest.raises(RequestDecided):
        accept_transfer(by=officer, request=first, at=NOW)
    assert not HoursEntry.objects.exists()


def test_what_overlaps_is_refused_when_asked_and_when_accepted(volunteer, body) -> None:
    waiting = asked(volunteer, body)
    service.make_entry(volunteer=volunteer, body=body, starts_at=STARTED + HOUR)
    with pytest.raises(HoursOverlap):
        asked(volunteer, body, receipt="JX-2")
    with pytest.raises(HoursOverlap):
        accept_transfer(by=registry.make_officer(), request=waiting, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == RequestState.OPEN
    assert HoursEntry.objects.count() == 1


def test_what_is_incomplete_is_said(volunteer, body) -> None:
    with pytest.raises(BadTransfer) as refusal:
        asked(volunteer, body, system="", minutes=0)
    assert [error["field"] for error in refusal.value.details["errors"]] == ["system", "minutes"]
    with pytest.raises(EvidenceNeeded):
        asked(volunteer, body, files=())
    assert not TransferRequest.objects.exists()


def test_who_decides(volunteer, body) -> None:
    request = asked(volunteer, body)
    tree = registry.make_region_tree()
    for by in (registry.make_body_admin(body), registry.make_officer(tree.fenyi), registry.make_member()):
        with pytest.raises(NotAllowed):
            accept_transfer(by=by, request=request, at=NOW)
    registry.make_grant(account=volunteer.account, role=registry.Role.CENTRE, region=tree.city)
    with pytest.raises(OwnRequest):
        accept_transfer(by=registry.volunteer_standing(volunteer), request=request, at=NOW)
    assert not HoursEntry.objects.exists()


def test_the_volunteer_reads_their_own_paper_and_a_stranger_does_not(volunteer, body) -> None:
    asked(volunteer, body)
    file = evidence_with_request(body.city, EvidenceFile.objects.get().pk)
    assert file is not None
    assert may_read_evidence(registry.volunteer_standing(volunteer), file)
    assert may_read_evidence(registry.make_officer(), file)
    assert not may_read_evidence(registry.volunteer_standing(registry.make_volunteer()), file)
    assert not may_read_evidence(registry.make_leader(body), file)
