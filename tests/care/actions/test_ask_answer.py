"""A yes: by whom, to what, once; and what it means for the others, the requester and the need."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.care.actions.ask_answer import accept_need, decline_need
from redvest.care.actions.dispatch import ask_in_waves, dispatch_to_body, withdraw_dispatch
from redvest.care.actions.dispatch_answer import accept_for_body, ask_members, decline_for_body
from redvest.care.choices import AskState, DispatchState, NeedKind, NeedState, ServingState
from redvest.care.dispatch_errors import (
    AskAnswered,
    DispatchEnded,
    DispatchReasonNeeded,
    NeedNotOffered,
    NeedTaken,
    NotAMember,
    NotAskedForNeed,
    NotFitForNeed,
)
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing
from redvest.core.errors import NotAllowed, NotFound
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.models import Message, OutgoingMessage
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need
from tests.factories.dispatch import HOUR, code_of, join, offered, person, taken
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def unchanged(need: Need, state: NeedState = NeedState.OFFERED) -> None:
    need.refresh_from_db()
    assert (need.state, need.taken, NeedServing.objects.count()) == (state, 0, 0)


def test_a_yes_takes_the_need_and_ends_the_round() -> None:
    need, me = offered(), person()
    serving = accept_need(by=me, need=need, at=NOW)
    need.refresh_from_db()
    assert (need.state, need.taken, need.due_at) == (NeedState.ACCEPTED, 1, NOW + timedelta(hours=168))
    assert (serving.volunteer_id, serving.state, serving.body) == (
        me.volunteer_id,
        ServingState.ACCEPTED,
        None,
    )
    assert Dispatch.objects.get().state == DispatchState.ACCEPTED
    assert accept_need(by=me, need=need, at=NOW) == serving
    assert NeedServing.objects.count() == 1
    with pytest.raises(NeedTaken):
        accept_need(by=person(), need=need, at=NOW)
    assert NeedServing.objects.count() == 1


def test_the_requester_hears_who_comes_with_the_code_and_the_volunteer_never_does(settings: object) -> None:
    settings.REDVEST_DEMO = True  # type: ignore[attr-defined]
    need = offered()
    serving = accept_need(by=person(name="欧阳小红"), need=need, at=NOW)
    text = OutgoingMessage.objects.get(phone_tail="0001").text
    assert code_of(serving) in text and "欧某" in text and "小红" not in text and "/n/" in text
    mine = Message.objects.filter(account_id=serving.volunteer.account_id)
    assert not any(code_of(serving) in each.text for each in mine)
    assert code_of(serving).encode() not in bytes(serving.code_hash or b"")


def test_with_three_hands_wanted_three_may() -> None:
    need = offered(hands=3)
    for n in range(3):
        need.refresh_from_db()
        assert (need.state, need.taken) == (NeedState.OFFERED, n)
        taken(need)
    need.refresh_from_db()
    assert (need.state, need.taken) == (NeedState.ACCEPTED, 3)
    with pytest.raises(NeedTaken):
        taken(need)


def test_the_menus_body_records() -> None:
    item = make_menu_item()
    assert taken(offered(menu_item=item)).body == item.body


def test_who_may_not_take_it_and_every_reason() -> None:
    need = offered()
    for who, code in (
        (person(state=VolunteerState.SUSPENDED), "inactive"),
        (person(real_name_state=RealNameState.MISSING), "real-name"),
        (person(birth_on=date(2008, 3, 6)), "too-young"),  # eighteen tomorrow
        (person(phone="13907900001"), "own-need"),
    ):
        with pytest.raises(NotFitForNeed) as refusal:
            accept_need(by=who, need=need, at=NOW)
        assert [each["code"] for each in refusal.value.details["reasons"]] == [code]
    unchanged(need)
    accept_need(by=person(birth_on=date(2008, 3, 5)), need=need, at=NOW)  # eighteen today


def test_the_own_age_of_a_need_holds_and_a_problem_in_the_street_asks_no_home_age() -> None:
    young = person(birth_on=date(2009, 3, 5))
    with pytest.raises(NotFitForNeed):
        accept_need(by=young, need=offered(age_floor=16), at=NOW)
    accept_need(by=young, need=offered(age_floor=16, kind=NeedKind.SPOTTED), at=NOW)
    with pytest.raises(NotFitForNeed):
        accept_need(by=person(birth_on=date(2000, 1, 1)), need=offered(age_floor=60), at=NOW)


def test_own_needs_qualifications_and_plans_all_at_once() -> None:
    volunteer = make.make_volunteer()
    activity = make_activity(starts_at=NOW + 24 * HOUR)
    make_signup(post=make_post(activity=activity), volunteer=volunteer)
    need = offered(
        requester=volunteer.account,
        qualifications=["first-aid"],
        starts_at=NOW + 25 * HOUR,
        ends_at=NOW + 26 * HOUR,
    )
    with pytest.raises(NotFitForNeed) as refusal:
        accept_need(by=make.volunteer_standing(volunteer), need=need, at=NOW)
    assert [each["code"] for each in refusal.value.details["reasons"]] == [
        "own-need", "needs-qualification", "overlaps",
    ]  # fmt: skip
    unchanged(need)


def test_two_needs_at_one_time_are_one_too_many() -> None:
    me = person()
    when = {"starts_at": NOW + 25 * HOUR, "ends_at": NOW + 26 * HOUR}
    accept_need(by=me, need=offered(**when), at=NOW)
    with pytest.raises(NotFitForNeed) as refusal:
        accept_need(by=me, need=offered(**when), at=NOW)
    assert "已经接了" in refusal.value.details["reasons"][0]["sentence"]
    accept_need(by=me, need=offered(starts_at=NOW + 26 * HOUR, ends_at=NOW + 27 * HOUR), at=NOW)


def test_members_and_people_of_other_cities_do_not_take_needs() -> None:
    need = offered()
    with pytest.raises(NoVolunteerRecord):
        accept_need(by=make.make_member(), need=need, at=NOW)
    jiaozuo = make.make_other_city()
    with pytest.raises(NotFound):
        accept_need(by=person(city="410800", region=jiaozuo), need=need, at=NOW)
    unchanged(need)


@pytest.mark.parametrize("state", [NeedState.QUEUED, NeedState.SUBMITTED])
def test_what_nobody_offers_cannot_be_taken(state: NeedState) -> None:
    need = make_need(state=state)
    with pytest.raises(NeedNotOffered):
        accept_need(by=person(), need=need, at=NOW)
    unchanged(need, state)


def test_while_people_are_asked_one_by_one_others_wait() -> None:
    asked, other = person(), person(region=make.make_region_tree().qiandong)
    need = make_need(state=NeedState.QUEUED, hands=1)
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    with pytest.raises(NotAskedForNeed):
        accept_need(by=other, need=need, at=NOW)
    unchanged(need)
    decline_need(by=asked, need=need, at=NOW)
    accept_need(by=asked, need=need, at=NOW)  # thought better of it
    assert NeedAsk.objects.get().state == AskState.ACCEPTED


def test_the_others_who_were_asked_hear_it_kindly() -> None:
    first, second = person(), person()
    need = make_need(state=NeedState.QUEUED)
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    accept_need(by=first, need=need, at=NOW)
    assert NeedAsk.objects.get(volunteer_id=second.volunteer_id).state == AskState.TAKEN
    last = Message.objects.filter(account_id=second.account_id).order_by("created_at", "id").last()
    assert last is not None and "谢谢你" in last.text
    with pytest.raises(AskAnswered):
        decline_need(by=second, need=need, at=NOW)


def test_a_no_from_somebody_nobody_asked_is_none() -> None:
    with pytest.raises(NotFound):
        decline_need(by=person(), need=offered(), at=NOW)


# --- by an organisation ---


def to_body() -> tuple[Need, Dispatch]:
    need = make_need(state=NeedState.QUEUED)
    return need, dispatch_to_body(by=make.make_officer(), need=need, body=make.make_body(), at=NOW)


def test_a_body_accepts_and_its_members_say_yes_for_themselves() -> None:
    need, round_ = to_body()
    assert round_.body is not None
    leader, who = make.make_leader(round_.body), make.make_volunteer()
    join(round_.body, who)
    accept_for_body(by=leader, dispatch=round_, at=NOW)
    need.refresh_from_db()
    assert (need.state, need.body, need.taken) == (NeedState.ACCEPTED, round_.body, 0)

    asks = ask_members(by=leader, need=need, volunteers=[who.pk], at=NOW)
    assert [each.volunteer for each in asks] == [who]
    assert ask_members(by=leader, need=need, volunteers=[who.pk], at=NOW) == []
    with pytest.raises(NotAskedForNeed):
        accept_need(by=person(), need=need, at=NOW)
    serving = accept_need(by=make.volunteer_standing(who), need=need, at=NOW)
    need.refresh_from_db()
    assert (serving.body, need.state, need.taken) == (round_.body, NeedState.ACCEPTED, 1)


def test_only_members_are_asked() -> None:
    need, round_ = to_body()
    assert round_.body is not None
    leader, member, stranger = make.make_leader(round_.body), make.make_volunteer(), make.make_volunteer()
    join(round_.body, member)
    accept_for_body(by=leader, dispatch=round_, at=NOW)
    need.refresh_from_db()
    for wanted in ([member.pk, stranger.pk], []):
        with pytest.raises(NotAMember):
            ask_members(by=leader, need=need, volunteers=wanted, at=NOW)
    with pytest.raises(NotAllowed):
        ask_members(by=make.make_leader(make.make_body()), need=need, volunteers=[member.pk], at=NOW)
    assert not NeedAsk.objects.exists()


def test_a_body_says_no_with_a_reason_and_it_is_queued_again() -> None:
    need, round_ = to_body()
    assert round_.body is not None
    leader = make.make_leader(round_.body)
    with pytest.raises(DispatchReasonNeeded):
        decline_for_body(by=leader, dispatch=round_, reason="", at=NOW)
    decline_for_body(by=leader, dispatch=round_, reason="这周人手不够", at=NOW)
    need.refresh_from_db()
    round_.refresh_from_db()
    assert (need.state, round_.state, round_.reason) == (
        NeedState.QUEUED,
        DispatchState.DECLINED,
        "这周人手不够",
    )
    assert "这周人手不够" in Message.objects.get(account_id=round_.made_by_id).text
    for answer in (lambda: accept_for_body(by=leader, dispatch=round_, at=NOW),
                   lambda: decline_for_body(by=leader, dispatch=round_, reason="又一次", at=NOW)):  # fmt: skip
        with pytest.raises(DispatchEnded):
            answer()


def test_nobody_else_answers_for_a_body() -> None:
    need, round_ = to_body()
    for by in (make.make_officer(), make.make_leader(make.make_body()), person(), make.make_member()):
        with pytest.raises(NotAllowed):
            accept_for_body(by=by, dispatch=round_, at=NOW)
        with pytest.raises(NotAllowed):
            decline_for_body(by=by, dispatch=round_, reason="不", at=NOW)
    unchanged(need)


def test_a_body_that_found_nobody_can_be_asked_for_it_back() -> None:
    need, round_ = to_body()
    assert round_.body is not None
    accept_for_body(by=make.make_leader(round_.body), dispatch=round_, at=NOW)
    withdraw_dispatch(by=make.make_officer(), need=need, reason="三天没有找到人", at=NOW)
    need.refresh_from_db()
    assert (need.state, need.body) == (NeedState.QUEUED, None)
