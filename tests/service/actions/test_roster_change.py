"""A shift that people are asked for gets another time: they hear of it once, and can answer as long as that makes sense."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings

from redvest.core.models import AuditLine
from redvest.registry.models import OutgoingMessage
from redvest.service.actions import roster_solve
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.roster_ask import answer_proposal, ask_people, keep_up
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_work import tell_people
from redvest.service.actions.series_notice import tell_changed
from redvest.service.activity_errors import BadActivity
from redvest.service.choices import ProposalState
from redvest.service.models import Post, Roster, RosterProposal, SignUp
from redvest.service.queries.roster_problem import problem_of
from redvest.service.rules.roster.problem import Problem
from redvest.service.rules.roster.problem import Roster as Solved
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def messages_are_kept(settings: LazySettings) -> None:
    settings.REDVEST_DEMO = True


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


def asked(team: Team, *posts: Post, told: bool = True, **terms: object) -> Roster:
    roster = make_roster(team, *posts, **terms)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    if told:
        tell_people(roster_id=roster.pk, at=NOW)
        OutgoingMessage.objects.all().delete()
    return roster


def moved(team: Team, post: Post, by: timedelta, *, at: timedelta = HOUR, **form: str) -> UUID:
    activity = Post.objects.select_related("activity__body").get(pk=post.pk).activity
    starts = activity.starts_at + by if by else None
    return change_activity(
        by=team.leader, activity=activity, form=ChangeForm(starts_at=starts, **form), at=NOW + at
    )


def test_who_is_asked_hears_of_the_new_time_once_and_who_said_no_does_not() -> None:
    team = make_team("甲", "乙", "丙")
    post = make_shift(team, places=3)
    roster = asked(team, post)
    yes, no, silent = [roster.proposals.get(volunteer=each) for each in team.people]
    answer_proposal(by=team.by(0), proposal_id=yes.pk, yes=True, at=NOW)
    answer_proposal(by=team.by(1), proposal_id=no.pk, yes=False, at=NOW)
    edit = moved(team, post, 2 * HOUR)
    for _twice in range(2):
        tell_changed(edit=edit, at=NOW + HOUR)
    coming, waiting = texts()
    assert "去不了请尽早取消" in coming
    assert waiting.startswith(
        "【黎明脚步志愿队】请你来的“陪独居老人买菜”有变动：时间改为 3月8日 12:00–14:00。"
    )
    assert "来不来还是由你，请在 3月6日 22:00 前答复。" in waiting
    told = AuditLine.objects.filter(verb="told_changed", target_kind="RosterProposal")
    assert [line.target_id for line in told] == [str(silent.pk)]


def test_the_deadline_stays_unless_the_shift_comes_before_it() -> None:
    team = make_team("甲")
    post = make_shift(team)
    asked(team, post)
    given = RosterProposal.objects.get().answer_by
    assert given is not None
    moved(team, post, DAY)
    assert RosterProposal.objects.get().answer_by == given
    moved(team, post, -3 * DAY)
    mine = RosterProposal.objects.get()
    assert mine.answer_by == NOW + DAY < given
    answer_proposal(by=team.by(), proposal_id=mine.pk, yes=True, at=NOW + DAY - HOUR)
    assert SignUp.objects.get().period.lower == NOW + DAY


def test_where_sign_up_is_over_by_the_new_time_the_ask_ends_by_itself() -> None:
    team = make_team("甲")
    post = make_shift(team)
    post.activity.signup_closes_at = NOW + DAY
    post.activity.save()
    roster = asked(team, post)
    edit = moved(team, post, -2 * DAY)
    tell_changed(edit=edit, at=NOW + HOUR)
    assert texts() == [], "nobody is sent to answer what cannot be answered"
    assert keep_up(at=NOW + HOUR) == 1 and standing(roster) == {"甲@陪同员": ProposalState.EXPIRED}


def test_a_refused_change_leaves_deadlines_and_version() -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = asked(team, post)
    before = (RosterProposal.objects.values().get(), Roster.objects.values().get())
    with pytest.raises(BadActivity):
        moved(team, post, -9 * DAY)
    assert (RosterProposal.objects.values().get(), Roster.objects.values().get()) == before
    assert roster.pk == before[1]["id"]


def test_another_place_is_told_too_and_several_shifts_in_one_message() -> None:
    team = make_team("甲")
    post = make_shift(team, days=3)
    other = Post.objects.create(
        activity=post.activity, title="晚班", places=1, order=2, starts_at=post.activity.starts_at + HOUR,
        ends_at=post.activity.ends_at,
    )  # fmt: skip
    roster = asked(team, post)
    first = roster.proposals.get()
    RosterProposal.objects.create(
        city=roster.city, roster=roster, post=other, volunteer=first.volunteer, state=ProposalState.ASKED,
        made_at=NOW, asked_at=NOW, told_at=NOW, answer_by=NOW + DAY,
    )  # fmt: skip
    tell_changed(edit=moved(team, post, timedelta(0), place_name="文化广场"), at=NOW + HOUR)
    (text,) = texts()
    assert (
        "地点改为“文化广场”；另外 1 班也改了，请到“排班征求”看。" in text
        and "请在 3月6日 10:00 前答复" in text
    )


def test_who_has_not_heard_of_the_ask_reads_the_new_time_in_it() -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = asked(team, post, told=False)
    edit = moved(team, post, 2 * HOUR)
    tell_people(roster_id=roster.pk, at=NOW + 2 * HOUR)
    tell_changed(edit=edit, at=NOW + 2 * HOUR)
    (text,) = texts()
    assert "想请你 3月8日 12:00 来" in text


def test_a_solving_from_before_the_change_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = make_roster(team, post)
    times = []

    def meanwhile(problem: Problem, **more: float) -> Solved:
        if not times:
            moved(team, post, 2 * HOUR)
        times.append(problem.shifts[0].starts_at)
        return solve(problem, **more)

    solve = roster_solve.solve
    monkeypatch.setattr(roster_solve, "solve", meanwhile)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert times == [NOW + 3 * DAY, NOW + 3 * DAY + 2 * HOUR]
    assert problem_of(Roster.objects.get(), NOW) is not None
