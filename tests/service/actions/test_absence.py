"""Absences: said why once, answered once by the organisation, forgotten in the sum; and the leader's early warning."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Message
from redvest.registry.policy import Standing
from redvest.service.absence_errors import AppealMade, AppealUnknown, AppealWordsMissing, NothingToAppeal
from redvest.service.actions.absence import alert_short_posts, answer_appeal, appeal_absence
from redvest.service.actions.absence_notice import tell_appeal
from redvest.service.choices import SignUpState
from redvest.service.models import AbsenceAppeal, Post, SignUp
from redvest.service.queries.outlook import forecast_of, occasion_of, past_of, shares_of
from redvest.service.rules.outlook import OutlookTerms, reliability
from redvest.service.signup_errors import SignUpNotFound
from tests.factories.registry import (
    CITY,
    NOW,
    make_body,
    make_grant,
    make_leader,
    make_officer,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TERMS = OutlookTerms()


class Away:
    """Somebody who did not come once."""

    def __init__(self, state: SignUpState = SignUpState.ABSENT) -> None:
        self.body = make_body()
        self.person = make_volunteer()
        self.by, self.leader = volunteer_standing(self.person), make_leader(self.body)
        activity = make_activity(body=self.body, starts_at=NOW - 48 * HOUR)
        self.signup = make_signup(
            post=make_post(activity=activity), volunteer=self.person, state=state, at=NOW - 99 * HOUR
        )

    def say(self, words: str = "住院了", by: Standing | None = None) -> AbsenceAppeal:
        return appeal_absence(by=by or self.by, signup_id=self.signup.pk, words=words, at=NOW)

    def answer(self, accept: bool = True, words: str = "", by: Standing | None = None) -> AbsenceAppeal:
        return answer_appeal(
            by=by or self.leader, signup_id=self.signup.pk, accept=accept, words=words, at=NOW
        )

    @property
    def share(self) -> float:
        return shares_of([self.person.pk], NOW, TERMS)[self.person.pk]


def test_a_good_reason_is_taken_out_of_the_sum() -> None:
    away = Away()
    assert away.share < 0.6
    away.say()
    away.answer()
    assert away.share == pytest.approx(0.8)
    away.signup.refresh_from_db()
    assert (away.signup.state, away.signup.cancel_kind) == ("absent", "excused")
    for _twice in range(2):
        tell_appeal(signup_id=away.signup.pk, at=NOW)
    assert AuditLine.objects.filter(verb="told_absence").count() == 1


def test_a_no_says_why_and_changes_nothing() -> None:
    away = Away()
    away.say()
    for words in ("", "  ", "长" * 301):
        with pytest.raises(AppealWordsMissing):
            away.answer(accept=False, words=words)
    away.answer(accept=False, words="当天打过电话，说会来")
    for accept in (True, False):
        with pytest.raises(AppealUnknown):
            away.answer(accept=accept, words="再想想")
    away.signup.refresh_from_db()
    assert away.signup.cancel_kind == "" and away.share < 0.6


def test_said_once_by_the_person_and_only_of_what_counts() -> None:
    away = Away()
    for words in ("", "长" * 301):
        with pytest.raises(AppealWordsMissing):
            away.say(words)
    for stranger in (volunteer_standing(make_volunteer()), away.leader):
        with pytest.raises(SignUpNotFound):
            away.say(by=stranger)
    with pytest.raises(SignUpNotFound):
        appeal_absence(by=away.by, signup_id=away.body.pk, words="?", at=NOW)
    away.say()
    with pytest.raises(AppealMade):
        away.say()
    with pytest.raises(NothingToAppeal):
        Away(SignUpState.SERVED).say()
    assert AbsenceAppeal.objects.count() == 1


@pytest.mark.parametrize("state", ["absent", "cancelled"])
def test_what_is_excused_already_needs_no_word(state: str) -> None:
    away = Away()
    SignUp.objects.filter(pk=away.signup.pk).update(state=state, cancel_kind="excused")
    with pytest.raises(NothingToAppeal):
        away.say()
    assert not AbsenceAppeal.objects.exists() and away.share == pytest.approx(0.8)


def test_who_was_excused_and_turns_out_to_have_come_has_come() -> None:
    """The organisation corrects the absence, which leaves the excuse on the row."""
    away = Away()
    SignUp.objects.filter(pk=away.signup.pk).update(state="served", cancel_kind="excused")
    assert away.share > 0.8
    with pytest.raises(NothingToAppeal):
        away.say()


def test_only_the_organisation_answers_and_nobody_for_oneself() -> None:
    away = Away()
    away.say()
    for stranger in (make_leader(make_body()), volunteer_standing(make_volunteer())):
        with pytest.raises(AppealUnknown):
            away.answer(by=stranger)
    with pytest.raises(NotAllowed):
        away.answer(by=make_officer())  # there is still time for the organisation
    assert away.person.account
    make_grant(account=away.person.account, role=Role.ACTIVITY_LEADER, body=away.body)
    with pytest.raises(NotAllowed):
        away.answer(by=standing_of(away.person.account))
    assert AbsenceAppeal.objects.get().state == "open"


def test_a_late_cancellation_counts_half_and_an_early_one_not_at_all() -> None:
    late, early = Away(), Away()
    SignUp.objects.filter(pk=late.signup.pk).update(state="cancelled", cancel_kind="late")
    SignUp.objects.filter(pk=early.signup.pk).update(state="cancelled", cancel_kind="early")
    assert 0.6 < late.share < 0.8 and early.share == pytest.approx(0.8)
    rows = [occasion_of(each) for each in past_of(late.person.pk, NOW)]
    assert reliability(rows, NOW, TERMS) == pytest.approx(late.share)


def full_post(people: int, places: int, *, absent: bool = False, begins: timedelta = 40 * HOUR) -> Post:
    post = make_post(activity=make_activity(starts_at=NOW + begins), places=places)
    for _n in range(people):
        person = make_volunteer(with_account=False)
        if absent:
            before = make_post(activity=make_activity(starts_at=NOW - 48 * HOUR))
            make_signup(post=before, volunteer=person, state=SignUpState.ABSENT)
        make_signup(post=post, volunteer=person)
    return post


def test_a_post_may_expect_a_sum_and_of_few_people_nothing_is_said() -> None:
    post, few = full_post(5, 5), full_post(4, 5)
    assert forecast_of(post.activity, [post], NOW)[post.pk].expecting == 4
    SignUp.objects.filter(post=post).update(reconfirmed_at=NOW)
    forecast = forecast_of(post.activity, [post], NOW)[post.pk]
    assert (forecast.holding, forecast.expecting) == (5, 4)
    assert forecast_of(few.activity, [few], NOW)[few.pk].expecting is None


@pytest.mark.parametrize("people", [5, 9])
def test_a_forecast_costs_the_same_however_many(people: int, django_assert_num_queries: object) -> None:
    post = full_post(people, 9, absent=True)
    with django_assert_num_queries(4):  # type: ignore[operator]
        forecast_of(post.activity, [post], NOW)


def test_leaders_hear_once_of_posts_that_will_lack_people() -> None:
    full_post(5, 5)  # four of five are expected: enough
    full_post(5, 5, begins=60 * HOUR)  # not soon
    assert alert_short_posts(city=CITY, at=NOW) == 0
    full_post(6, 6, absent=True)
    full_post(1, 5)
    assert alert_short_posts(city=CITY, at=NOW) == 2
    assert alert_short_posts(city=CITY, at=NOW + HOUR) == 0


def test_the_warning_names_the_time_of_the_shift_that_lacks_people() -> None:
    activity = make_activity(starts_at=NOW - 48 * HOUR, hours=24 * 7)
    for number, hours in enumerate((30, 20)):
        begins = NOW + hours * HOUR
        make_post(
            activity=activity, places=3, title=f"第{number}班", starts_at=begins, ends_at=begins + 2 * HOUR
        )
    assert alert_short_posts(city=CITY, at=NOW) == 1
    text = Message.objects.get().text
    assert (
        "“陪独居老人买菜”可能缺人：3月6日 06:00 第1班要 3 人" in text
        and "；3月6日 16:00 第0班要 3 人" in text
    )
    assert "3月3日" not in text
