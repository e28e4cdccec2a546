"""Solving a roster from the tables: who may be proposed, what is known of them, and that nothing else is written."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.models import AuditLine
from redvest.registry.choices import ProjectInvites, QualificationState, VolunteerState
from redvest.registry.models import Membership, Profile, Qualification
from redvest.registry.rules.availability import encode
from redvest.service.actions.roster import RosterTerms as Terms
from redvest.service.actions.roster import change_terms
from redvest.service.actions.roster_solve import hand_to_worker, solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ProposalState, RosterReach, SignUpState, WishKind
from redvest.service.models import Roster, RosterProposal, SignUp
from redvest.service.queries.roster_problem import problem_of
from redvest.service.queries.roster_why import why_of
from redvest.service.roster_errors import RosterMoved, RosterWithoutShifts
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import CITY, NOW
from tests.factories.roster import (
    ALWAYS,
    DAY,
    Team,
    add_member,
    make_roster,
    make_shift,
    make_team,
    standing,
)

pytestmark = pytest.mark.django_db


def solved(team: Team, roster: Roster) -> dict[str, str]:
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    return standing(roster)


def test_members_are_proposed_and_nobody_is_told_or_signed_up() -> None:
    team = make_team("李明霞", "王小路", "张三")
    roster = make_roster(team, make_shift(team, places=2))
    assert list(solved(team, roster).values()) == [ProposalState.DRAFT] * 2
    found = Roster.objects.get()
    assert found.figures["needed"] == 2 and found.figures["missing"] == 0 and found.figures["gap"] == 0
    assert not SignUp.objects.exists()
    assert AuditLine.objects.filter(verb="solve_roster", target_id=str(roster.pk)).count() == 1
    assert RosterProposal.objects.first().why == ["free", "lives-here", "seldom"]  # type: ignore[union-attr]


def test_who_cannot_be_asked_is_not_proposed() -> None:
    team = make_team()
    add_member(team, "不接", project_invites=ProjectInvites.REFUSE)
    add_member(team, "没空", slots=encode(["mon-morning"]))
    add_member(team, "停了").state = VolunteerState.SUSPENDED
    team.people[-1].save()
    left = add_member(team, "走了")
    Membership.objects.filter(volunteer=left).update(left_on=date(2026, 1, 1))
    paper = make.make_volunteer(name="没账号", with_account=False)
    Membership.objects.create(city=CITY, body=team.body, volunteer=paper, joined_on=date(2025, 1, 1))
    make.make_volunteer(name="路人")
    roster = make_roster(team, make_shift(team, places=9))
    assert solved(team, roster) == {}
    add_member(team, "能来")
    assert solved(team, roster) == {"能来@陪同员": "draft"}


def test_papers_ages_plans_and_wishes_count() -> None:
    team = make_team("有证", "过期", "没证", "有事", "不行")
    for person, until in zip(team.people[:2], (date(2026, 12, 31), date(2026, 3, 6)), strict=True):
        Qualification.objects.create(
            city=CITY, volunteer=person, kind="first-aid", issued_by="红十字会", issued_on=date(2024, 1, 1),
            expires_on=until, proof_key="x", proof_type="image/png", state=QualificationState.VERIFIED, submitted_at=NOW,
        )  # fmt: skip
    asked = make_shift(team, places=5, qualifications=["first-aid"], title="急救")
    other = make_shift(team, places=5, days=4, title="巡查")
    roster = make_roster(team, asked, other)
    service.make_signup(post=make_shift(team, days=4), volunteer=team.people[3])
    say_wishes(by=team.by(4), wishes={other.pk: WishKind.CANNOT}, at=NOW)
    assert solved(team, roster) == {
        "有证@急救": "draft", "有证@巡查": "draft", "过期@巡查": "draft", "没证@巡查": "draft",
    }  # fmt: skip
    said = {person.name: why_of(roster, asked.pk, person.pk, NOW).code for person in team.people}
    assert said == {"有证": "chosen", "过期": "papers", "没证": "papers", "有事": "papers", "不行": "papers"}
    said = {person.name: why_of(roster, other.pk, person.pk, NOW).code for person in team.people[3:]}
    assert said == {"有事": "busy", "不行": "said-no"}
    assert why_of(roster, other.pk, make.make_volunteer().pk, NOW).code == "outside"
    assert why_of(roster, make_shift(team).pk, team.people[0].pk, NOW).code == "over"


def test_a_wider_roster_looks_among_people_of_the_place_who_accept_invitations() -> None:
    team = make_team()
    near = make.make_volunteer(name="邻居")
    Profile.objects.create(
        volunteer=near, slots=ALWAYS, project_invites=ProjectInvites.ACCEPT, changed_at=NOW
    )
    asks = make.make_volunteer(name="先问我")
    Profile.objects.create(volunteer=asks, slots=ALWAYS, changed_at=NOW)
    far = make.make_volunteer(name="外地", region=make.make_region_tree().qiandong)
    Profile.objects.create(volunteer=far, slots=ALWAYS, project_invites=ProjectInvites.ACCEPT, changed_at=NOW)
    roster = make_roster(team, make_shift(team, places=5))
    assert solved(team, roster) == {}
    terms = Terms("排班", reach=RosterReach.PLACE)
    change_terms(by=team.leader, roster_id=roster.pk, terms=terms, at=NOW)
    assert solved(team, roster) == {"邻居@陪同员": "draft"}


def test_places_taken_by_others_are_not_proposed_again() -> None:
    team = make_team("甲", "乙", "丙")
    post = make_shift(team, places=2)
    roster = make_roster(team, post)
    assert len(solved(team, roster)) == 2
    sign_up(by=make.volunteer_standing(make.make_volunteer()), post_id=post.pk, at=NOW)
    assert len(solved(team, roster)) == 1
    assert Roster.objects.get().figures["moved"] == 1


def test_who_served_lately_comes_later_and_limits_hold() -> None:
    team = make_team("常来", "少来")
    for days in (-3, -6):
        service.make_signup(
            post=make_shift(team, days=days), volunteer=team.people[0], state=SignUpState.SERVED
        )
        SignUp.objects.update(period=(NOW - 6 * DAY, NOW - 5 * DAY))
    posts = [make_shift(team, days=day, title=f"第{day}天") for day in (4, 5, 6)]
    roster = make_roster(team, *posts, most_running=1)
    found = solved(team, roster)
    assert sum(name.startswith("少来") for name in found) == 2 and len(found) == 3
    assert {"少来@第4天", "少来@第6天", "常来@第5天"} == set(found)


def test_a_second_solving_changes_little_and_keeps_reasons() -> None:
    team = make_team(*[f"人{n}" for n in range(8)])
    roster = make_roster(team, *[make_shift(team, days=day, title=f"{day}") for day in (3, 4, 5, 6)])
    before = solved(team, roster)
    kept = set(RosterProposal.objects.values_list("pk", flat=True))
    add_member(team, "新来")
    assert solved(team, roster) == before
    assert set(RosterProposal.objects.values_list("pk", flat=True)) == kept


def test_what_moved_meanwhile_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))

    def move(*_args: object, **_more: object) -> object:
        Roster.objects.filter(pk=roster.pk).update(version=Roster.objects.get().version + 1)
        return problem_of(*_args, **_more)  # type: ignore[arg-type]

    monkeypatch.setattr("redvest.service.actions.roster_solve.problem_of", move)
    with pytest.raises(RosterMoved):
        solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert not RosterProposal.objects.exists()


def test_when_everything_has_begun_there_is_nothing_to_solve() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    with pytest.raises(RosterWithoutShifts):
        solve_roster(by=team.leader, roster_id=roster.pk, at=NOW + 4 * DAY)


def test_a_large_one_is_queued_once() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    assert hand_to_worker(by=team.leader, roster_id=roster.pk, at=NOW)
    assert not hand_to_worker(by=team.leader, roster_id=roster.pk, at=NOW)
    assert Roster.objects.get().waits_since == NOW
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert Roster.objects.get().waits_since is None


@pytest.mark.parametrize("people", [1, 6])
def test_reading_a_problem_takes_a_fixed_number_of_queries(people: int) -> None:
    team = make_team(*[f"人{n}" for n in range(people)])
    roster = make_roster(team, *[make_shift(team, days=day) for day in range(2, 2 + people)])
    with CaptureQueriesContext(connection) as caught:
        problem_of(roster, NOW)
    assert len(caught) <= 16
