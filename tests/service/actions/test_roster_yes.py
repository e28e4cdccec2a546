"""A yes on a roster obeys whatever a sign-up obeys; a refused one leaves the ask open and books nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import DatedSetting, Region
from redvest.service.actions.activity import cancel_activity
from redvest.service.actions.roster import close_roster
from redvest.service.actions.roster_ask import answer_proposal, ask_people, keep_up, take_off
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ProposalState, SignUpState
from redvest.service.models import Post, Roster, RosterProposal, SignUp
from redvest.service.roster_errors import ProposalAnswered, ProposalBegun, ProposalNotFound
from redvest.service.signup_errors import NotEligible
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def team() -> Team:
    return make_team("甲")


def asked(team: Team, *posts: Post, **terms: object) -> Roster:
    roster = make_roster(team, *posts, **terms)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    return roster


def refused(team: Team, error: type[DomainError], at: object = NOW) -> DomainError:
    """The refusal of a yes, after which the ask, the places and the version are as before."""
    before = RosterProposal.objects.values().get()
    signups, version = SignUp.objects.count(), Roster.objects.values_list("version", flat=True).get()
    taken = dict(Post.objects.values_list("pk", "taken"))
    lines = AuditLine.objects.count()
    with pytest.raises(error) as fault:
        answer_proposal(by=team.by(), proposal_id=before["id"], yes=True, at=at)  # type: ignore[arg-type]
    assert RosterProposal.objects.values().get() == before
    assert (SignUp.objects.count(), Roster.objects.get().version) == (signups, version)
    assert dict(Post.objects.values_list("pk", "taken")) == taken
    assert AuditLine.objects.count() == lines
    return fault.value


def rule(key: str, value: int) -> None:
    city = Region.objects.get(code=make.CITY)
    DatedSetting.objects.create(region=city, key=key, value=value, effective_on=NOW.date(), set_at=NOW)


def test_rest_that_came_into_the_way_meanwhile_refuses_a_yes(team: Team) -> None:
    asked(team, make_shift(team))
    rule("signup.rest_minutes", 90)
    begins = NOW + 3 * DAY + 3 * HOUR  # an hour after the shift
    service.make_signup(
        post=service.make_post(activity=service.make_activity(starts_at=begins)), volunteer=team.people[0]
    )
    fault = refused(team, NotEligible)
    assert [each["code"] for each in fault.details["reasons"]] == ["rest-time"]


def test_the_sum_of_a_day_refuses_a_yes(team: Team) -> None:
    asked(team, make_shift(team, hours=4))
    rule("signup.daily_minutes", 300)
    service.make_signup(
        post=service.make_post(activity=service.make_activity(starts_at=NOW + 3 * DAY + 6 * HOUR)),
        volunteer=team.people[0],
    )
    fault = refused(team, NotEligible)
    assert [each["code"] for each in fault.details["reasons"]] == ["daily-limit"]


def test_a_paper_that_is_asked_for_since_refuses_a_yes(team: Team) -> None:
    asked(team, make_shift(team))
    Post.objects.update(qualifications=["first-aid"])
    assert refused(team, NotEligible).details["reasons"]


def test_who_may_not_serve_any_more_cannot_say_yes(team: Team) -> None:
    asked(team, make_shift(team))
    person = team.people[0]
    person.state = VolunteerState.SUSPENDED
    person.save()
    refused(team, DomainError)


def test_a_yes_to_what_was_called_off_is_refused(team: Team) -> None:
    post = make_shift(team)
    asked(team, post)
    cancel_activity(by=make.make_body_admin(team.body), activity=post.activity, reason="大雨", at=NOW)
    refused(team, DomainError)


def test_when_it_has_begun_nobody_answers_any_more(team: Team) -> None:
    post = make_shift(team)
    asked(team, post)
    RosterProposal.objects.update(answer_by=NOW + 9 * DAY)
    refused(team, ProposalBegun, NOW + 3 * DAY)
    with pytest.raises(ProposalBegun):
        answer_proposal(
            by=team.by(), proposal_id=RosterProposal.objects.get().pk, yes=False, at=NOW + 3 * DAY
        )
    assert RosterProposal.objects.get().state == ProposalState.ASKED


def test_who_was_taken_off_or_whose_roster_ended_need_not_answer(team: Team) -> None:
    roster = asked(team, make_shift(team))
    proposal = RosterProposal.objects.get()
    take_off(by=team.leader, proposal_id=proposal.pk, at=NOW)
    refused(team, ProposalAnswered)
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    refused(team, ProposalAnswered)


def test_who_signed_up_alone_meanwhile_says_yes_with_that_sign_up(team: Team) -> None:
    post = make_shift(team)
    roster = asked(team, post)
    own = sign_up(by=team.by(), post_id=post.pk, at=NOW)
    said = answer_proposal(by=team.by(), proposal_id=RosterProposal.objects.get().pk, yes=True, at=NOW + HOUR)
    assert (said.state, said.signup_id) == (ProposalState.YES, own.id)
    assert SignUp.objects.count() == 1 and Post.objects.get().taken == 1
    assert keep_up(at=NOW + 2 * DAY) == 0 and standing(roster) == {"甲@陪同员": "yes"}


def test_a_no_after_signing_up_alone_leaves_the_sign_up(team: Team) -> None:
    post = make_shift(team)
    asked(team, post)
    sign_up(by=team.by(), post_id=post.pk, at=NOW)
    answer_proposal(by=team.by(), proposal_id=RosterProposal.objects.get().pk, yes=False, at=NOW)
    assert SignUp.objects.get().state == SignUpState.CONFIRMED and RosterProposal.objects.get().signup is None


def test_an_answer_moves_the_version_and_leaves_one_line(team: Team) -> None:
    asked(team, make_shift(team))
    proposal, version = RosterProposal.objects.get(), Roster.objects.get().version
    answer_proposal(by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW + HOUR)
    assert Roster.objects.get().version == version + 1
    line = AuditLine.objects.get(verb="answer_roster")
    assert (line.target_id, line.details, line.at) == (str(proposal.pk), {"yes": True}, NOW + HOUR)
    assert line.actor_id == team.by().account_id
    answer_proposal(by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW + 2 * HOUR)
    assert AuditLine.objects.filter(verb="answer_roster").count() == 1
    assert Roster.objects.get().version == version + 1
    proposal.refresh_from_db()
    assert proposal.answered_at == NOW + HOUR


def test_two_of_ones_shifts_are_answered_each_for_itself(team: Team) -> None:
    asked(team, make_shift(team, days=3, title="早"), make_shift(team, days=4, title="晚"))
    early, late = RosterProposal.objects.order_by("post__activity__starts_at")
    answer_proposal(by=team.by(), proposal_id=early.pk, yes=False, at=NOW)
    answer_proposal(by=team.by(), proposal_id=late.pk, yes=True, at=NOW)
    assert SignUp.objects.get().post_id == late.post_id
    assert standing(Roster.objects.get()) == {"甲@早": "no", "甲@晚": "yes"}


def test_an_ask_that_does_not_exist_is_not_found(team: Team) -> None:
    roster = make_roster(team, make_shift(team))
    with pytest.raises(ProposalNotFound):
        answer_proposal(by=team.by(), proposal_id=roster.pk, yes=True, at=NOW)
    assert not SignUp.objects.exists()
