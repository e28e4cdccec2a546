"""Two at once at a station: one assessment is open, one level is concluded, one seat in the team a person."""

from __future__ import annotations

import pytest

from redvest.core.models import AuditLine
from redvest.oversight.actions.station_assessment import conclude_assessment, submit_assessment
from redvest.oversight.actions.station_proof import decide_proof
from redvest.oversight.assessment_errors import AssessmentDone, AssessmentOpen
from redvest.oversight.models import StationAssessment, StationProof
from redvest.oversight.station_proof_errors import ProofDecided
from redvest.registry.actions.station_holding import join_team, set_facility
from redvest.registry.models import StationFacility, StationMember
from redvest.registry.station_team_errors import TeamJoined
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.station import inspector_of, keeper_of, prove

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_keepers_hand_in_one_assessment() -> None:
    station = make.make_station()
    both = keeper_of(station), keeper_of(station)
    answers = at_once(
        *(lambda by=by: submit_assessment(by=by, station=station, words="", at=NOW) for by in both)
    )
    assert sum(isinstance(each, AssessmentOpen) for each in answers) == 1
    assert StationAssessment.objects.count() == 1


def test_two_inspectors_conclude_once_and_decide_once() -> None:
    station = make.make_station()
    one, two = inspector_of(station), inspector_of(station)
    (proof,) = prove(keeper_of(station), station, "mark")
    answers = at_once(
        lambda: decide_proof(by=one, proof=proof, accept=True, note="", at=NOW),
        lambda: decide_proof(by=two, proof=proof, accept=False, note="看不清", at=NOW),
    )
    assert sum(isinstance(each, ProofDecided) for each in answers) == 1
    assert AuditLine.objects.filter(verb="decide_proof").count() == 1
    prove(one, station, "place")
    made = submit_assessment(by=keeper_of(station), station=station, words="", at=NOW)
    concluded = at_once(
        *(lambda by=by: conclude_assessment(by=by, assessment=made, note="", at=NOW) for by in (one, two))
    )
    assert sum(isinstance(each, AssessmentDone) for each in concluded) == 1
    assert AuditLine.objects.filter(verb="conclude_assessment").count() == 1
    assert StationProof.objects.count() == 2


def test_one_person_joins_once_and_one_thing_has_one_line() -> None:
    station, volunteer = make.make_station(), make.make_volunteer()
    me, keeper = make.standing_of(volunteer.account), keeper_of(station)
    answers = at_once(*[lambda: join_team(by=me, station=station, at=NOW)] * 2)
    assert sum(isinstance(each, TeamJoined) for each in answers) == 1
    assert StationMember.objects.count() == 1
    at_once(
        *(lambda n=n: set_facility(by=keeper, station=station, name="轮椅", count=n, at=NOW) for n in (1, 2))
    )
    assert StationFacility.objects.filter(ends_on__isnull=True).count() == 1
