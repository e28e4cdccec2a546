"""Reports of errors: filed once, answered by somebody else, turned into entries, and escalated when nobody answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import Account
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.report import answer_report, escalate_reports, report_error, report_missing
from redvest.service.backfill_errors import RequestDecided
from redvest.service.choices import EntryKind, Grade, ReportDecision, RequestState, SignUpState
from redvest.service.errors import ReasonNeeded
from redvest.service.hours_errors import BadHours, EntryNotFound, EntryVoided, OwnHours
from redvest.service.models import Activity, ErrorReport, HoursEntry
from redvest.service.queries.history import current_of, history_of
from redvest.service.queries.report import without_hours
from redvest.service.report_errors import AlreadyReported, BadReport
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
LATER = NOW + 24 * HOUR


@pytest.fixture(autouse=True)
def kept_messages(settings):
    settings.REDVEST_DEMO = True


@pytest.fixture
def activity() -> Activity:
    return service.make_activity(starts_at=NOW - 48 * HOUR)


@pytest.fixture
def entry(activity: Activity) -> HoursEntry:
    return service.make_entry(
        volunteer=registry.make_volunteer(), body=activity.body, activity=activity, minutes=90
    )


def own(entry: HoursEntry):
    return registry.volunteer_standing(entry.volunteer)


def filed(entry: HoursEntry, text: str = "少记了半小时", wanted: int | None = 120) -> ErrorReport:
    return report_error(by=own(entry), entry=entry, text=text, wanted_minutes=wanted, at=NOW)


def answer(by, report, decision, *, minutes=None, reason="看了签到表", at=LATER) -> ErrorReport:
    return answer_report(by=by, report=report, decision=decision, minutes=minutes, reason=reason, at=at)


# ---- filing


def test_a_report_has_five_working_days(entry: HoursEntry) -> None:
    report = filed(entry)
    # Thursday, 5 March 2026; the weekend does not count.
    assert (report.due_on, report.state) == (date(2026, 3, 12), RequestState.OPEN)
    assert AuditLine.objects.filter(verb="report_error", target_id=str(report.pk)).count() == 1


def test_the_head_of_the_body_is_told(entry: HoursEntry) -> None:
    head = registry.make_body_admin(entry.body)
    filed(entry)
    phone = Account.objects.get(pk=head.account_id).phone_tail
    assert "3月12日" in registry.last_text(phone)


def test_one_report_at_a_time(entry: HoursEntry) -> None:
    filed(entry)
    with pytest.raises(AlreadyReported):
        filed(entry, "再说一次")
    assert ErrorReport.objects.count() == 1


@pytest.mark.parametrize(("text", "wanted"), [(" ", None), ("长" * 201, None), ("少了", 0), ("少了", 50_000)])
def test_what_is_incomplete_is_refused(entry: HoursEntry, text: str, wanted: int | None) -> None:
    with pytest.raises(BadReport):
        filed(entry, text, wanted)
    assert not ErrorReport.objects.exists()


def test_nobody_reports_another_persons_entry_or_a_voided_one(entry: HoursEntry) -> None:
    stranger = registry.volunteer_standing(registry.make_volunteer())
    with pytest.raises(EntryNotFound):
        report_error(by=stranger, entry=entry, text="错", wanted_minutes=None, at=NOW)
    void = void_entry(by=registry.make_body_admin(entry.body), entry=entry, reason="错", at=NOW)
    for gone in (entry, void):
        with pytest.raises(EntryVoided):
            filed(gone)
    assert not ErrorReport.objects.exists()


# ---- answering


def test_an_accepted_report_becomes_a_correction(entry: HoursEntry) -> None:
    report = answer(registry.make_body_admin(entry.body), filed(entry), ReportDecision.CORRECT, minutes=120)

    assert report.state == RequestState.ACCEPTED
    assert report.result is not None
    assert (report.result.kind, report.result.minutes) == (EntryKind.CORRECTION, 120)
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 120
    assert "已经核实处理" in registry.last_text(entry.volunteer.phone_tail)


def test_an_entry_can_be_taken_back_on_report(entry: HoursEntry) -> None:
    report = answer(registry.make_body_admin(entry.body), filed(entry, "我没去", None), ReportDecision.VOID)
    assert report.result is not None
    assert report.result.kind == EntryKind.VOID


def test_a_refused_report_changes_nothing_and_says_why(entry: HoursEntry) -> None:
    report = answer(
        registry.make_body_admin(entry.body), filed(entry), ReportDecision.REFUSE, reason="签退是十点"
    )
    assert (report.state, report.answer, report.result) == (RequestState.REFUSED, "签退是十点", None)
    assert HoursEntry.objects.count() == 1
    assert filed(entry, "签退的表在这").state == RequestState.OPEN  # it may be said again


def test_a_report_is_answered_once(entry: HoursEntry) -> None:
    by, report = registry.make_body_admin(entry.body), filed(entry)
    answer(by, report, ReportDecision.CORRECT, minutes=100)
    with pytest.raises(RequestDecided):
        answer(by, report, ReportDecision.CORRECT, minutes=120)
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 100


def test_an_answer_needs_its_reason_and_its_minutes(entry: HoursEntry) -> None:
    by, report = registry.make_body_admin(entry.body), filed(entry)
    with pytest.raises(ReasonNeeded):
        answer(by, report, ReportDecision.REFUSE, reason=" ")
    with pytest.raises(BadHours):
        answer(by, report, ReportDecision.CORRECT)
    with pytest.raises(BadHours):
        answer(by, report, ReportDecision.RECORD, minutes=60)
    report.refresh_from_db()
    assert report.state == RequestState.OPEN
    assert HoursEntry.objects.count() == 1


def test_an_entry_corrected_meanwhile_is_corrected_where_it_stands(entry: HoursEntry) -> None:
    by, report = registry.make_body_admin(entry.body), filed(entry)
    correct_entry(by=by, entry=entry, minutes=80, reason="先改", at=NOW)
    answer(by, report, ReportDecision.CORRECT, minutes=70)
    assert sum(HoursEntry.objects.values_list("minutes", flat=True)) == 70


def test_who_may_answer(entry: HoursEntry) -> None:
    report = filed(entry)
    tree = registry.make_region_tree()
    for outsider in (
        registry.make_member(), registry.make_leader(registry.make_body()), registry.make_officer(tree.fenyi),
        own(entry),
    ):  # fmt: skip
        with pytest.raises((NotAllowed, OwnHours)):
            answer(outsider, report, ReportDecision.REFUSE)
    report.refresh_from_db()
    assert report.state == RequestState.OPEN
    answer(registry.make_officer(tree.yushui), report, ReportDecision.REFUSE)


def test_nobody_answers_their_own_report(activity: Activity) -> None:
    account = registry.make_account()
    registry.make_grant(account=account, role=registry.Role.BODY_ADMIN, body=activity.body)
    mine = service.make_entry(
        volunteer=registry.make_volunteer(account=account), body=activity.body, activity=activity
    )
    with pytest.raises(OwnHours):
        answer(registry.standing_of(account), filed(mine), ReportDecision.CORRECT, minutes=100)
    assert HoursEntry.objects.count() == 1


# ---- missing hours


@pytest.fixture
def absent(activity: Activity):
    """Somebody whom the leader overlooked."""
    volunteer = registry.make_volunteer()
    post = service.make_post(activity=activity)
    service.make_signup(post=post, volunteer=volunteer, state=SignUpState.ABSENT)
    return volunteer


def missing(volunteer, activity: Activity) -> ErrorReport:
    return report_missing(
        by=registry.volunteer_standing(volunteer),
        activity=activity,
        text="我去了，没给我扫码",
        wanted_minutes=120,
        at=NOW,
    )


def test_missing_hours_are_recorded_with_what_evidence_there_is(activity: Activity, absent) -> None:
    assert list(without_hours(absent.pk, NOW)) == [activity]
    report = answer(
        registry.make_leader(activity.body), missing(absent, activity), ReportDecision.RECORD, minutes=120
    )
    assert report.result is not None
    assert (report.result.grade, report.result.minutes) == (Grade.D, 120)
    assert not list(without_hours(absent.pk, NOW))


def test_missing_hours_of_what_is_not_over_or_not_theirs(activity: Activity, absent) -> None:
    with pytest.raises(BadReport):
        missing(registry.make_volunteer(), activity)
    with pytest.raises(BadReport):
        missing(absent, service.make_activity())
    missing(absent, activity)
    with pytest.raises(AlreadyReported):
        missing(absent, activity)
    assert ErrorReport.objects.count() == 1


def test_hours_that_are_there_are_not_missing(activity: Activity, absent) -> None:
    confirm_hours(
        by=registry.make_leader(activity.body), activity=activity,
        entries=[HoursForm(absent.pk, 60)], at=NOW,
    )  # fmt: skip
    with pytest.raises(BadReport):
        missing(absent, activity)


# ---- silence


def test_silence_escalates_once_to_the_nearest_officers(entry: HoursEntry) -> None:
    officer = Account.objects.get(pk=registry.make_officer().account_id)
    registry.make_centre()
    report = filed(entry)
    last_day = NOW + timedelta(days=7)

    assert escalate_reports(city=CITY, at=last_day) == 0
    assert escalate_reports(city=CITY, at=last_day + timedelta(days=1)) == 1
    assert escalate_reports(city=CITY, at=last_day + timedelta(days=2)) == 0

    report.refresh_from_db()
    assert report.escalated_at == last_day + timedelta(days=1)
    assert "没有答复" in registry.last_text(officer.phone_tail)
    assert AuditLine.objects.filter(verb="escalate_report").count() == 1


# ---- history


def test_the_history_tells_everything_by_role_and_never_by_name(
    entry: HoursEntry, django_assert_num_queries
) -> None:
    head = registry.make_body_admin(entry.body)
    report = filed(entry)
    escalate_reports(city=CITY, at=NOW + timedelta(days=9))
    answer(head, report, ReportDecision.CORRECT, minutes=120, at=NOW + timedelta(days=10))
    again = current_of(entry)
    assert again is not None
    void_entry(by=registry.make_officer(), entry=again, reason="复查没到场", at=NOW + timedelta(days=11))

    with django_assert_num_queries(5):  # one finds the entry
        lines = history_of(HoursEntry.objects.select_related("volunteer", "activity").get(pk=entry.pk))

    assert {line.kind for line in lines[:2]} == {"record", "reported"}
    assert [line.kind for line in lines[2:]] == ["escalated", "void", "correction", "answered", "void"]
    assert [line.who for line in lines if line.kind in ("correction", "void")] == [
        "组织负责人", "组织负责人", "区域工作人员",
    ]  # fmt: skip
    names = Account.objects.values_list("name", flat=True)
    assert not [name for name in names for line in lines if name in f"{line.who}{line.words}"]


def test_an_entry_without_an_activity_has_its_own_story_alone() -> None:
    volunteer, body = registry.make_volunteer(), registry.make_body()
    first = service.make_entry(volunteer=volunteer, body=body, title="旧活动")
    other = service.make_entry(volunteer=volunteer, body=body, title="旧活动", at=NOW + HOUR)
    admin = registry.make_body_admin(body)
    corrected = correct_entry(by=admin, entry=first, minutes=30, reason="早走", at=LATER)

    assert [line.entry_id for line in history_of(other)] == [other.pk]
    ours = [line.entry_id for line in history_of(corrected)]
    assert ours[0] == first.pk
    assert ours[-1] == corrected.pk
    assert len(ours) == 3
    assert current_of(first) == corrected
