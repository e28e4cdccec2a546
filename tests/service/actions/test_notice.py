"""Telling people: each once, the right words to the right phone, and nobody who no longer needs to hear."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from redvest.core.identifiers import uuid7
from redvest.core.jobs.worker import run_queue
from redvest.core.models import AuditLine
from redvest.registry.models import Account, Body, OutgoingMessage, Volunteer
from redvest.service import jobs
from redvest.service.actions.activity import cancel_activity
from redvest.service.actions.notice import tell_cancelled, tell_promoted
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, SignUp
from tests.factories.race import at_once
from tests.factories.registry import (
    NOW,
    last_text,
    make_body,
    make_leader,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def messages_are_kept(settings: LazySettings) -> None:
    """In demo mode what is sent can be read again."""
    settings.REDVEST_DEMO = True


def team() -> Body:
    return Body.objects.filter(name="暖阳队").first() or make_body(name="暖阳队")


def signup_of(
    phone: str = "19907901111", *, state: SignUpState = SignUpState.CONFIRMED, activity=None
) -> SignUp:
    activity = activity or make_activity(body=team())
    return make_signup(post=make_post(activity=activity), volunteer=make_volunteer(phone=phone), state=state)


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


def receipts(verb: str) -> int:
    return AuditLine.objects.filter(verb=verb).count()


def test_who_moved_up_is_told_what_when_and_where() -> None:
    signup = signup_of("19907901234")

    tell_promoted(signup_id=signup.pk, at=NOW)

    assert last_text("19907901234") == (
        "【暖阳队】候补成功：3月6日 10:00“陪独居老人买菜”（陪同员），百花湖社区志愿服务站。去不了请在开始前取消。"
    )
    assert receipts("told_promoted") == 1


def test_told_once_though_run_twice() -> None:
    signup = signup_of()

    for minute in range(3):
        tell_promoted(signup_id=signup.pk, at=NOW + timedelta(minutes=minute))

    assert (len(texts()), receipts("told_promoted")) == (1, 1)


@pytest.mark.parametrize("state", [state for state in SignUpState if state != SignUpState.CONFIRMED])
def test_who_has_no_place_any_more_hears_nothing(state: SignUpState) -> None:
    signup = signup_of(state=state)

    tell_promoted(signup_id=signup.pk, at=NOW)

    assert (texts(), receipts("told_promoted")) == ([], 0)


def test_a_sign_up_that_is_gone_is_no_fault() -> None:
    tell_promoted(signup_id=uuid7(), at=NOW)

    assert texts() == []


def test_what_is_rolled_back_was_not_told_and_is_told_the_next_time() -> None:
    signup = signup_of()
    with pytest.raises(RuntimeError), transaction.atomic():
        tell_promoted(signup_id=signup.pk, at=NOW)
        raise RuntimeError
    assert (texts(), receipts("told_promoted")) == ([], 0)

    tell_promoted(signup_id=signup.pk, at=NOW)

    assert len(texts()) == 1


def test_an_account_is_reached_under_its_own_phone() -> None:
    signup = signup_of("19907905555")
    Account.objects.filter(pk=signup.volunteer.account_id).delete()

    tell_promoted(signup_id=signup.pk, at=NOW)

    assert "候补成功" in last_text("19907905555"), "the phone of the record serves when there is no account"


def test_who_cannot_be_reached_is_passed_over_without_a_fault() -> None:
    signup = signup_of()
    Account.objects.filter(pk=signup.volunteer.account_id).delete()
    Volunteer.objects.filter(pk=signup.volunteer_id).update(phone_sealed=None, phone_hash=None, phone_tail="")

    tell_promoted(signup_id=signup.pk, at=NOW)

    assert (texts(), receipts("told_promoted")) == ([], 1)


def cancelled(reason: str = "暴雨预警", people: int = 2) -> Activity:
    activity = make_activity(body=team())
    post = make_post(activity=activity, places=1)
    for number in range(people):
        make_signup(
            post=post, volunteer=make_volunteer(phone=f"1990790{number:04d}"),
            state=SignUpState.WAITING if number else SignUpState.CONFIRMED,
        )  # fmt: skip
    return cancel_activity(by=make_leader(activity.body), activity=activity, reason=reason, at=NOW)


def test_everybody_with_a_place_or_in_line_hears_that_it_is_off_and_why() -> None:
    activity = cancelled()

    tell_cancelled(activity_id=activity.pk, at=NOW)

    assert texts() == ["【暖阳队】“陪独居老人买菜”取消了。原因：暴雨预警。给你添麻烦了。"] * 2
    assert set(OutgoingMessage.objects.values_list("phone_tail", flat=True)) == {"0000", "0001"}


def test_without_a_reason_none_is_made_up() -> None:
    activity = cancelled(reason="  ", people=1)

    tell_cancelled(activity_id=activity.pk, at=NOW)

    assert texts() == ["【暖阳队】“陪独居老人买菜”取消了。给你添麻烦了。"]


def test_each_hears_of_it_once_though_it_runs_twice() -> None:
    activity = cancelled(people=3)

    for _ in range(2):
        tell_cancelled(activity_id=activity.pk, at=NOW + HOUR)

    assert (len(texts()), receipts("told_cancelled")) == (3, 3)


def test_who_had_left_before_hears_nothing_of_it() -> None:
    activity = make_activity()
    post = make_post(activity=activity)
    by = volunteer_standing(make_volunteer(phone="19907907777"))
    signed = sign_up(by=by, post_id=post.pk, at=NOW)
    cancel_signup(by=by, signup_id=signed.id, at=NOW)
    make_signup(post=post, volunteer=make_volunteer(phone="19907908888"))
    cancel_activity(by=make_leader(activity.body), activity=activity, reason="暴雨", at=NOW + HOUR)

    tell_cancelled(activity_id=activity.pk, at=NOW + HOUR)

    assert list(OutgoingMessage.objects.values_list("phone_tail", flat=True)) == ["8888"]


@pytest.mark.django_db(transaction=True)
def test_leaving_makes_the_next_one_hear_by_way_of_the_queue() -> None:
    post = make_post(places=1)
    first, second = (volunteer_standing(make_volunteer(phone=f"1990790666{n}")) for n in range(2))
    held = sign_up(by=first, post_id=post.pk, at=NOW)
    waiting = sign_up(by=second, post_id=post.pk, at=NOW)

    cancel_signup(by=first, signup_id=held.id, at=NOW)

    assert texts() == []
    queued = DBTaskResult.objects.get()
    assert (queued.task_path, queued.args_kwargs["args"]) == (
        "redvest.service.jobs.tell_offered",
        [str(waiting.id)],
    )
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        run_queue()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert "候补轮到你了" in last_text("19907906661")


@pytest.mark.django_db(transaction=True)
def test_cancelling_an_activity_tells_all_by_way_of_the_queue() -> None:
    activity = cancelled()

    run_queue()

    assert len(texts()) == 2
    jobs.tell_cancelled.call(str(activity.pk))
    assert len(texts()) == 2


def test_a_promotion_that_is_rolled_back_queues_nothing() -> None:
    post = make_post(places=1)
    first, second = (volunteer_standing(make_volunteer()) for _ in range(2))
    held = sign_up(by=first, post_id=post.pk, at=NOW)
    sign_up(by=second, post_id=post.pk, at=NOW)

    with pytest.raises(RuntimeError), transaction.atomic():
        cancel_signup(by=first, signup_id=held.id, at=NOW)
        assert DBTaskResult.objects.exists()
        raise RuntimeError

    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_five_workers_that_tell_at_once_tell_once() -> None:
    signup, activity = signup_of(), cancelled()

    outcomes = at_once(
        *[lambda: tell_promoted(signup_id=signup.pk, at=NOW)] * 5,
        *[lambda: tell_cancelled(activity_id=activity.pk, at=NOW)] * 5,
    )

    assert outcomes == [None] * 10
    assert (receipts("told_promoted"), receipts("told_cancelled"), len(texts())) == (1, 2, 3)
