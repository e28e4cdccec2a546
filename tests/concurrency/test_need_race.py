"""Many yeses at one need, a yes beside a withdrawal, a climb or a cancelling, and two of the same step at once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.care.actions.ask_answer import accept_need
from redvest.care.actions.dispatch import ask_in_waves, dispatch_to_body, open_for_grabbing, withdraw_dispatch
from redvest.care.actions.dispatch_answer import accept_for_body, decline_for_body
from redvest.care.actions.need_climb import climb_due
from redvest.care.actions.need_confirm import confirm_by_tap
from redvest.care.actions.serving import begin_serving, cancel_serving
from redvest.care.actions.serving_hours import countersign_serving
from redvest.care.actions.wave import send_due_waves
from redvest.care.choices import LIVE_SERVINGS, ConfirmAnswer, NeedState
from redvest.care.dispatch_errors import NeedHasPeople, NeedNotOffered, NeedTaken, NotFitForNeed
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing, NeedStep
from redvest.core.errors import DomainError
from redvest.registry.policy import GUEST_STANDING
from redvest.service.actions.signup import sign_up
from redvest.service.models import HoursEntry, SignUp
from redvest.service.queries.hours import minutes_by_grade
from tests.concurrency.moves import sound
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import HOUR, by_of, offered, person, served, taken
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(hours=24)


def whole(need: Need) -> Need:
    """The count is that of the people; a taken need has somebody, or an organisation."""
    need.refresh_from_db()
    live = NeedServing.objects.filter(need=need, state__in=LIVE_SERVINGS).count()
    assert need.taken == live <= need.hands
    assert Dispatch.objects.filter(need=need, state="open").count() <= 1
    if need.state == NeedState.OFFERED:
        assert Dispatch.objects.filter(need=need, state="open").exists()
    if need.state == NeedState.QUEUED:
        assert live == 0 and not Dispatch.objects.filter(need=need, state="open").exists()
    return need


@pytest.mark.parametrize("hands", [1, 3])
def test_twenty_yeses_at_one_instant_have_as_many_winners_as_hands(hands: int) -> None:
    need = offered(hands=hands)
    outcomes = at_once(*[partial(accept_need, by=person(), need=need, at=NOW) for _ in range(20)])
    assert Counter(type(each) for each in outcomes) == {NeedServing: hands, NeedTaken: 20 - hands}
    assert whole(need).state == NeedState.ACCEPTED
    assert NeedStep.objects.filter(verb="accept_need").count() == hands


def test_one_person_saying_yes_many_times_is_one_yes() -> None:
    need, me = offered(hands=3), person()
    outcomes = at_once(*[partial(accept_need, by=me, need=need, at=NOW) for _ in range(6)])
    assert {each.pk for each in outcomes if isinstance(each, NeedServing)} == {NeedServing.objects.get().pk}
    assert whole(need).taken == 1


def test_one_person_at_two_needs_of_one_time_takes_one() -> None:
    when = {"starts_at": NOW + 25 * HOUR, "ends_at": NOW + 26 * HOUR}
    needs, me = [offered(**when), offered(**when)], person()
    outcomes = at_once(*[partial(accept_need, by=me, need=need, at=NOW) for need in needs])
    assert Counter(type(each) for each in outcomes) == {NeedServing: 1, NotFitForNeed: 1}


def test_a_yes_beside_a_sign_up_for_the_same_time() -> None:
    """What was signed up for first keeps the need away; the other way round both may stand (docs/adr/0024)."""
    need = offered(starts_at=NOW + 25 * HOUR, ends_at=NOW + 26 * HOUR)
    post = make_post(activity=make_activity(starts_at=NOW + 24 * HOUR))
    me = person()
    sound(
        at_once(
            partial(accept_need, by=me, need=need, at=NOW),
            partial[Any](sign_up, by=me, post_id=post.pk, key="一次", at=NOW),
        )
    )
    assert SignUp.objects.count() == 1
    whole(need)


def test_a_yes_and_a_withdrawal_end_one_way() -> None:
    for _ in range(4):
        need = offered()
        back = partial[Any](withdraw_dispatch, by=make.make_officer(), need=need, reason="不用了", at=NOW)
        outcomes = at_once(partial[Any](accept_need, by=person(), need=need, at=NOW), back)
        sound(outcomes)
        refused = [type(each) for each in outcomes if isinstance(each, DomainError)]
        assert refused in ([NeedHasPeople], [NeedNotOffered])
        assert whole(need).state == (NeedState.ACCEPTED if refused == [NeedHasPeople] else NeedState.QUEUED)


def test_a_yes_at_the_very_moment_of_the_deadline() -> None:
    for _ in range(4):
        need = offered()
        outcomes = at_once(
            partial[Any](accept_need, by=person(), need=need, at=NOW + DAY),
            partial[Any](climb_due, city=CITY, at=NOW + DAY),
        )
        sound(outcomes)
        found = whole(need)
        assert (found.state, found.climbs) in (
            (NeedState.ACCEPTED, 0),
            (NeedState.QUEUED, 1),
            (NeedState.ACCEPTED, 1),
        )
        assert (found.taken == 1) == (found.state == NeedState.ACCEPTED)


def test_two_clocks_climb_once() -> None:
    needs = [make_need(state=NeedState.QUEUED) for _ in range(5)]
    sound(at_once(*[partial(climb_due, city=CITY, at=NOW + DAY) for _ in range(4)]))
    climb_due(city=CITY, at=NOW + DAY)  # whatever a clock skipped because another held it
    assert set(Need.objects.values_list("climbs", flat=True)) == {1}
    assert NeedStep.objects.count() == len(needs)


def test_two_clocks_send_one_wave() -> None:
    for _ in range(14):
        make.make_volunteer()
    ask_in_waves(by=make.make_officer(), need=make_need(state=NeedState.QUEUED), at=NOW)
    outcomes = at_once(*[partial(send_due_waves, city=CITY, at=NOW + HOUR) for _ in range(4)])
    sound(outcomes)
    assert sorted(outcomes) == [0, 0, 0, 5]  # type: ignore[type-var]
    assert NeedAsk.objects.count() == 10


def test_a_wave_beside_a_yes_and_a_withdrawal_waits_in_no_circle() -> None:
    for _ in range(3):
        for _n in range(8):
            make.make_volunteer()
        need = make_need(state=NeedState.QUEUED)
        ask_in_waves(by=make.make_officer(), need=need, at=NOW)
        asked = NeedAsk.objects.filter(need=need).select_related("volunteer").first()
        assert asked is not None
        sound(
            at_once(
                partial[Any](
                    accept_need, by=make.volunteer_standing(asked.volunteer), need=need, at=NOW + HOUR
                ),
                partial[Any](send_due_waves, city=CITY, at=NOW + HOUR),
                partial[Any](
                    withdraw_dispatch, by=make.make_officer(), need=need, reason="不用了", at=NOW + HOUR
                ),
            )
        )
        whole(need)
        NeedAsk.objects.all().update(asked_at=NOW - timedelta(days=30))


def test_two_officers_send_it_out_once() -> None:
    need = make_need(state=NeedState.QUEUED)
    body = make.make_body()
    sound(
        at_once(
            partial[Any](open_for_grabbing, by=make.make_officer(), need=need, at=NOW),
            partial[Any](dispatch_to_body, by=make.make_officer(), need=need, body=body, at=NOW),
            partial[Any](open_for_grabbing, by=make.make_centre(), need=need, at=NOW),
        )
    )
    assert Dispatch.objects.count() == 1


def test_a_body_says_yes_and_no_at_once() -> None:
    body = make.make_body()
    need = make_need(state=NeedState.QUEUED)
    round_ = dispatch_to_body(by=make.make_officer(), need=need, body=body, at=NOW)
    outcomes = at_once(
        partial[Any](accept_for_body, by=make.make_leader(body), dispatch=round_, at=NOW),
        partial[Any](decline_for_body, by=make.make_leader(body), dispatch=round_, reason="没人", at=NOW),
    )
    sound(outcomes)
    assert sum(isinstance(each, DomainError) for each in outcomes) == 1
    need.refresh_from_db()
    assert (need.state, need.body) in ((NeedState.ACCEPTED, body), (NeedState.QUEUED, None))


def test_begun_and_cancelled_at_once() -> None:
    for _ in range(3):
        serving = taken()
        me = by_of(serving)
        outcomes = at_once(
            partial[Any](begin_serving, by=me, serving=serving, at=NOW),
            partial[Any](cancel_serving, by=me, serving=serving, at=NOW),
        )
        sound(outcomes)
        assert sum(isinstance(each, DomainError) for each in outcomes) == 1
        whole(serving.need)


def test_confirmed_twice_and_countersigned_at_once_the_hours_stand_once() -> None:
    done = served()
    tap = partial[Any](
        confirm_by_tap, by=GUEST_STANDING(CITY), need=done.need, token=done.token, answer=ConfirmAnswer.DONE,
        at=NOW + 5 * HOUR,
    )  # fmt: skip
    sign = partial[Any](countersign_serving, by=done.leader, serving=done.serving, at=NOW + 5 * HOUR)
    outcomes = at_once(tap, tap, sign, sign)
    sound(outcomes)
    assert minutes_by_grade(done.serving.volunteer_id) == {"A": 0, "B": 50, "C": 0, "D": 0}
    assert HoursEntry.objects.filter(kind="record").count() == 1
