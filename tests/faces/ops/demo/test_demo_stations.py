"""The stations of a loaded demo city: levels that the rule gives to what is on record, by standard and by day."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from redvest.connectors.storage import storage
from redvest.core.clock import day_of
from redvest.oversight.models import StationAssessment, StationProof
from redvest.oversight.queries.headline import headline
from redvest.oversight.queries.station_level import level_counts
from redvest.oversight.queries.station_verdict import verdicts
from redvest.registry.choices import StationLevel
from redvest.registry.rules.station_level import compare

pytestmark = pytest.mark.django_db
STANDARDISED, BASIC, NONE = StationLevel.STANDARDISED, StationLevel.BASIC, StationLevel.NONE


def test_eleven_come_out_standardised_and_forty_seven_basic_from_their_evidence(xinyu) -> None:
    today = day_of(xinyu.at)
    found = Counter(verdict.level for verdict in verdicts("360500", "henan-2013", today).values())
    assert found == {STANDARDISED: 11, BASIC: 47}
    assert level_counts("360500", today) == {STANDARDISED: 11, BASIC: 47, NONE: 0}
    numbers = headline("360500", xinyu.at)
    assert (numbers.stations, numbers.stations_standardised, numbers.stations_basic) == (58, 11, 47)


def test_without_the_proofs_none_is_standardised(xinyu) -> None:
    StationProof.objects.all().delete()
    found = Counter(verdict.level for verdict in verdicts("360500", "henan-2013", day_of(xinyu.at)).values())
    assert found == {NONE: 58}


def test_another_standard_and_another_day_would_change_some(xinyu) -> None:
    today = day_of(xinyu.at)
    now = {str(key): found for key, found in verdicts("360500", "henan-2013", today).items()}
    other = {str(key): found for key, found in verdicts("360500", "national-2024", today).items()}
    before = {
        str(key): found
        for key, found in verdicts("360500", "henan-2013", today - timedelta(days=400)).items()
    }
    changes = compare(now, other)
    assert 0 < len(changes) < 58 and all(
        change.reasons for change in changes if change.after is not STANDARDISED
    )
    assert any(change.before is STANDARDISED for change in changes)
    assert compare(before, now)


def test_every_assessment_was_inspected_by_another_and_its_proofs_can_be_opened(xinyu, settings) -> None:
    settings.MEDIA_ROOT = xinyu.folder / "files"
    assert StationAssessment.objects.count() == 116
    proof = StationProof.objects.filter(on_site=False).first()
    assert proof is not None and proof.added_by_id != proof.decided_by_id
    assert storage().read(proof.key)[:4] == b"\x89PNG"
