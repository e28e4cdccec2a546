"""What the board of a roster counts: who agreed, who is only asked, what can be asked now and what waits for its opening."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.service.actions.roster_ask import answer_proposal, ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.choices import RosterState
from redvest.service.models import Post, Roster, RosterProposal
from redvest.service.roster_errors import NotYetToAsk
from tests.faces.desk.conftest import Place, said
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, add_member, make_roster, make_shift

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(place: Place) -> Team:
    found = Team(place.body, make.standing_of(place.leader))
    for name in ("李明霞", "王小路", "赵一", "钱二"):
        add_member(found, name)
    return found


def later(team: Team, *, opens: timedelta, days: int = 9) -> Post:
    post = make_shift(team, days=days, places=2, title="晚")
    post.activity.signup_opens_at = NOW + opens
    post.activity.save()
    return post


def solved(team: Team, *posts: Post, **terms: object) -> tuple[Roster, str]:
    roster = make_roster(team, *posts, **terms)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    return roster, reverse("desk:roster-board", args=[roster.pk])


def test_one_yes_of_four_asked_is_not_enough_and_the_sheet_says_the_same(
    as_leader: Client, team: Team
) -> None:
    roster, page = solved(team, make_shift(team, places=4))
    shown = said(as_leader.get(page))
    assert "拟定 4 人" in shown and "还缺 4 人" in shown
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    mine = RosterProposal.objects.get(volunteer=team.people[0])
    answer_proposal(by=team.by(), proposal_id=mine.pk, yes=True, at=NOW)
    board = said(as_leader.get(page))
    sheet = said(as_leader.get(reverse("desk:roster-paper", args=[roster.pk])))
    assert "已报 1 / 4" in board and "人齐了" not in board and "都有人选了，本人答应了才算数" in board
    for shown in (board, sheet):
        assert "还缺 3 人" in shown and "等答复 3 人" in shown
    Post.objects.update(taken=4)
    board = said(as_leader.get(page))
    assert "人齐了" in board and "还缺 " not in board and "才算数" not in board


def test_places_without_anybody_in_mind_are_counted_apart(as_leader: Client, team: Team) -> None:
    _roster, page = solved(team, make_shift(team, places=6))
    shown = said(as_leader.get(page))
    assert "还缺 6 人" in shown and "有 2 个还没有人选" in shown


def test_the_button_counts_what_is_open_and_the_others_wait_by_name_of_a_day(
    as_leader: Client, team: Team
) -> None:
    _roster, page = solved(
        team, make_shift(team, places=4), later(team, opens=2 * DAY), later(team, opens=DAY)
    )
    shown = said(as_leader.get(page))
    opening = "另有 4 班还没开放报名，最早 2026年3月6日 10:00 开放。"
    assert "给拟定的 4 班发出征求" in shown and opening + "一开放就自动请本人答复。" in shown
    assert "2026年3月7日 10:00 开放报名" in shown, "each shift says from when"
    told = said(as_leader.post(page, {"verb": "ask"}, follow=True))
    assert "请了 4 班，等本人答复。" + opening + "一开放就自动请本人答复。" in told
    assert 'value="ask"' not in told and told.count(opening) == 2, (
        "nothing left to press, and it still says why"
    )


def test_what_is_not_open_yet_is_refused_by_that_name_and_nothing_changes(
    as_leader: Client, team: Team
) -> None:
    roster, page = solved(team, later(team, opens=DAY))
    shown = said(as_leader.get(page))
    assert 'value="ask"' not in shown and "开放以后，请再来点“请大家答复”。" in shown
    before = (list(RosterProposal.objects.values()), Roster.objects.values().get(), AuditLine.objects.count())
    with pytest.raises(NotYetToAsk):
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    assert "拟定的班都还没开放报名" in said(as_leader.post(page, {"verb": "ask"}, follow=True))
    after = (list(RosterProposal.objects.values()), Roster.objects.values().get(), AuditLine.objects.count())
    assert after == before and roster.state == RosterState.DRAFT


def test_where_it_does_not_go_on_by_itself_the_desk_is_told_to_come_back(
    as_leader: Client, team: Team
) -> None:
    _roster, page = solved(team, make_shift(team), later(team, opens=DAY), goes_on=False)
    told = said(as_leader.post(page, {"verb": "ask"}, follow=True))
    assert "请了 1 班" in told and "开放以后，请再来点“请大家答复”。" in told and "自动请" not in told


def test_drafts_that_nobody_can_be_asked_for_say_why_there_is_no_button(
    as_leader: Client, team: Team
) -> None:
    _roster, page = solved(team, make_shift(team))
    Post.objects.get().activity.__class__.objects.update(signup_closes_at=NOW)
    shown = said(as_leader.get(page))
    assert 'value="ask"' not in shown and "拟定的人眼下都不能请" in shown and 'value="solve"' in shown
