"""Applications: answered once, in words, by who leads; reminded of, escalated, and never more people than places."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import Account, DatedSetting, Message, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.application import answer_application, remind_answers
from redvest.service.actions.notice import tell_decided
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.models import Post, SignUp
from redvest.service.queries.application import alternatives, response_hours
from redvest.service.signup_errors import AnswerWordsMissing, ApplicationAnswered, PostFull
from tests.factories import registry
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Chosen:
    """A post that chooses its people, and who applied."""

    def __init__(self, people: int = 1, places: int = 1, hours: int = 48) -> None:
        self.body = registry.make_body()
        self.by = registry.make_leader(self.body)
        self.leader = Account.objects.get(pk=self.by.account_id)
        self.activity = make_activity(body=self.body, leader=self.leader, starts_at=NOW + 96 * HOUR)
        self.post = make_post(activity=self.activity, places=places, needs_review=True, answer_hours=hours)
        self.people = [volunteer_standing(make_volunteer()) for _n in range(people)]
        self.made = [sign_up(by=by, post_id=self.post.pk, at=NOW) for by in self.people]

    def answer(
        self, number: int = 0, accept: bool = True, words: str = "", by: Standing | None = None
    ) -> SignUp:
        return answer_application(
            by=by or self.by, signup_id=self.made[number].id, accept=accept, words=words, at=NOW + HOUR
        )

    def states(self) -> list[str]:
        return [SignUp.objects.get(pk=each.id).state for each in self.made]

    @property
    def taken(self) -> int:
        return Post.objects.get(pk=self.post.pk).taken


def test_a_yes_gives_a_place_and_is_said() -> None:
    chosen = Chosen()
    signup = chosen.answer(words="到时见")
    assert (chosen.states(), chosen.taken) == (["confirmed"], 1)
    assert (signup.answer, signup.answered_by_id, signup.answered_at) == (
        "到时见",
        chosen.leader.pk,
        NOW + HOUR,
    )
    for _twice in range(2):
        tell_decided(signup_id=signup.pk, at=NOW + HOUR)
    assert AuditLine.objects.filter(verb="told_decided").count() == 1


def test_a_no_says_why_and_what_else_is_open() -> None:
    chosen = Chosen()
    other = make_activity(title="河边捡垃圾", starts_at=NOW + 50 * HOUR)
    make_post(activity=other)
    make_post(activity=make_activity(title="没有位置了", starts_at=NOW + 50 * HOUR), places=1, taken=1)
    signup = chosen.answer(accept=False, words="这次要会手语的人")
    assert (chosen.states(), chosen.taken) == (["refused"], 0)
    assert [each.title for each in alternatives(signup, NOW + HOUR)] == ["河边捡垃圾"]


@pytest.mark.parametrize("words", ["", "   ", "长" * 301])
def test_a_no_without_words_is_no_answer(words: str) -> None:
    chosen = Chosen()
    with pytest.raises(AnswerWordsMissing):
        chosen.answer(accept=False, words=words)
    assert chosen.states() == ["applied"] and not AuditLine.objects.filter(verb="answer_application").exists()


@pytest.mark.parametrize("who", ["applicant", "stranger", "other-leader"])
def test_only_who_leads_answers(who: str) -> None:
    chosen = Chosen()
    by = {
        "applicant": chosen.people[0],
        "stranger": volunteer_standing(make_volunteer()),
        "other-leader": registry.make_leader(registry.make_body()),
    }[who]
    with pytest.raises(NotAllowed):
        chosen.answer(by=by)
    assert (chosen.states(), chosen.taken) == (["applied"], 0)


def test_it_is_answered_once_and_not_after_it_was_taken_back() -> None:
    chosen = Chosen(people=2, places=2)
    chosen.answer(0)
    cancel_signup(by=chosen.people[1], signup_id=chosen.made[1].id, at=NOW)
    for number in range(2):
        with pytest.raises(ApplicationAnswered):
            chosen.answer(number, accept=False, words="不好意思")
    assert (chosen.states(), chosen.taken) == (["confirmed", "cancelled"], 1)


def test_no_more_than_there_are_places() -> None:
    chosen = Chosen(people=2)
    chosen.answer(0)
    with pytest.raises(PostFull):
        chosen.answer(1)
    assert (chosen.states(), chosen.taken) == (["confirmed", "applied"], 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_give_one_place_once() -> None:
    chosen = Chosen(people=4, places=2)
    outcomes = at_once(*[partial(chosen.answer, number) for number in range(4)] * 2)
    assert sum(isinstance(each, SignUp) for each in outcomes) == 2
    assert sorted(chosen.states()) == ["applied", "applied", "confirmed", "confirmed"] and chosen.taken == 2


def test_the_leader_hears_a_day_ahead_and_those_above_once_it_is_late() -> None:
    registry.make_officer()
    chosen = Chosen(people=2)
    assert remind_answers(city=chosen.post.city, at=NOW) == 0
    assert remind_answers(city=chosen.post.city, at=NOW + 30 * HOUR) == 1
    assert remind_answers(city=chosen.post.city, at=NOW + 31 * HOUR) == 0
    chosen.answer(0)
    assert remind_answers(city=chosen.post.city, at=NOW + 49 * HOUR) == 1
    assert remind_answers(city=chosen.post.city, at=NOW + 50 * HOUR) == 0


def test_an_officer_of_two_late_organisations_hears_of_each_by_its_name() -> None:
    officer = registry.make_officer()
    late = [Chosen(people=count) for count in (1, 2)]
    assert remind_answers(city=late[0].post.city, at=NOW + 49 * HOUR) == 2
    heard = Message.objects.filter(account=officer.account_id).order_by("text")
    expected = sorted(
        f"【{each.body.name}】“陪独居老人买菜”{count} 份报名申请过了期限没有答复，请督促。"
        for each, count in zip(late, ("等岗位有 1", "等岗位有 2"), strict=True)
    )
    assert [each.text for each in heard] == expected
    assert {each.about_id for each in heard} == {str(each.activity.pk) for each in late}


def test_how_fast_an_organisation_answers_is_a_median_of_enough_answers() -> None:
    chosen = Chosen(people=10, places=10)
    for number, hours in enumerate((1, 1, 1, 2, 3, 3, 40, 41, 46, 47)):
        assert response_hours(chosen.body.pk, NOW + 48 * HOUR) is None
        answer_application(by=chosen.by, signup_id=chosen.made[number].id, accept=True, at=NOW + hours * HOUR)
    assert response_hours(chosen.body.pk, NOW + 48 * HOUR) == 3
    assert response_hours(registry.make_body().pk, NOW) is None
    assert response_hours(chosen.body.pk, NOW + 100 * 24 * HOUR) is None


@pytest.mark.parametrize(
    ("post", "place", "hours"), [(None, None, 72), (None, 24, 24), (30, 24, 30), (None, 500, 200)]
)
def test_until_when_an_answer_is_due(post: int | None, place: int | None, hours: int) -> None:
    if place is not None:
        DatedSetting.objects.create(
            region=registry.make_region_tree().city, key="answers.hours", value=place, effective_on=NOW.date(),
            set_at=NOW,
        )  # fmt: skip
    activity = make_activity(starts_at=NOW + 200 * HOUR)
    row = make_post(activity=activity, needs_review=True, answer_hours=post)
    made = sign_up(by=volunteer_standing(make_volunteer()), post_id=row.pk, at=NOW)
    assert SignUp.objects.get(pk=made.id).answer_by == NOW + hours * HOUR


def test_what_else_is_open_is_for_this_person() -> None:
    chosen = Chosen()
    later = NOW + 50 * HOUR
    make_post(activity=make_activity(title="正合适", starts_at=later))
    make_post(activity=make_activity(title="要老人", starts_at=later), min_age=90)
    make_post(activity=make_activity(title="要资格", starts_at=later), qualifications=["first-aid"])
    make_post(activity=make_activity(title="也要挑人", starts_at=later), needs_review=True)
    make_post(activity=make_activity(title="时间撞了", starts_at=NOW + 90 * HOUR))
    person = Volunteer.objects.get(pk=chosen.people[0].volunteer_id)
    plan = make_activity(title="已经报的", starts_at=NOW + 91 * HOUR)
    make_signup(post=make_post(activity=plan), volunteer=person)
    signup = chosen.answer(accept=False, words="这次要会手语的人")
    assert [each.title for each in alternatives(signup, NOW + HOUR)] == ["正合适"]
