"""Rosters at the desk: drawn up, solved, asked, locked, asked why, printed; for leaders, and to look at for officers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.choices import ProjectInvites
from redvest.registry.models import Membership, Profile
from redvest.service.actions import roster_solve
from redvest.service.choices import ProposalState, RosterReach, SignUpState
from redvest.service.models import Post, Roster, RosterPair, RosterProposal
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.roster import ALWAYS, Team, add_member, make_shift
from tests.factories.service import make_signup

pytestmark = pytest.mark.django_db
TERMS = {
    "title": "国庆景区",
    "reach": "members",
    "answer_hours": "48",
    "most_week": "0",
    "most_running": "0",
    "goes_on": "on",
}


@pytest.fixture
def team(place: Place) -> Team:
    found = Team(place.body, make.standing_of(place.leader))
    for name in ("李明霞", "王小路"):
        add_member(found, name)
    return found


@pytest.fixture
def shift(team: Team) -> Post:
    return make_shift(team, places=3, title="引导员")


def new(client: Client, *posts: Post, **more: str) -> Any:
    ticks = {f"on-{post.pk}": "yes" for post in posts}
    return client.post(reverse("desk:roster-new"), {**TERMS, **ticks, **more})


def drawn(client: Client, *posts: Post) -> tuple[Roster, str]:
    new(client, *posts)
    roster = Roster.objects.latest("created_at")
    return roster, reverse("desk:roster-board", args=[roster.pk])


def test_from_an_activity_to_answers(as_leader: Client, team: Team, shift: Post) -> None:
    assert "还没有排班表" in said(as_leader.get(reverse("desk:rosters")))
    way = as_leader.get(reverse("desk:activity-roster", args=[shift.activity_id]))
    form = as_leader.get(way["Location"])
    assert "引导员" in said(form) and "空 3 / 3" in said(form)
    _roster, page = drawn(as_leader, shift)
    assert "还缺 3 人" in said(as_leader.get(page))
    as_leader.post(page, {"verb": "solve"})
    shown = said(as_leader.get(page))
    assert "拟定 2 个，1 个还没有人选" in shown and "李明霞" in shown and "资料里写着这时有空" in shown
    first = RosterProposal.objects.get(volunteer=team.people[0])
    as_leader.post(page, {"verb": "lock", "proposal": str(first.pk)})
    first.refresh_from_db()
    assert first.locked and "定下不动" in said(as_leader.get(page))
    as_leader.post(page, {"verb": "ask"})
    assert "请了 2 班，等本人答复。" in said(as_leader.get(page))
    as_leader.post(page, {"verb": "off", "proposal": str(first.pk)})
    assert "来不了或没答复的 1 人" in said(as_leader.get(page))
    assert set(RosterProposal.objects.values_list("state", flat=True)) == {
        ProposalState.ASKED,
        ProposalState.WITHDRAWN,
    }
    as_leader.post(page, {"verb": "close"})
    assert 'value="close"' not in said(as_leader.get(page))
    assert as_leader.get(way["Location"]).status_code == 200


def test_a_bad_form_says_what_to_change_and_makes_nothing(as_leader: Client, shift: Post) -> None:
    response = new(as_leader, shift, title="", answer_hours="0")
    assert response.status_code == 422 and "请写一个名称。" in said(response)
    response = new(as_leader)
    assert response.status_code == 422 and "没有可以排的班次" in said(response)
    assert not Roster.objects.exists()


def test_terms_minimums_and_pairs_are_kept(as_leader: Client, team: Team, shift: Post) -> None:
    roster, page = drawn(as_leader, shift)
    as_leader.post(
        page, {**TERMS, "title": "新名字", "reach": RosterReach.PLACE, "most_week": "2", "verb": "terms"}
    )
    roster.refresh_from_db()
    assert (roster.title, roster.reach, roster.most_week) == ("新名字", "place", 2)
    as_leader.post(page, {"verb": "least", "post": str(shift.pk), "least": "3"})
    assert "算上拟定的人也不到最少人数" in said(as_leader.get(page))
    as_leader.post(page, {"verb": "least", "post": str(shift.pk), "least": "x"})
    assert roster.shifts.get().minimum == 3
    numbers = [person.number for person in team.people]
    sent = as_leader.post(page, {"verb": "pair", "one": numbers[0], "other": "1", "kind": "apart"})
    assert sent.status_code == 422 and "两个不同的志愿者编号" in said(sent)
    pair = {"one": numbers[0], "other": numbers[1]}
    as_leader.post(page, {"verb": "pair", **pair, "kind": "apart"})
    assert RosterPair.objects.get().kind == "apart" and numbers[0] in said(as_leader.get(page))
    as_leader.post(page, {"verb": "unpair", **pair})
    assert not RosterPair.objects.exists()


def test_names_are_whole_for_the_own_leader_of_own_members_only(
    place: Place, sign_in: SignIn, as_leader: Client, team: Team, shift: Post
) -> None:
    stranger = make.make_volunteer(name="邻家阿姨")
    Profile.objects.create(
        volunteer=stranger, slots=ALWAYS, project_invites=ProjectInvites.ACCEPT, changed_at=NOW
    )
    roster, page = drawn(as_leader, shift)
    Roster.objects.update(reach=RosterReach.PLACE)
    as_leader.post(page, {"verb": "solve"})
    mine, theirs = said(as_leader.get(page)), said(sign_in(place.officer).get(page))
    assert "李明霞" in mine and "邻家阿姨" not in mine and "邻" in mine
    assert "李明霞" not in theirs and 'value="off"' not in theirs
    assert sign_in(place.officer).post(page, {"verb": "solve"}).status_code == 403
    for who in (place.stranger, place.far_officer):
        assert sign_in(who).get(page).status_code == 404
    paper = said(as_leader.get(reverse("desk:roster-paper", args=[roster.pk])))
    assert "还没有人报上" in paper and "<svg" in paper and "李明霞" not in paper


def test_the_sheet_lists_who_holds_a_place_however_they_came_by_it(
    as_leader: Client, team: Team, shift: Post
) -> None:
    roster, page = drawn(as_leader, shift)
    as_leader.post(page, {"verb": "solve"})
    said_yes, other = team.people
    late = make_signup(post=shift, volunteer=said_yes, state=SignUpState.WAITING)
    RosterProposal.objects.filter(volunteer=said_yes).update(
        state=ProposalState.YES, signup=late, asked_at=NOW, answered_at=NOW
    )
    make_signup(post=shift, volunteer=other)
    make_signup(post=shift, volunteer=make.make_volunteer(name="邻家阿姨"))
    with CaptureQueriesContext(connection) as few:
        paper = said(as_leader.get(reverse("desk:roster-paper", args=[roster.pk])))
    assert other.name in paper and "邻" in paper and "邻家阿姨" not in paper
    assert said_yes.name not in paper, "a yes that waits in line is no place"
    assert "还缺 1 人" in paper and "扫码看活动" in paper and "签到" not in paper.split("扫码看活动")[1]
    Post.objects.filter(pk=shift.pk).update(places=9)
    shift.places = 9
    for name in ("甲一", "乙二"):
        make_signup(post=shift, volunteer=make.make_volunteer(name=name), state=SignUpState.SERVED)
    with CaptureQueriesContext(connection) as more:
        as_leader.get(reverse("desk:roster-paper", args=[roster.pk]))
    assert len(more) == len(few)


def test_why_and_why_not(as_leader: Client, place: Place, sign_in: SignIn, team: Team, shift: Post) -> None:
    roster, page = drawn(as_leader, shift)
    as_leader.post(page, {"verb": "solve"})
    why = reverse("desk:roster-why", args=[roster.pk])
    assert "填一个志愿者的编号" in said(as_leader.get(why))
    on = as_leader.get(why, {"number": team.people[0].number, "post": str(shift.pk)})
    assert "排上了" in said(on) and "就住在这个社区" in said(on)
    off = as_leader.get(why, {"number": make.make_volunteer().number, "post": str(shift.pk)})
    assert "没有排上" in said(off) and "不在这张排班表找人的范围里" in said(off)
    assert as_leader.get(why, {"number": "123", "post": str(shift.pk)}).status_code == 422
    assert as_leader.get(why, {"number": "123", "post": "x"}).status_code == 422
    assert sign_in(place.officer).get(why).status_code == 403


def test_a_large_roster_goes_to_the_worker(
    as_leader: Client, shift: Post, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, page = drawn(as_leader, shift)
    monkeypatch.setattr("redvest.faces.desk.roster_board.AT_ONCE", 1)
    as_leader.post(page, {"verb": "solve"})
    assert "交给后台去排了" in said(as_leader.get(page))
    assert Roster.objects.get(pk=roster.pk).waits_since == NOW and roster_solve.AT_ONCE > 1


def test_who_leads_for_several_chooses_first(place: Place, sign_in: SignIn) -> None:
    other = make.make_body(name="第二支队")
    make.make_grant(account=place.leader, role=make.Role.BODY_ADMIN, body=other)
    response = sign_in(place.leader).get(reverse("desk:roster-new"))
    assert "替哪个组织排班？" in said(response) and "第二支队" in said(response)
    assert "你没有可以排班的组织" in said(sign_in(place.officer).get(reverse("desk:roster-new")))


@pytest.mark.parametrize("count", [1, 3])
def test_a_roster_is_shown_in_a_fixed_number_of_queries(as_leader: Client, team: Team, count: int) -> None:
    posts = [make_shift(team, days=2 + n, places=2) for n in range(count)]
    _roster, page = drawn(as_leader, *posts)
    as_leader.post(page, {"verb": "solve"})
    as_leader.get(page)
    with CaptureQueriesContext(connection) as caught:
        as_leader.get(page)
    assert len(caught) <= 14
    assert Membership.objects.filter(joined_on__lte=TODAY).count() == 2
