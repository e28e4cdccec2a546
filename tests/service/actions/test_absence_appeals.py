"""A word on an absence has a deadline: the leaders hear of it, and where they keep silent or are the one, an officer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.jobs.worker import run_queue
from redvest.core.models import AuditLine
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Account, Body, DatedSetting, Grant, Message, Volunteer
from redvest.registry.policy import Standing
from redvest.service.absence_errors import AppealUnknown
from redvest.service.actions.absence import answer_appeal, appeal_absence
from redvest.service.actions.absence_notice import escalate_appeals, tell_appeal_made
from redvest.service.actions.coleader import add_co_leader
from redvest.service.choices import SignUpState
from redvest.service.models import AbsenceAppeal, SignUp
from redvest.service.queries.absence import appeals_to
from redvest.service.signup_errors import SignUpNotFound
from tests.factories.registry import (
    CITY,
    NOW,
    make_account,
    make_body,
    make_body_admin,
    make_centre,
    make_grant,
    make_leader,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE = NOW + 7 * DAY


class Said:
    """Somebody did not come and says why; the activity has a leader, its place an officer."""

    def __init__(self, *, own: bool = False, name: str | None = None) -> None:
        self.officer = make_officer(region=make_region_tree().yushui)
        self.body = make_body(name=name)
        self.person = make_volunteer(name="欧阳明霞")
        account = self.person.account if own else make_account(name="陈领队")
        assert account is not None
        self.leader: Account = account
        make_grant(account=account, role=Role.ACTIVITY_LEADER, body=self.body)
        self.activity = make_activity(body=self.body, leader=account, starts_at=NOW - 2 * DAY)
        self.signup = make_signup(
            post=make_post(activity=self.activity), volunteer=self.person, state=SignUpState.ABSENT
        )
        self.appeal = appeal_absence(
            by=volunteer_standing(self.person), signup_id=self.signup.pk, words="住院了", at=NOW
        )

    def answer(self, by: Standing, at: object = NOW) -> AbsenceAppeal:
        return answer_appeal(by=by, signup_id=self.signup.pk, accept=True, at=at)  # type: ignore[arg-type]

    @property
    def kind(self) -> str:
        return SignUp.objects.get(pk=self.signup.pk).cancel_kind

    def tell(self) -> None:
        tell_appeal_made(signup_id=self.signup.pk, at=NOW)


def heard() -> list[tuple[object, str]]:
    return list(Message.objects.order_by("id").values_list("account", "text"))


@pytest.mark.parametrize(("place", "days"), [(None, 7), (3, 3)])
def test_the_deadline_is_what_the_place_has_on_that_day(place: int | None, days: int) -> None:
    if place is not None:
        city = make_region_tree().city
        DatedSetting.objects.create(
            region=city, key="outlook.answer_days", value=place, effective_on=NOW.date(), set_at=NOW
        )
    assert Said().appeal.answer_by == NOW + days * DAY


@pytest.mark.django_db(transaction=True)
def test_the_leaders_are_told_by_way_of_the_queue_once() -> None:
    said = Said(name="暖阳队")
    run_queue()
    said.tell()
    (message,) = Message.objects.all()
    assert message.account == said.leader
    assert (message.kind, message.about_kind, message.about_id) == (
        "work",
        "AbsenceAppeal",
        str(said.signup.pk),
    )
    assert message.text == (
        "【暖阳队】有志愿者说明了“陪独居老人买菜”没到场的原因，请在 3月12日 10:00 前答复，过了期限由区域管理员答复。"
    )


def test_a_late_cancellation_is_called_that_and_what_is_answered_is_told_to_nobody() -> None:
    said = Said()
    SignUp.objects.filter(pk=said.signup.pk).update(state="cancelled", cancel_kind="late")
    said.tell()
    assert "临近取消的原因" in Message.objects.get().text
    other = Said()
    other.answer(standing_of(other.leader))
    other.tell()
    assert Message.objects.count() == 1


def test_who_leads_it_too_hears_and_the_one_it_is_about_does_not() -> None:
    said = Said(own=True)
    other = make_account(name="王领队")
    make_grant(account=other, role=Role.ACTIVITY_LEADER, body=said.body)
    # who may lead the organisation's other activities may answer as well, and hears where nobody of this one may
    said.tell()
    assert [account for account, _text in heard()] == [other.pk]
    third = Said(own=True)
    both = [make_account(name=name) for name in ("王领队", "周领队")]
    for account in both:
        make_grant(account=account, role=Role.ACTIVITY_LEADER, body=third.body)
    add_co_leader(
        by=make_body_admin(third.body),
        activity=third.activity,
        account_id=both[1].pk,
        ends_on=(NOW + DAY).date(),
        at=NOW,
    )
    third.tell()
    assert [account for account, _text in heard()] == [other.pk, both[1].pk]


def test_the_only_leaders_own_word_goes_to_the_officer_who_may_answer_at_once() -> None:
    said = Said(own=True)
    said.tell()
    ((account, text),) = heard()
    assert account == said.officer.account_id and "组织里没有别的负责人" in text
    with pytest.raises(NotAllowed):
        said.answer(standing_of(said.leader))
    assert said.kind == "" and list(appeals_to(said.officer, NOW)) == [said.appeal]
    said.answer(said.officer)
    assert said.kind == "excused"


@pytest.mark.parametrize("why", ["role-ended", "account-off", "body-dissolved"])
def test_a_leader_who_may_not_answer_any_more_is_no_leader(why: str) -> None:
    said = Said()
    assert not appeals_to(said.officer, NOW).exists()
    if why == "role-ended":
        Grant.objects.filter(account=said.leader).update(ends_on=(NOW - DAY).date())
    elif why == "account-off":
        Account.objects.filter(pk=said.leader.pk).update(is_active=False)
    else:
        Body.objects.filter(pk=said.body.pk).update(state=BodyState.EXITED)
    assert list(appeals_to(said.officer, NOW)) == [said.appeal]
    said.tell()
    assert [account for account, _text in heard()] == [said.officer.account_id]


def test_an_officer_answers_after_the_deadline_and_the_leader_still_may() -> None:
    late, still = Said(), Said()
    before = DUE - timedelta(seconds=1)
    for by in (late.officer, make_centre()):
        assert not appeals_to(by, before).exists()
        with pytest.raises(NotAllowed):
            late.answer(by, before)
    assert late.kind == "" and AbsenceAppeal.objects.filter(state="open").count() == 2
    assert set(appeals_to(late.officer, DUE)) == {late.appeal, still.appeal}
    late.answer(late.officer, DUE)
    still.answer(standing_of(still.leader), DUE)
    assert (late.kind, still.kind) == ("excused", "excused")
    with pytest.raises(AppealUnknown):
        late.answer(late.officer, DUE)


def test_officers_of_other_places_and_of_oneself_do_not() -> None:
    said = Said(own=True)
    far = make_officer(region=make_region_tree().fenyi)
    with pytest.raises(AppealUnknown):  # nothing to see for them: not even that there is one
        said.answer(far, DUE)
    assert said.person.account
    make_grant(account=said.person.account, role=Role.REGION_OFFICER, region=make_region_tree().yushui)
    with pytest.raises(NotAllowed):
        said.answer(standing_of(said.person.account), DUE)
    assert said.kind == "" and AbsenceAppeal.objects.get().state == "open"


def test_a_child_without_an_account_has_leaders_all_the_same() -> None:
    """Nobody's account is the child's: that must not make everybody a stranger to the appeal."""
    said = Said()
    Volunteer.objects.filter(pk=said.person.pk).update(account=None)
    assert not appeals_to(said.officer, NOW).exists()
    assert list(appeals_to(standing_of(said.leader), NOW)) == [said.appeal]


def test_silence_is_told_to_the_officers_once() -> None:
    said, answered = Said(), Said()
    answered.answer(standing_of(answered.leader))
    assert escalate_appeals(city=CITY, at=DUE - timedelta(seconds=1)) == 0
    assert [escalate_appeals(city=CITY, at=DUE) for _twice in range(2)] == [1, 0]
    told = {account for account, text in heard() if "没有等到答复" in text}
    assert told == {each.officer.account_id for each in (said, answered)}
    assert AuditLine.objects.get(verb="escalate_absence").target_id == str(said.signup.pk)
    assert AbsenceAppeal.objects.get(pk=said.signup.pk).escalated_at == DUE


def test_a_stranger_does_not_learn_that_there_is_such_a_sign_up() -> None:
    said = Said()
    refusals = []
    for key in (said.signup.pk, said.body.pk):
        with pytest.raises(SignUpNotFound) as found:
            appeal_absence(by=make_leader(said.body), signup_id=key, words="?", at=NOW)
        refusals.append(str(found.value))
    assert refusals[0] == refusals[1] and AbsenceAppeal.objects.count() == 1
