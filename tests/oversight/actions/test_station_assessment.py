"""From self-assessment to a level: nobody judges their own station, and a level is what evidence earns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from redvest.core.clock import day_of
from redvest.core.errors import Invalid, NotAllowed
from redvest.core.models import AuditLine
from redvest.oversight.actions.station_assessment import (
    conclude_assessment,
    return_assessment,
    submit_assessment,
)
from redvest.oversight.actions.station_proof import add_proof, decide_proof
from redvest.oversight.assessment_errors import (
    AssessmentDone,
    AssessmentOpen,
    OwnAssessment,
    ProofsWaiting,
    VisitMissing,
    WordsNeeded,
)
from redvest.oversight.choices import AssessmentState, ProofState
from redvest.oversight.models import StationAssessment, StationProof
from redvest.oversight.queries.station_level import level_counts, levels_of
from redvest.oversight.station_proof_errors import OwnProof, ProofDecided
from redvest.registry.choices import Role, StationLevel
from redvest.registry.models import Station
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.station import PNG, fill, inspector_of, keeper_of, prove

pytestmark = pytest.mark.django_db
TODAY = day_of(NOW)


@pytest.fixture
def station() -> Station:
    return make.make_station()


def accept_all(by, station: Station) -> None:
    for proof in StationProof.objects.filter(station=station, state=ProofState.SUBMITTED):
        decide_proof(by=by, proof=proof, accept=True, note="", at=NOW)


def test_evidence_a_visit_and_a_second_person_make_a_standardised_station(station: Station) -> None:
    keeper, inspector = keeper_of(station), inspector_of(station)
    fill(station)
    prove(keeper, station, "mark", "place", "rules")
    made = submit_assessment(by=keeper, station=station, words=" 请来 看看 ", at=NOW)
    assert (made.standard, made.self_level, made.self_points) == ("henan-2013", "standardised", 100)
    assert level_counts(station.city, TODAY)[StationLevel.STANDARDISED] == 0
    with pytest.raises(VisitMissing):
        conclude_assessment(by=inspector, assessment=made, note="", at=NOW)
    prove(inspector, station, "place")
    with pytest.raises(ProofsWaiting):
        conclude_assessment(by=inspector, assessment=made, note="", at=NOW)
    accept_all(inspector, station)
    done = conclude_assessment(by=inspector, assessment=made, note="不错", at=NOW)
    assert (done.level, done.points, done.valid_until) == (
        "standardised",
        100,
        TODAY.replace(year=TODAY.year + 2),
    )
    assert levels_of(station.city, TODAY) == {station.pk: StationLevel.STANDARDISED}
    assert levels_of(station.city, TODAY - timedelta(days=1)) == {}
    assert levels_of(station.city, TODAY + timedelta(days=732)) == {}
    assert [line["item"] for line in done.findings if not line["standardised"]] == []


def test_what_was_refused_is_not_counted(station: Station) -> None:
    keeper, inspector = keeper_of(station), inspector_of(station)
    fill(station)
    mark, *_ = prove(keeper, station, "mark", "place", "rules")
    made = submit_assessment(by=keeper, station=station, words="", at=NOW)
    decide_proof(by=inspector, proof=mark, accept=False, note="标志被广告挡住了", at=NOW)
    accept_all(inspector, station)
    prove(inspector, station, "place")
    done = conclude_assessment(by=inspector, assessment=made, note="", at=NOW)
    assert (done.level, done.points) == ("basic", 90)
    assert StationProof.objects.get(pk=mark.pk).note == "标志被广告挡住了"


def test_nobody_decides_their_own(station: Station) -> None:
    officer, other = make.make_officer(), inspector_of(station)
    keeper = keeper_of(station)
    (proof,) = prove(keeper, station, "mark")
    mine = submit_assessment(by=officer, station=station, words="", at=NOW)
    with pytest.raises(OwnAssessment):
        return_assessment(by=officer, assessment=mine, note="自己退自己", at=NOW)
    for refused in (keeper, make.standing_of(make.make_account())):
        with pytest.raises(NotAllowed):
            decide_proof(by=refused, proof=proof, accept=True, note="", at=NOW)
        with pytest.raises(NotAllowed):
            conclude_assessment(by=refused, assessment=mine, note="", at=NOW)
    assert StationProof.objects.get().state == ProofState.SUBMITTED
    return_assessment(by=other, assessment=mine, note="差一张站牌", at=NOW)
    with pytest.raises(AssessmentDone):
        conclude_assessment(by=other, assessment=mine, note="", at=NOW)


def test_an_inspector_that_keeps_the_station_is_no_inspector_of_it(station: Station) -> None:
    account = make.make_account()
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    make.make_grant(account=account, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    both = make.standing_of(account)
    (proof,) = prove(both, station, "place")
    assert not proof.on_site and proof.state == ProofState.SUBMITTED
    with pytest.raises(NotAllowed):
        decide_proof(by=both, proof=proof, accept=True, note="", at=NOW)


def test_a_proof_is_decided_once_and_a_refusal_needs_words(station: Station) -> None:
    keeper, inspector = keeper_of(station), inspector_of(station)
    (proof,) = prove(keeper, station, "mark")
    with pytest.raises(WordsNeeded):
        decide_proof(by=inspector, proof=proof, accept=False, note=" ", at=NOW)
    decide_proof(by=inspector, proof=proof, accept=True, note="", at=NOW)
    lines = AuditLine.objects.count()
    with pytest.raises(ProofDecided):
        decide_proof(by=make.make_officer(), proof=proof, accept=False, note="不行", at=NOW)
    assert AuditLine.objects.count() == lines and StationProof.objects.get().state == ProofState.ACCEPTED
    (site,) = prove(inspector, station, "place")
    with pytest.raises(OwnProof):
        decide_proof(by=inspector, proof=site, accept=True, note="", at=NOW)


@pytest.mark.parametrize(
    ("kind", "data", "days"),
    [
        ("mark", b"<svg>", 0),
        ("mark", PNG, 1),
        ("banner", PNG, 0),
        ("mark", PNG + b"x" * (5 * 1024 * 1024), 0),
    ],
)
def test_an_odd_proof_is_refused(station: Station, kind: str, data: bytes, days: int) -> None:
    with pytest.raises(Invalid):
        add_proof(
            by=keeper_of(station), station=station, kind=kind, name="x.png", data=data,
            taken_on=TODAY + timedelta(days=days), at=NOW,
        )  # fmt: skip
    assert not StationProof.objects.exists() and not AuditLine.objects.exists()


def test_only_one_assessment_is_open_and_a_returned_one_makes_room(station: Station) -> None:
    keeper, inspector = keeper_of(station), inspector_of(station)
    made = submit_assessment(by=keeper, station=station, words="", at=NOW)
    with pytest.raises(AssessmentOpen):
        submit_assessment(by=keeper, station=station, words="", at=NOW)
    with pytest.raises(WordsNeeded):
        return_assessment(by=inspector, assessment=made, note="", at=NOW)
    return_assessment(by=inspector, assessment=made, note="缺制度", at=NOW)
    submit_assessment(by=keeper, station=station, words="补好了", at=NOW)
    states = StationAssessment.objects.order_by("submitted_at", "id").values_list("state", flat=True)
    assert list(states) == [AssessmentState.RETURNED, AssessmentState.SUBMITTED]


def test_the_database_lets_nobody_decide_their_own(station: Station) -> None:
    keeper = keeper_of(station)
    made = submit_assessment(by=keeper, station=station, words="", at=NOW)
    (proof,) = prove(keeper, station, "mark")
    with pytest.raises(IntegrityError), transaction.atomic():
        StationAssessment.objects.filter(pk=made.pk).update(inspected_by_id=keeper.account_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        StationProof.objects.filter(pk=proof.pk).update(
            state=ProofState.ACCEPTED, decided_by_id=keeper.account_id, decided_at=NOW
        )
