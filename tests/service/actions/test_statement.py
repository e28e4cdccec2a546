"""The gate of art. 19: what is stated, whose hours wait for a word, whose are refused, and how that is taken up again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.service.actions.activity import approve_activity, create_activity, submit_activity
from redvest.service.actions.correction import void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.hours_entry import HoursResult
from redvest.service.actions.statement import refuse_hours, reopen_refused, state_off_duty
from redvest.service.activity_errors import IncompleteNotice, NotAffirmed
from redvest.service.attendance_errors import NotOnRoster
from redvest.service.choices import ActivityState, NotService, SheetState
from redvest.service.errors import ReasonNeeded, WrongState
from redvest.service.hours_errors import HoursOverlap, OwnHours, SamePerson
from redvest.service.models import (
    Activity,
    HoursEntry,
    HoursSheet,
    OffDutyStatement,
    RefusedRecord,
    ServiceStatement,
)
from redvest.service.queries.statement import missing_of
from redvest.service.report_errors import AlreadyRefused, RefusalNeedsWords
from redvest.service.rules.statement import Statement
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.factories.service import HOUR
from tests.service.actions.test_activity import POSTS, form_for

pytestmark = pytest.mark.django_db
AFTER = NOW + 3 * HOUR
WHOLE = Statement(not_duty=True, unpaid=True, public_benefit=True)


@pytest.fixture
def activity() -> Activity:
    return service.make_activity(starts_at=NOW)


def serve(activity: Activity, **who: object):
    volunteer = registry.make_volunteer(**who)  # type: ignore[arg-type]
    signup = service.make_signup(post=service.make_post(activity=activity), volunteer=volunteer)
    service.make_stay(signup=signup, in_at=activity.starts_at, out_at=activity.ends_at)
    return volunteer


def confirm(by, activity: Activity, *people) -> list[HoursResult]:
    return confirm_hours(
        by=by, activity=activity, entries=[HoursForm(person.pk) for person in people], at=AFTER
    )


# ---- what the publisher states


def test_what_was_asked_and_not_affirmed_is_missing_and_what_was_not_asked_is_not() -> None:
    project = service.make_project()
    by = registry.make_leader(project.body)
    registry.make_region_tree()
    silent = create_activity(by=by, form=form_for(project), posts=POSTS, at=NOW)
    asked = create_activity(
        by=by, form=form_for(project, statement=replace(WHOLE, unpaid=False)), posts=POSTS, at=NOW
    )

    assert submit_activity(by=by, activity=silent, at=NOW).state == ActivityState.SUBMITTED
    with pytest.raises(IncompleteNotice) as refusal:
        submit_activity(by=by, activity=asked, at=NOW)

    assert refusal.value.details["missing"] == ["unpaid"]
    asked.refresh_from_db()
    assert asked.state == ActivityState.DRAFT
    assert not ServiceStatement.objects.filter(activity=silent).exists()


def test_party_members_service_lacks_its_off_duty_statement() -> None:
    activity = service.make_activity(state=ActivityState.DRAFT)
    service.make_post(activity=activity)
    service.make_statement(activity=activity, by=activity.leader, party_service=True)
    assert [item.key for item in missing_of(activity)] == ["off_duty"]


def test_who_approves_without_a_statement_affirms_it_and_the_audit_line_says_who() -> None:
    officer = registry.make_officer()
    silent = service.make_activity(state=ActivityState.SUBMITTED)
    stated = service.make_activity(state=ActivityState.SUBMITTED)
    service.make_statement(activity=stated, by=stated.leader)

    with pytest.raises(NotAffirmed):
        approve_activity(by=officer, activity=silent, at=NOW, affirms_service=False)
    silent.refresh_from_db()
    assert silent.state == ActivityState.SUBMITTED

    approve_activity(by=officer, activity=silent, at=NOW)
    approve_activity(by=officer, activity=stated, at=NOW, affirms_service=False)
    lines = AuditLine.objects.filter(verb="approve_activity").order_by("id")
    assert [line.details["service_affirmed_by"] for line in lines] == ["reviewer", "publisher"]
    assert {line.actor_id for line in lines} == {officer.account_id}


# ---- off duty


@pytest.fixture
def party(activity: Activity) -> Activity:
    service.make_statement(activity=activity, by=activity.leader, party_service=True, off_duty=True)
    return activity


def test_party_members_hours_wait_for_their_word_and_enter_with_it(party: Activity) -> None:
    volunteer = serve(party)
    (result,) = confirm(registry.make_leader(party.body), party, volunteer)

    assert result.outcome == "off-duty-needed"
    assert "不是履行职务" in result.sentence
    assert not HoursEntry.objects.exists()
    assert HoursSheet.objects.get().state == SheetState.STATEMENT

    entered = state_off_duty(by=registry.volunteer_standing(volunteer), activity=party, at=AFTER)

    assert entered is not None
    assert (entered.minutes, entered.grade) == (120, "B")
    assert HoursEntry.objects.get().minutes == 120
    assert HoursSheet.objects.get().state == SheetState.RECORDED


def test_who_said_so_before_is_recorded_at_once(party: Activity) -> None:
    volunteer = serve(party)
    by = registry.volunteer_standing(volunteer)
    assert state_off_duty(by=by, activity=party, at=NOW) is None
    assert state_off_duty(by=by, activity=party, at=NOW) is None

    (result,) = confirm(registry.make_leader(party.body), party, volunteer)

    assert result.outcome == "recorded"
    assert OffDutyStatement.objects.count() == 1
    assert AuditLine.objects.filter(verb="state_off_duty").count() == 1


def test_confirming_again_while_it_waits_makes_no_entry(party: Activity) -> None:
    volunteer, leader = serve(party), registry.make_leader(party.body)
    outcomes = [confirm(leader, party, volunteer)[0].outcome for _ in range(2)]
    assert outcomes == ["off-duty-needed"] * 2
    assert (HoursSheet.objects.count(), HoursEntry.objects.count()) == (1, 0)


def test_an_ordinary_activity_asks_nobody(activity: Activity) -> None:
    service.make_statement(activity=activity, by=activity.leader)
    volunteer = serve(activity)
    assert confirm(registry.make_leader(activity.body), activity, volunteer)[0].outcome == "recorded"


def test_a_stranger_has_nothing_to_state(party: Activity) -> None:
    with pytest.raises(NotOnRoster):
        state_off_duty(by=registry.volunteer_standing(registry.make_volunteer()), activity=party, at=NOW)
    assert not OffDutyStatement.objects.exists()


def test_hours_that_overlap_by_then_do_not_enter(party: Activity) -> None:
    volunteer = serve(party)
    confirm(registry.make_leader(party.body), party, volunteer)
    service.make_entry(volunteer=volunteer, body=registry.make_body(), starts_at=NOW)

    with pytest.raises(HoursOverlap):
        state_off_duty(by=registry.volunteer_standing(volunteer), activity=party, at=AFTER)

    assert HoursEntry.objects.count() == 1
    assert not OffDutyStatement.objects.exists()


# ---- refusing somebody's hours


def refuse(by, activity: Activity, person, kind=NotService.DUTY, note="") -> RefusedRecord:
    return refuse_hours(by=by, activity=activity, volunteer_id=person.pk, kind=kind, note=note, at=AFTER)


def test_a_refusal_stands_in_the_way_of_confirming(activity: Activity) -> None:
    volunteer, leader = serve(activity), registry.make_leader(activity.body)
    refuse(leader, activity, volunteer)

    (result,) = confirm(registry.make_leader(activity.body), activity, volunteer)

    assert result.outcome == "hours-refused"
    assert not HoursEntry.objects.exists()
    with pytest.raises(AlreadyRefused):
        refuse(leader, activity, volunteer, NotService.PAID)
    assert RefusedRecord.objects.get().kind == NotService.DUTY


def test_only_another_person_takes_a_refusal_up_again_and_it_stays_on_record(activity: Activity) -> None:
    volunteer, leader = serve(activity), registry.make_leader(activity.body)
    refused = refuse(leader, activity, volunteer)
    other = registry.make_body_admin(activity.body)

    with pytest.raises(SamePerson):
        reopen_refused(by=leader, refused=refused, reason="弄错了", at=AFTER)
    with pytest.raises(ReasonNeeded):
        reopen_refused(by=other, refused=refused, reason=" ", at=AFTER)
    refused.refresh_from_db()
    assert refused.reopened_at is None

    reopen_refused(by=other, refused=refused, reason="查了排班，那天休息", at=AFTER)

    assert confirm(leader, activity, volunteer)[0].outcome == "recorded"
    assert RefusedRecord.objects.get().reopen_reason == "查了排班，那天休息"
    with pytest.raises(WrongState):
        reopen_refused(by=other, refused=refused, reason="再来", at=AFTER)


def test_the_volunteer_takes_no_own_refusal_up_again(activity: Activity) -> None:
    leading = registry.make_account(name="陈领队")
    registry.make_grant(account=leading, role=registry.Role.ACTIVITY_LEADER, body=activity.body)
    volunteer = serve(activity, account=leading)
    refused = refuse(registry.make_leader(activity.body), activity, volunteer)
    with pytest.raises(SamePerson):
        reopen_refused(by=registry.standing_of(leading), refused=refused, reason="我要", at=AFTER)


def test_refusing_asks_for_words_where_the_reason_is_another(activity: Activity) -> None:
    volunteer, leader = serve(activity), registry.make_leader(activity.body)
    with pytest.raises(RefusalNeedsWords):
        refuse(leader, activity, volunteer, NotService.OTHER, " ")
    assert refuse(leader, activity, volunteer, NotService.OTHER, "中途离开").note == "中途离开"


def test_hours_in_the_ledger_are_voided_first(activity: Activity) -> None:
    volunteer, leader = serve(activity), registry.make_leader(activity.body)
    confirm(leader, activity, volunteer)
    with pytest.raises(WrongState):
        refuse(leader, activity, volunteer)
    assert not RefusedRecord.objects.exists()

    void_entry(by=leader, entry=HoursEntry.objects.get(), reason="是值班", at=AFTER)
    refuse(leader, activity, volunteer)
    assert confirm(leader, activity, volunteer)[0].outcome == "hours-refused"


def test_who_may_refuse(activity: Activity) -> None:
    volunteer = serve(activity)
    tree = registry.make_region_tree()
    for outsider in (
        registry.make_member(),
        registry.make_leader(registry.make_body()),
        registry.make_officer(tree.fenyi),
        registry.volunteer_standing(registry.make_volunteer()),
    ):
        with pytest.raises(NotAllowed):
            refuse(outsider, activity, volunteer)
    assert not RefusedRecord.objects.exists()
    refuse(registry.make_officer(tree.yushui), activity, volunteer)


def test_nobody_refuses_their_own_and_nobody_who_was_not_there(activity: Activity) -> None:
    leading = registry.make_account(name="陈领队")
    registry.make_grant(account=leading, role=registry.Role.ACTIVITY_LEADER, body=activity.body)
    own = serve(activity, account=leading)
    with pytest.raises(OwnHours):
        refuse(registry.standing_of(leading), activity, own)
    with pytest.raises(NotOnRoster):
        refuse(registry.standing_of(leading), activity, registry.make_volunteer())
    assert not RefusedRecord.objects.exists()
