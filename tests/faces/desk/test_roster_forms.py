"""The forms of a roster: what was typed stays, nonsense is told in words, and empty states say what to do."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.actions.roster_ask import answer_proposal, ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.models import Post, Roster, RosterPair, RosterProposal, RosterShift
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import Team, add_member, make_roster, make_shift

pytestmark = pytest.mark.django_db
TERMS = {
    "title": "国庆景区", "reach": "members", "answer_hours": "48", "most_week": "0", "most_running": "0",
    "goes_on": "on",
}  # fmt: skip
NEW = "desk:roster-new"


@pytest.fixture
def team(place: Place) -> Team:
    found = Team(place.body, make.standing_of(place.leader))
    for name in ("李明霞", "王小路"):
        add_member(found, name)
    return found


@pytest.fixture
def shift(team: Team) -> Post:
    return make_shift(team, places=3, title="引导员")


def board(roster: Roster) -> str:
    return reverse("desk:roster-board", args=[roster.pk])


def test_without_shifts_the_form_says_what_to_do_first(as_leader: Client, team: Team) -> None:
    page = said(as_leader.get(reverse(NEW)))
    assert "没有可以排的班次" in page and "先发布活动" in page and "<fieldset" not in page


def test_what_was_typed_stays_where_a_new_roster_is_refused(
    as_leader: Client, team: Team, shift: Post
) -> None:
    other = make_shift(team, days=5, title="巡查员")
    typed = {**TERMS, "title": "", "most_week": "2", f"on-{shift.pk}": "yes", f"least-{shift.pk}": "2"}
    sent = as_leader.post(reverse(NEW), typed)
    page = said(sent)
    assert sent.status_code == 422 and "请写一个名称。" in page and not Roster.objects.exists()
    assert f'name="on-{shift.pk}" value="yes" checked' in page
    assert f'name="on-{other.pk}" value="yes">' in page  # was not ticked
    assert (
        f'id="least-{shift.pk}" name="least-{shift.pk}" inputmode="numeric" maxlength="3" value="2"' in page
    )


@pytest.mark.parametrize(
    ("typed", "kept"), [("2", 2), ("99999999999", 3), ("9" * 5000, 3), ("两", 0), ("-1", 0)]
)
def test_a_least_number_is_held_within_the_places(
    as_leader: Client, shift: Post, typed: str, kept: int
) -> None:
    sent = as_leader.post(reverse(NEW), {**TERMS, f"on-{shift.pk}": "yes", f"least-{shift.pk}": typed})
    assert sent.status_code == 302
    assert RosterShift.objects.get().minimum == kept


def test_only_ticked_shifts_come_onto_it(as_leader: Client, team: Team, shift: Post) -> None:
    make_shift(team, days=5)
    as_leader.post(reverse(NEW), {**TERMS, f"on-{shift.pk}": "yes"})
    assert RosterShift.objects.get().post_id == shift.pk


def test_terms_out_of_bounds_are_told_and_change_nothing(as_leader: Client, team: Team, shift: Post) -> None:
    roster = make_roster(team, shift)
    before = Roster.objects.values().get()
    sent = as_leader.post(board(roster), {**TERMS, "title": "新名字", "most_week": "22", "verb": "terms"})
    page = said(sent)
    assert sent.status_code == 422 and "请填 0 到 21 之间的整数。" in page
    assert 'value="新名字"' in page and 'value="22"' in page
    assert Roster.objects.values().get() == before


def test_a_pair_that_is_none_keeps_both_numbers(as_leader: Client, team: Team, shift: Post) -> None:
    roster = make_roster(
        team,
        shift,
    )
    one = team.people[0].number
    sent = as_leader.post(
        board(roster), {"verb": "pair", "one": one, "other": "99887766", "kind": "together"}
    )
    page = said(sent)
    assert sent.status_code == 422 and f'value="{one}"' in page and 'value="99887766"' in page
    assert not RosterPair.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"verb": "unpair", "one": "1\x00", "other": "2"}, {"verb": "lock", "proposal": "x"}, {"verb": "off"},
        {"verb": "least", "post": "x", "least": "1"}, {"verb": "dance"}, {},
    ],
)  # fmt: skip
def test_nonsense_from_a_button_changes_nothing(
    as_leader: Client, team: Team, shift: Post, typed: dict[str, str]
) -> None:
    roster = make_roster(team, shift)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    before = (Roster.objects.values().get(), list(RosterProposal.objects.order_by("pk").values()))
    assert as_leader.post(board(roster), typed).status_code == 302
    assert (Roster.objects.values().get(), list(RosterProposal.objects.order_by("pk").values())) == before


def test_a_proposal_of_another_roster_is_not_touched_from_here(
    as_leader: Client, team: Team, shift: Post
) -> None:
    here, there = make_roster(team, shift), make_roster(team, make_shift(team, days=6))
    solve_roster(by=team.leader, roster_id=there.pk, at=NOW)
    key = RosterProposal.objects.get().pk
    as_leader.post(board(here), {"verb": "off", "proposal": str(key)})
    assert RosterProposal.objects.get().state == "draft"


def test_an_ended_roster_has_no_buttons(as_leader: Client, team: Team, shift: Post) -> None:
    roster = make_roster(team, shift)
    assert "结束排班" in said(as_leader.get(board(roster)))
    told = said(as_leader.post(board(roster), {"verb": "close"}, follow=True))
    assert "答应来的人照常" in told and 'value="solve"' not in told and 'value="close"' not in told
    again = said(as_leader.post(board(roster), {"verb": "solve"}, follow=True))
    assert "这张排班表已经结束，不能再改。" in again and not RosterProposal.objects.exists()


def test_the_printed_sheet_names_who_said_yes_and_nobody_else(
    as_leader: Client, team: Team, shift: Post
) -> None:
    roster = make_roster(team, shift)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    mine = RosterProposal.objects.get(volunteer=team.people[0])
    answer_proposal(by=team.by(), proposal_id=mine.pk, yes=True, at=NOW)
    page = said(as_leader.get(reverse("desk:roster-paper", args=[roster.pk])))
    assert "李明霞" in page and team.people[0].number[-4:] in page and "王小路" not in page
    assert "还缺 2 人 · 等答复 1 人" in page and page.count('class="roster-qr"') == 1


def test_sheets_and_reasons_are_for_those_within(
    place: Place, sign_in: SignIn, team: Team, shift: Post
) -> None:
    roster = make_roster(team, shift)
    for name in ("desk:roster-paper", "desk:roster-why"):
        address = reverse(name, args=[roster.pk])
        assert sign_in(place.stranger).get(address).status_code == 404
        assert sign_in(place.member).get(address).status_code == 403
        assert sign_in(place.leader).get(address).status_code == 200


def test_a_wrong_number_stays_in_the_question(as_leader: Client, team: Team, shift: Post) -> None:
    roster = make_roster(team, shift)
    asked: Any = {"number": "36059999", "post": str(shift.pk)}
    sent = as_leader.get(reverse("desk:roster-why", args=[roster.pk]), asked)
    assert sent.status_code == 422
    assert "没有找到这个编号的志愿者" in said(sent) and 'value="36059999"' in said(sent)
