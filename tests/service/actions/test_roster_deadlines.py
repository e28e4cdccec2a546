"""Until when an answer is waited for: waking hours, half of what is left near the start, never after sign-up closes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.service.actions.roster_ask import answer_ends, ask_people, keep_up
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.choices import ProposalState, RosterState
from redvest.service.models import Roster, RosterProposal, SignUp
from redvest.service.roster_errors import NobodyToAsk
from redvest.service.rules.offer import OfferTerms
from tests.factories import service
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def team() -> Team:
    return make_team("甲", "乙")


def asked_at(team: Team, roster: Roster, at: datetime = NOW) -> RosterProposal:
    solve_roster(by=team.leader, roster_id=roster.pk, at=at)
    ask_people(by=team.leader, roster_id=roster.pk, at=at)
    return RosterProposal.objects.order_by("pk")[0]


def test_hours_of_the_day_are_counted_as_they_are(team: Team) -> None:
    roster = make_roster(team, make_shift(team), answer_hours=6)
    assert asked_at(team, roster).answer_by == NOW + 6 * HOUR


def test_near_the_start_half_of_what_is_left_is_for_the_others(team: Team) -> None:
    roster = make_roster(team, make_shift(team, days=1), answer_hours=48)
    assert asked_at(team, roster).answer_by == NOW + 12 * HOUR


def test_within_the_last_hours_minutes_have_to_do(team: Team) -> None:
    at = NOW + 3 * DAY - HOUR
    found = asked_at(team, make_roster(team, make_shift(team)), at)
    assert found.answer_by is not None and timedelta(0) < found.answer_by - at <= 30 * MINUTE


def test_in_the_last_minute_before_the_start_there_is_still_time(team: Team) -> None:
    at = NOW + 3 * DAY - timedelta(seconds=20)
    found = asked_at(team, make_roster(team, make_shift(team)), at)
    assert found.answer_by is not None and at < found.answer_by <= NOW + 3 * DAY


def test_no_answer_is_waited_for_after_sign_up_has_closed(team: Team) -> None:
    activity = service.make_activity(body=team.body, starts_at=NOW + 5 * DAY, signup_closes_at=NOW + 3 * HOUR)
    roster = make_roster(team, service.make_post(activity=activity, places=1), answer_hours=48)
    assert asked_at(team, roster).answer_by == NOW + 3 * HOUR


def test_the_shifts_own_start_counts_not_that_of_the_activity(team: Team) -> None:
    post = make_shift(team, days=1, hours=8)
    post.starts_at, post.ends_at = NOW + DAY + 4 * HOUR, NOW + DAY + 6 * HOUR
    post.save()
    proposal = asked_at(team, make_roster(team, post))
    assert proposal.answer_by == NOW + 14 * HOUR  # half of 28 hours, not of 24
    post.activity.signup_closes_at = post.starts_at
    post.activity.save()
    proposal = RosterProposal.objects.select_related("post__activity").get(pk=proposal.pk)
    ends = answer_ends(proposal=proposal, hours=1, terms=OfferTerms(), at=NOW + DAY + 3 * HOUR + 30 * MINUTE)
    assert ends == NOW + DAY + 3 * HOUR + 40 * MINUTE


def test_who_was_asked_before_keeps_their_deadline_when_more_are_asked(team: Team) -> None:
    first, later = make_shift(team, days=3, title="早"), make_shift(team, days=9, title="晚")
    later.activity.signup_opens_at = NOW + DAY
    later.activity.save()
    roster = make_roster(team, first, later)
    asked_at(team, roster)
    before = dict(RosterProposal.objects.values_list("post__title", "answer_by"))
    assert before["晚"] is None
    assert ask_people(by=team.leader, roster_id=roster.pk, at=NOW + DAY) == 1
    after = dict(RosterProposal.objects.values_list("post__title", "answer_by"))
    assert after["早"] == before["早"] and after["晚"] is not None
    line = AuditLine.objects.filter(verb="ask_roster").latest("id")
    assert (line.details, line.at) == ({"count": 1}, NOW + DAY)


def test_after_sign_up_has_closed_drafts_are_not_asked(team: Team) -> None:
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    version, lines = Roster.objects.get().version, AuditLine.objects.count()
    with pytest.raises(NobodyToAsk):
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW + 3 * DAY)
    found = Roster.objects.get()
    assert (found.state, found.version, AuditLine.objects.count()) == (RosterState.DRAFT, version, lines)
    assert RosterProposal.objects.get().state == ProposalState.DRAFT


def test_each_overdue_ask_ends_by_itself_and_is_written_down(team: Team) -> None:
    roster = make_roster(team, make_shift(team, places=2), answer_hours=1)
    asked_at(team, roster)
    RosterProposal.objects.filter(volunteer=team.people[1]).update(answer_by=NOW + 2 * HOUR)
    assert keep_up(at=NOW + HOUR) == 1
    assert standing(roster) == {"甲@陪同员": "expired", "乙@陪同员": "asked"}
    line = AuditLine.objects.filter(verb="end_asking").latest("id")
    assert (line.actor_kind, line.details) == ("system", {"state": "expired", "count": 1})
    assert keep_up(at=NOW + 2 * HOUR) == 1
    assert set(RosterProposal.objects.values_list("answered_at", flat=True)) == {NOW + HOUR, NOW + 2 * HOUR}
    assert not SignUp.objects.exists()
