"""Which shifts a roster is drawn up for at the desk: of some days, nothing ticked unasked; and some more or fewer later."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.service.actions.roster import close_roster
from redvest.service.actions.roster_ask import ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.models import Post, Roster, RosterProposal, RosterShift
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.roster import DAY, Team, add_member, make_roster, make_shift
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db
NEW = "desk:roster-new"
TERMS = {
    "title": "国庆景区", "reach": "members", "answer_hours": "48", "most_week": "0", "most_running": "0",
    "goes_on": "on",
}  # fmt: skip


@pytest.fixture
def team(place: Place) -> Team:
    found = Team(place.body, make.standing_of(place.leader))
    for name in ("李明霞", "王小路"):
        add_member(found, name)
    return found


def ticked(page: str, post: Post) -> bool:
    assert f'name="on-{post.pk}"' in page
    return f'name="on-{post.pk}" value="yes" checked' in page


def test_nothing_is_ticked_unasked_and_of_a_named_activity_what_is_not_full(
    as_leader: Client, team: Team
) -> None:
    post = make_shift(team, places=2)
    full, other = make_post(activity=post.activity, title="晚", places=2), make_shift(team, days=5)
    Post.objects.filter(pk=full.pk).update(taken=2)
    page = said(as_leader.get(reverse(NEW)))
    assert not any(ticked(page, each) for each in (post, full, other)) and "空 0 / 2 · 已满" in page
    page = said(as_leader.get(reverse(NEW), {"activity": str(post.activity_id)}))
    assert ticked(page, post) and not ticked(page, full) and f"on-{other.pk}" not in page


def test_shifts_of_some_days_the_soonest_first(as_leader: Client, team: Team) -> None:
    late, soon, between = (make_shift(team, days=days) for days in (9, 2, 5))
    page = said(as_leader.get(reverse(NEW)))
    order = [page.index(f'id="on-{each.pk}"') for each in (soon, between, late)]
    assert order == sorted(order)
    days = {"from": (TODAY + 3 * DAY).isoformat(), "until": (TODAY + 5 * DAY).isoformat()}
    page = said(as_leader.get(reverse(NEW), days))
    assert f"on-{between.pk}" in page and f"on-{soon.pk}" not in page and f"on-{late.pk}" not in page
    assert (
        all(f'value="{day}"' in page for day in days.values()) and "换了日子，勾好的、填好的要重新来" in page
    )
    page = said(as_leader.get(reverse(NEW), {"from": (TODAY + 6 * DAY).isoformat()}))
    assert f"on-{late.pk}" in page and f"on-{between.pk}" not in page
    page = said(as_leader.get(reverse(NEW), {"until": TODAY.isoformat()}))
    assert "这几天没有可以排的班次" in page and 'name="until"' in page and "<fieldset" not in page
    for odd in ("x", "2026-02-30", "9999-99-99", "9999-12-31", "0001-01-01"):
        assert as_leader.get(reverse(NEW), {"from": odd, "until": odd}).status_code == 200


def test_what_is_sent_from_some_days_stays_with_them(as_leader: Client, team: Team) -> None:
    soon, late = make_shift(team, days=2), make_shift(team, days=9)
    address = f"{reverse(NEW)}?from={(TODAY + 3 * DAY).isoformat()}"
    both = {f"on-{soon.pk}": "yes", f"on-{late.pk}": "yes"}
    sent = as_leader.post(address, {**TERMS, "title": "", **both})
    page = said(sent)
    assert sent.status_code == 422 and ticked(page, late) and f"on-{soon.pk}" not in page
    assert as_leader.post(address, {**TERMS, **both}).status_code == 302
    assert RosterShift.objects.get().post_id == late.pk


def test_shifts_are_added_and_taken_out_on_the_board(as_leader: Client, team: Team) -> None:
    first, more = make_shift(team, places=2), make_shift(team, days=5, title="巡查员")
    roster = make_roster(team, first)
    board, page = (reverse(f"desk:roster-{each}", args=[roster.pk]) for each in ("board", "shifts"))
    shown = said(as_leader.get(board))
    assert page in shown and 'value="out"' not in shown, "the last one is not taken out"
    shown = said(as_leader.get(page))
    assert "巡查员" in shown and not ticked(shown, more) and f"on-{first.pk}" not in shown
    assert "请先勾要添的班次。" in said(as_leader.post(page, {}, follow=True))
    ticks = {f"on-{more.pk}": "yes", f"least-{more.pk}": "1"}
    shown = said(as_leader.post(page, ticks, follow=True))
    assert "添了 1 班。再排一次，就会替它们找人。" in shown and "巡查员" in shown
    assert roster.shifts.get(post=more).minimum == 1
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    shown = said(as_leader.post(board, {"verb": "out", "post": str(first.pk)}, follow=True))
    assert "这一班拿掉了，答应来的人照常。等答复的 2 人会收到消息。" in shown
    assert roster.shifts.get().post_id == more.pk and 'value="out"' not in shown
    again = said(as_leader.post(board, {"verb": "out", "post": str(more.pk)}, follow=True))
    assert "这是表里最后一班" in again and roster.shifts.count() == 1
    verbs = set(AuditLine.objects.values_list("verb", flat=True))
    assert {"add_to_roster", "take_out_of_roster"} <= verbs


def test_nothing_to_add_says_what_to_do_and_another_desk_was_faster(as_leader: Client, team: Team) -> None:
    roster = make_roster(team, make_shift(team))
    page = reverse("desk:roster-shifts", args=[roster.pk])
    assert "没有可以添的班次" in said(as_leader.get(page))
    more = make_shift(team, days=5)
    assert f"on-{more.pk}" in said(as_leader.get(page))
    make_roster(team, more)
    told = said(as_leader.post(page, {f"on-{more.pk}": "yes"}, follow=True))
    assert "请先勾要添的班次。" in told and roster.shifts.count() == 1


def test_only_who_puts_the_roster_together_adds_and_takes_out(
    place: Place, sign_in: SignIn, as_leader: Client, team: Team
) -> None:
    posts = [make_shift(team), make_shift(team, days=4), make_shift(team, days=5)]
    roster = make_roster(team, *posts[:2])
    board, page = (reverse(f"desk:roster-{each}", args=[roster.pk]) for each in ("board", "shifts"))
    tables = (Roster, RosterShift, RosterProposal)
    before = [list(each.objects.order_by("pk").values()) for each in tables]
    for who, status in ((place.stranger, 404), (place.member, 403), (place.officer, 403)):
        client = sign_in(who)
        assert client.get(page).status_code == status
        assert client.post(page, {f"on-{posts[2].pk}": "yes"}).status_code == status
        assert client.post(board, {"verb": "out", "post": str(posts[0].pk)}).status_code == status
    assert [list(each.objects.order_by("pk").values()) for each in tables] == before
    assert "拿掉这一班" not in said(sign_in(place.officer).get(board))
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert as_leader.get(page).status_code == 409
