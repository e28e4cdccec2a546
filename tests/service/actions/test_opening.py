"""Announcing an opening: who may, when no longer, and that a post without one is as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import DatedSetting
from redvest.service.actions.opening import call_off_opening, plan_opening
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.models import Opening, Post
from redvest.service.opening_errors import BadOpening, NotYetOpen, OpeningFixed, OpeningNotFound, ReviewedPost
from redvest.service.rules.lottery import seed_digest
from redvest.service.rules.opening import OpeningPlan, StagePlan
from tests.factories.opening import HOUR, MINUTE, OPENS, announce, announce_lottery, announce_stages, someone
from tests.factories.registry import NOW, TODAY, make_account, make_body, make_leader, make_officer
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db
PLAN = OpeningPlan("first-come", OPENS)


def flags(post: Post) -> tuple[object, bool]:
    post.refresh_from_db()
    return post.opens_at, post.gated


def test_before_its_moment_nobody_joins_and_the_sentence_names_it() -> None:
    opening = announce()
    with pytest.raises(NotYetOpen) as fault:
        sign_up(by=someone(), post_id=opening.pk, at=OPENS - MINUTE)
    assert "03-05 11:00" in fault.value.message
    assert Post.objects.get(pk=opening.pk).taken == 0
    assert sign_up(by=someone(), post_id=opening.pk, at=OPENS).state == "confirmed"


def test_the_row_of_the_post_tells_the_statement_of_signing_up() -> None:
    first, lottery, room, capped, staged = (make_post() for _n in range(5))
    announce(first)
    announce_lottery(lottery)
    announce(room, waiting_room=True)
    announce(capped, most_each=1, within_days=30)
    announce_stages(staged, StagePlan("members", OPENS, 2))
    assert [flags(post) for post in (first, lottery, room, capped, staged)] == [
        (OPENS, False), (None, True), (OPENS, True), (OPENS, True), (NOW + 5 * HOUR, False),
    ]  # fmt: skip


def test_a_lottery_promises_a_seed_that_nobody_can_read() -> None:
    opening = announce_lottery()
    assert len(opening.seed_digest) == 64 and opening.seed == ""
    assert opening.seed_digest != announce_lottery().seed_digest
    assert opening.seed_digest != seed_digest("00" * 32)
    line = AuditLine.objects.filter(verb="plan_opening").order_by("id").first()
    assert line is not None and line.details["seed_digest"] == opening.seed_digest


def test_it_is_replaced_and_called_off_until_it_begins() -> None:
    opening = announce()
    leader, post = make_leader(opening.post.activity.body), opening.post
    changed = plan_opening(by=leader, post=post, plan=replace(PLAN, opens_at=OPENS + HOUR), at=NOW)
    assert flags(post) == (OPENS + HOUR, False)
    late = OPENS + HOUR
    for step in (lambda: plan_opening(by=leader, post=post, plan=PLAN, at=late),
                 lambda: call_off_opening(by=leader, post=post, at=late)):  # fmt: skip
        with pytest.raises(OpeningFixed):
            step()
    assert Opening.objects.get() == changed
    call_off_opening(by=leader, post=post, at=NOW)
    assert flags(post) == (None, False) and not Opening.objects.exists()
    with pytest.raises(OpeningNotFound):
        call_off_opening(by=leader, post=post, at=NOW)


def test_who_may_not_and_what_may_not_change_nothing() -> None:
    post, reviewed = make_post(), make_post(needs_review=True)
    over = make_post(activity=make_activity(state=ActivityState.CANCELLED))
    stranger = make_leader(make_body())
    for by, on, plan, error in (
        (stranger, post, PLAN, NotAllowed),
        (someone(), post, PLAN, NotAllowed),
        (make_leader(reviewed.activity.body), reviewed, PLAN, ReviewedPost),
        (make_leader(over.activity.body), over, PLAN, WrongState),
        (make_leader(post.activity.body), post, replace(PLAN, opens_at=NOW), BadOpening),
    ):
        with pytest.raises(error):
            plan_opening(by=by, post=on, plan=plan, at=NOW)
    with pytest.raises(BadOpening):
        announce_stages(post, StagePlan("region", OPENS, 2, "999999"))
    assert not Opening.objects.exists() and flags(post) == (None, False)


def test_an_officer_of_the_place_may_and_the_last_stage_has_the_rest() -> None:
    post = make_post(places=9)
    plan = OpeningPlan(
        "staged", OPENS, stages=(StagePlan("new", OPENS, 4, "30"), StagePlan("all", NOW + 2 * HOUR, 0))
    )
    opening = plan_opening(by=make_officer(), post=post, plan=plan, at=NOW)
    assert list(opening.stages.values_list("group", "places")) == [("new", 4), ("all", 5)]


def test_the_cap_of_the_place_holds_and_a_plan_can_only_be_stricter() -> None:
    post = make_post()
    for key, value in (("signup.hot_most", 2), ("signup.hot_days", 40)):
        DatedSetting.objects.create(
            region=post.activity.region, key=key, value=value, effective_on=TODAY, set_by=make_account(), set_at=NOW
        )  # fmt: skip
    caps = [
        (made.most_each, made.within_days)
        for made in (
            announce(post),
            announce(post, most_each=5, within_days=10),
            announce(post, most_each=1, within_days=90),
        )
    ]
    assert caps == [(2, 40), (2, 40), (1, 90)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"most_each": 0, "within_days": 30}, "most_each"),
        ({"most_each": 1, "within_days": 0}, "within_days"),
        ({"waiting_room": True, "admit_per_second": 0}, "admit_per_second"),
    ],
)
def test_what_would_shut_everybody_out_is_refused_in_words(wrong: dict[str, int], field: str) -> None:
    post = make_post()
    with pytest.raises(BadOpening) as fault:
        announce(post, **wrong)
    assert [each["field"] for each in fault.value.details["errors"]] == [field]
    assert flags(post) == (None, False) and not Opening.objects.exists()
