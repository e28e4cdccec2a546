"""What stands against a sign-up besides time and age: rest, a day's sum, papers, answers that are overdue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.choices import QualificationState
from redvest.registry.models import DatedSetting, Qualification, Region
from redvest.registry.policy import Standing
from redvest.service.actions.signup import Wish, WordsTooLong, sign_up
from redvest.service.choices import SignUpState
from redvest.service.models import Post, SignUp
from redvest.service.signup_errors import NotEligible, Overlaps
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
START = NOW + 48 * HOUR


def someone() -> Standing:
    return volunteer_standing(make_volunteer())


def post_at(begins: float, hours: int, **more: object) -> Post:
    return make_post(activity=make_activity(starts_at=START + begins * HOUR, hours=hours), **more)


def rule(key: str, value: int, post: Post) -> None:
    city = Region.objects.get(code=post.city)
    DatedSetting.objects.create(region=city, key=key, value=value, effective_on=NOW.date(), set_at=NOW)


def codes(fault: pytest.ExceptionInfo[NotEligible]) -> list[str]:
    return [each["code"] for each in fault.value.details["reasons"]]


def test_two_in_a_day_are_fine_and_the_thirteenth_hour_is_not() -> None:
    by, first, second, third = someone(), post_at(0, 6), post_at(6, 6), post_at(12, 1)
    for post in (first, second):
        assert sign_up(by=by, post_id=post.pk, at=NOW).state == "confirmed"
    with pytest.raises(NotEligible) as fault:
        sign_up(by=by, post_id=third.pk, at=NOW)
    assert codes(fault) == ["daily-limit"]
    assert SignUp.objects.count() == 2 and Post.objects.get(pk=third.pk).taken == 0


def test_what_was_served_this_morning_is_part_of_the_day() -> None:
    by, first, second, third = someone(), post_at(0, 6), post_at(6, 6), post_at(12, 1)
    for post in (first, second):
        sign_up(by=by, post_id=post.pk, at=NOW)
    SignUp.objects.update(state=SignUpState.SERVED)
    with pytest.raises(NotEligible) as fault:
        sign_up(by=by, post_id=third.pk, at=NOW)
    assert codes(fault) == ["daily-limit"]
    assert SignUp.objects.count() == 2 and Post.objects.get(pk=third.pk).taken == 0
    SignUp.objects.filter(post=second).update(state=SignUpState.ABSENT)  # who stayed away is not tired
    assert sign_up(by=by, post_id=third.pk, at=NOW).state == "confirmed"


def test_rest_where_the_place_asks_for_it() -> None:
    by, first, close, later = someone(), post_at(0, 2), post_at(2.5, 1), post_at(3, 1)
    rule("signup.rest_minutes", 60, first)
    sign_up(by=by, post_id=first.pk, at=NOW)
    with pytest.raises(NotEligible) as fault:
        sign_up(by=by, post_id=close.pk, at=NOW)
    assert codes(fault) == ["rest-time"] and Post.objects.get(pk=close.pk).taken == 0
    assert sign_up(by=by, post_id=later.pk, at=NOW).state == "confirmed"


def test_the_same_time_keeps_its_own_code() -> None:
    by, first, second = someone(), post_at(0, 8), post_at(4, 8)
    sign_up(by=by, post_id=first.pk, at=NOW)
    with pytest.raises(Overlaps):
        sign_up(by=by, post_id=second.pk, at=NOW)


def test_shifts_of_one_activity_may_be_taken_one_after_the_other() -> None:
    activity = make_activity(starts_at=START, hours=6)
    shifts = [
        make_post(activity=activity, shift=name, starts_at=START + n * HOUR, ends_at=START + (n + 3) * HOUR)
        for name, n in (("上午", 0), ("中午", 2), ("下午", 3))
    ]
    by = someone()
    sign_up(by=by, post_id=shifts[0].pk, at=NOW)
    with pytest.raises(Overlaps):
        sign_up(by=by, post_id=shifts[1].pk, at=NOW)
    sign_up(by=by, post_id=shifts[2].pk, at=NOW)
    periods = SignUp.objects.order_by("period").values_list("period", flat=True)
    assert [(each.lower, each.upper) for each in periods] == [
        (START, START + 3 * HOUR), (START + 3 * HOUR, START + 6 * HOUR),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "days", "held"),
    [("verified", 30, True), ("verified", None, True), ("verified", 1, False), ("submitted", 30, False)],
)
def test_a_qualification_is_verified_and_holds_on_the_day(state: str, days: int | None, held: bool) -> None:
    person, post = make_volunteer(), post_at(0, 2, qualifications=["first-aid"])
    Qualification.objects.create(
        city=person.city, volunteer=person, kind="first-aid", issued_by="红十字会", issued_on=NOW.date() - timedelta(days=9),
        expires_on=NOW.date() + timedelta(days=days) if days else None, state=QualificationState(state), submitted_at=NOW,
    )  # fmt: skip
    if held:
        assert sign_up(by=volunteer_standing(person), post_id=post.pk, at=NOW).state == "confirmed"
        return
    with pytest.raises(NotEligible) as fault:
        sign_up(by=volunteer_standing(person), post_id=post.pk, at=NOW)
    assert codes(fault) == ["needs-qualification"] and not SignUp.objects.exists()


def test_a_post_that_chooses_gets_an_application_with_a_deadline_and_gives_no_place() -> None:
    post = post_at(0, 2, places=1, needs_review=True, answer_hours=24)
    made = sign_up(by=someone(), post_id=post.pk, wish=Wish(words="我当过护士"), at=NOW)
    signup = SignUp.objects.get(pk=made.id)
    assert (made.state, made.position, signup.words) == ("applied", None, "我当过护士")
    assert signup.answer_by == NOW + 24 * HOUR and Post.objects.get(pk=post.pk).taken == 0
    assert sign_up(by=someone(), post_id=post.pk, at=NOW).state == "applied"


def test_an_answer_is_due_before_the_start_at_the_latest() -> None:
    post = post_at(0, 2, needs_review=True)
    made = sign_up(by=someone(), post_id=post.pk, at=NOW)
    assert SignUp.objects.get(pk=made.id).answer_by == START  # 72 hours would be too late


def test_a_post_with_overdue_answers_takes_no_more_applications() -> None:
    post = post_at(0, 2, needs_review=True, answer_hours=1)
    first = sign_up(by=someone(), post_id=post.pk, at=NOW)
    with pytest.raises(NotEligible) as fault:
        sign_up(by=someone(), post_id=post.pk, at=NOW + 2 * HOUR)
    assert codes(fault) == ["answers-overdue"] and SignUp.objects.count() == 1
    SignUp.objects.filter(pk=first.id).update(state=SignUpState.REFUSED)
    assert sign_up(by=someone(), post_id=post.pk, at=NOW + 2 * HOUR).state == "applied"


def test_words_have_an_end() -> None:
    post = post_at(0, 2, needs_review=True)
    with pytest.raises(WordsTooLong):
        sign_up(by=someone(), post_id=post.pk, wish=Wish(words="长" * 301), at=NOW)
    assert not SignUp.objects.exists()
