"""Mending a station's work log: who may, what is refused, and what the audit keeps of it."""

from __future__ import annotations

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions import station_log_change as change
from redvest.registry.actions.station_log import record_need, record_session
from redvest.registry.choices import SessionKind
from redvest.registry.models import StationNeed, StationSession
from redvest.registry.station_errors import (
    NeedUnknown,
    SessionUnknown,
    StationNumberWrong,
    StationWordsMissing,
    StationWordsPrivate,
)
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.station import keeper_of

pytestmark = pytest.mark.django_db


def test_only_the_keeper_mends_and_the_audit_keeps_the_numbers_of_before() -> None:
    station = make.make_station()
    by, stranger = keeper_of(station), make.make_member()
    line = record_session(
        by=by, station=station, kind=SessionKind.TRAINING, service_id=None, held_on=TODAY, helpers=5, visitors=30,
        words="急救", at=NOW,
    )  # fmt: skip
    said = {"session": line, "helpers": 4, "visitors": 28, "words": "急救课", "at": NOW}
    for wrong, fault in (
        ({"by": stranger}, NotAllowed), ({"helpers": 0}, StationNumberWrong),
        ({"words": " "}, StationWordsMissing), ({"words": "找 13900001111"}, StationWordsPrivate),
    ):  # fmt: skip
        with pytest.raises(fault):
            change.correct_session(**{"by": by, **said, **wrong})  # type: ignore[arg-type]
    assert StationSession.objects.get().visitors == 30
    change.correct_session(by=by, **said)  # type: ignore[arg-type]
    details = AuditLine.objects.get(verb="correct_session").details
    assert (details["visitors_before"], details["visitors"]) == (30, 28)
    with pytest.raises(NotAllowed):
        change.withdraw_session(by=stranger, session=line, at=NOW)
    change.withdraw_session(by=by, session=line, at=NOW)
    with pytest.raises(SessionUnknown):
        change.withdraw_session(by=by, session=line, at=NOW)


def test_a_need_that_goes_leaves_none_of_its_words() -> None:
    station = make.make_station()
    by = keeper_of(station)
    need = record_need(by=by, station=station, words="王奶奶要人陪", at=NOW)
    for act in (change.withdraw_need, change.correct_need):
        words = {"words": "想有人陪"} if act is change.correct_need else {}
        with pytest.raises(NotAllowed):
            act(by=make.make_member(), need=need, at=NOW, **words)  # type: ignore[operator]
    change.withdraw_need(by=by, need=need, at=NOW)
    assert not StationNeed.objects.exists()
    assert "王奶奶" not in str(AuditLine.objects.get(verb="withdraw_need").details)
    with pytest.raises(NeedUnknown):
        change.correct_need(by=by, need=need, words="想有人陪", at=NOW)
