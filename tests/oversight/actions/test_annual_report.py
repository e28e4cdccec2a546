"""An annual report: figures of the records equal to the statistics, handed in once, sent back with a reason."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from redvest.core.errors import NotAllowed
from redvest.oversight.actions.annual_report import hand_in_annual_report
from redvest.oversight.queries.annual_report import annual_figures
from redvest.oversight.queries.filtered_headline import filtered_headline, slice_of
from redvest.registry.actions.annual_report import keep_annual_report, send_back_report
from redvest.registry.annual_report_errors import (
    AnnualReportEmpty,
    AnnualReportHandedIn,
    AnnualReportNotHandedIn,
    AnnualReportYearWrong,
)
from redvest.registry.body_errors import NoteMissing
from redvest.registry.choices import BodyState
from redvest.registry.errors import BodyNotActive
from redvest.registry.models import AnnualReport, Body
from redvest.registry.policy import Standing
from redvest.registry.queries.annual_report import bodies_lacking, bodies_owing, due_of, reports_of
from redvest.registry.rules.annual_report import year_days
from tests.factories import registry as make
from tests.factories import service
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
LAST_YEAR = datetime(2025, 6, 1, 2, 0, tzinfo=UTC)
NARRATIVE, RECORDING = "这一年我们陪伴了社区里的老人。", "现场签到，按实际时间记录，没有异议。"


def body_of_2024() -> Body:
    return make.make_body(at=datetime(2024, 1, 5, tzinfo=UTC))


def worked(body: Body) -> None:
    """Two people, three times, two activities in 2025, and one entry each before and after."""
    one, two = make.make_volunteer(), make.make_volunteer()
    service.make_entry(volunteer=one, body=body, minutes=90, starts_at=LAST_YEAR)
    service.make_entry(volunteer=two, body=body, minutes=30, starts_at=LAST_YEAR)
    service.make_entry(volunteer=one, body=body, minutes=61, starts_at=LAST_YEAR + timedelta(days=9))
    service.make_entry(volunteer=one, body=body, minutes=500, starts_at=LAST_YEAR - timedelta(days=300))
    service.make_entry(volunteer=one, body=body, minutes=500, starts_at=NOW - timedelta(days=3))
    service.make_entry(volunteer=one, body=make.make_body(), minutes=500, starts_at=LAST_YEAR)


def hand_in(by: Standing, body: Body, narrative: str = NARRATIVE, year: int = 2025) -> AnnualReport:
    return hand_in_annual_report(
        by=by, body=body, year=year, narrative=narrative, recording=RECORDING, at=NOW
    )


def test_the_figures_are_those_of_the_statistics_for_the_same_filter() -> None:
    body = body_of_2024()
    worked(body)
    figures = hand_in(make.make_body_admin(body), body).figures

    since, until = year_days(2025)
    told = filtered_headline(slice_of(CITY, body=body.code, since=since, until=until), NOW).as_json()
    assert figures is not None
    assert (figures["hours"], figures["people"]) == (told["service_hours"], told["active_volunteers"])
    assert figures["minutes_by_grade"] == told["minutes_by_grade"]
    assert (figures["members"], figures["projects"]) == (told["volunteers"], told["projects"])
    assert (figures["minutes"], figures["people"], figures["times"]) == (181, 2, 3)


def test_handed_in_once_and_then_fixed() -> None:
    body = body_of_2024()
    head = make.make_body_admin(body)
    report = hand_in(head, body)
    with pytest.raises(AnnualReportHandedIn):
        hand_in(head, body, "改过的内容，不应该被存下来。")
    with pytest.raises(AnnualReportHandedIn):
        keep_annual_report(by=head, body=body, year=2025, narrative="改", recording="改", at=NOW)
    worked(body)
    report.refresh_from_db()
    assert (report.narrative, report.figures and report.figures["minutes"]) == (NARRATIVE, 0)
    assert annual_figures(body, 2025, NOW)["minutes"] == 181


def test_only_its_head_writes_it() -> None:
    body = body_of_2024()
    for by in (
        make.make_leader(body),
        make.make_officer(),
        make.make_centre(),
        make.make_body_admin(make.make_body()),
    ):
        with pytest.raises(NotAllowed):
            hand_in(by, body)
        with pytest.raises(NotAllowed):
            keep_annual_report(by=by, body=body, year=2025, narrative="", recording="", at=NOW)
    assert not AnnualReport.objects.exists()


def test_a_draft_may_lack_words_a_report_may_not() -> None:
    body = body_of_2024()
    head = make.make_body_admin(body)
    keep_annual_report(by=head, body=body, year=2025, narrative="开头", recording="", at=NOW)
    with pytest.raises(AnnualReportEmpty):
        hand_in(head, body, "开头")
    with pytest.raises(AnnualReportEmpty):
        keep_annual_report(by=head, body=body, year=2025, narrative="长" * 5001, recording="", at=NOW)
    for year in (2023, 2026):
        with pytest.raises(AnnualReportYearWrong):
            hand_in(head, body, year=year)
    kept = AnnualReport.objects.get()
    assert (kept.narrative, kept.submitted_at) == ("开头", None)
    Body.objects.update(state=BodyState.SUSPENDED)
    with pytest.raises(BodyNotActive):
        hand_in(head, body)


def test_an_officer_of_the_place_sends_it_back_with_a_reason() -> None:
    body = body_of_2024()
    head, officer = make.make_body_admin(body), make.make_officer()
    report = hand_in(head, body)
    with pytest.raises(NoteMissing):
        send_back_report(by=officer, report=report, note=" ", at=NOW)
    for by in (head, make.make_officer(make.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            send_back_report(by=by, report=report, note="补写", at=NOW)
    assert AnnualReport.objects.get().submitted_at == NOW

    send_back_report(by=officer, report=report, note="请补写记录与证明情况", at=NOW)
    with pytest.raises(AnnualReportNotHandedIn):
        send_back_report(by=officer, report=report, note="再退一次", at=NOW)
    assert hand_in(head, body).note == ""


def test_the_superior_sees_who_owes_one() -> None:
    tree = make.make_region_tree()
    done, missing, new = body_of_2024(), body_of_2024(), make.make_body()
    far = make.make_body(region=tree.fenyi, at=datetime(2024, 1, 5, tzinfo=UTC))
    hand_in(make.make_body_admin(done), done)
    officer = make.make_officer()
    assert set(bodies_owing(officer, 2025)) == {done, missing}, "new and far ones do not belong here"
    assert list(bodies_lacking(officer, 2025)) == [missing]
    assert new not in bodies_owing(make.make_centre(), 2025) and far in bodies_owing(make.make_centre(), 2025)
    assert list(reports_of([done, missing], 2025)) == [done.pk]
    assert due_of(done.region_path, 2025).isoformat() == "2026-05-31"
    assert not bodies_owing(make.make_body_admin(done), 2025).exists()


@pytest.mark.django_db(transaction=True)
def test_two_heads_at_once_hand_in_once() -> None:
    body = body_of_2024()
    heads = [make.make_body_admin(body) for _ in range(3)]
    outcomes = at_once(*[partial(hand_in, head, body) for head in heads])
    assert Counter(type(each) for each in outcomes) == {AnnualReport: 1, AnnualReportHandedIn: 2}
    assert AnnualReport.objects.count() == 1
