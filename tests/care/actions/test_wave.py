"""Waves: a few at a time, the fitting ones, with reasons, never the same twice, and nobody too often."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.care.actions.ask_answer import accept_need, decline_need
from redvest.care.actions.dispatch import ask_in_waves
from redvest.care.actions.wave import send_due_waves, send_wave
from redvest.care.choices import NeedState
from redvest.care.models import Dispatch, Need, NeedAsk, NeedStep
from redvest.care.queries.candidates import choose_wave
from redvest.care.rules.ask_reasons import in_words
from redvest.registry.choices import ProjectInvites, QualificationState, RealNameState, VolunteerState
from redvest.registry.models import DatedSetting, Message, Profile, Qualification, Region, Volunteer
from redvest.registry.queries.skill import every_skill
from tests.factories import registry as make
from tests.factories.care import make_need, make_serving
from tests.factories.dispatch import HOUR
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def queued(**more: object) -> Need:
    return make_need(state=NeedState.QUEUED, **more)  # type: ignore[arg-type]


def chosen(need: Need) -> list[Volunteer]:
    return [Volunteer.objects.get(pk=who) for who, _why in choose_wave(need, NOW)]


def set_rule(key: str, value: int) -> None:
    """For the whole city, from the first day on."""
    DatedSetting.objects.create(
        key=key, region=make.make_region_tree().city, effective_on=date(2026, 1, 1), value=value, set_at=NOW
    )


def profile(volunteer: Volunteer, **more: object) -> None:
    Profile.objects.create(volunteer=volunteer, changed_at=NOW, **more)  # type: ignore[misc]


def test_the_best_come_first_with_their_reasons() -> None:
    tree = make.make_region_tree()
    plain = make.make_volunteer(region=tree.zhanqian)
    near = make.make_volunteer()
    best = make.make_volunteer(domains=("xinyu:02",))
    profile(best, slots=0b11)
    need = queued(slots=0b10)
    assert chosen(need) == [best, near, plain]
    words = in_words(choose_wave(need, NOW)[0][1])
    assert words == [
        "就住在这个社区",
        "愿意做这一类服务",
        "那个时间有空",
        "手上没有别的单",
        "还没有拿需求问过他",
    ]
    assert in_words(choose_wave(need, NOW)[2][1])[0] == "住得不远"


def test_a_skill_that_is_wanted_weighs() -> None:
    make.make_volunteer()
    able = make.make_volunteer()
    named = next(each for each in every_skill() if "理发" in each.name)
    Volunteer.objects.filter(pk=able.pk).update(skills=named.name)
    need = queued(skills=[named.key])
    assert chosen(need)[0] == able
    assert "会做要做的事" in in_words(choose_wave(need, NOW)[0][1])


def test_who_is_never_asked() -> None:
    tree = make.make_region_tree()
    make.make_volunteer(state=VolunteerState.SUSPENDED)
    make.make_volunteer(real_name_state=RealNameState.MISSING)
    make.make_volunteer(with_account=False)
    make.make_volunteer(birth_on=date(2010, 5, 1))  # fifteen
    make.make_volunteer(region=tree.qiandong)  # another district
    make.make_volunteer(phone="13907900001")  # who asked for it
    profile(make.make_volunteer(), project_invites=ProjectInvites.REFUSE)
    requester = make.make_volunteer()
    assert chosen(queued(requester=requester.account)) == []


def test_qualifications_are_asked_for_and_must_be_verified_and_valid() -> None:
    need = queued(qualifications=["first-aid"])
    held = {}
    for state, until in (("verified", None), ("verified", date(2026, 1, 1)), ("submitted", None)):
        who = make.make_volunteer()
        Qualification.objects.create(
            city=CITY, volunteer=who, kind="first-aid", issued_by="红十字会", issued_on=date(2020, 1, 1), expires_on=until,
            state=QualificationState(state), submitted_at=NOW, proof_key="x",
        )  # fmt: skip
        held[(state, until)] = who
    assert chosen(need) == [held[("verified", None)]]


def test_at_a_fixed_time_the_busy_are_left_out() -> None:
    busy, free = make.make_volunteer(), make.make_volunteer()
    activity = make_activity(starts_at=NOW + 24 * HOUR)
    make_signup(post=make_post(activity=activity), volunteer=busy)
    need = queued(starts_at=NOW + 25 * HOUR, ends_at=NOW + 26 * HOUR)
    assert chosen(need) == [free]


def test_who_has_enough_in_hand_is_not_asked() -> None:
    full, free = make.make_volunteer(), make.make_volunteer()
    for _ in range(3):
        make_serving(need=make_need(state=NeedState.ACCEPTED), volunteer=full)
    need = queued()
    assert chosen(need) == [free]
    set_rule("dispatch.most_held", 4)
    assert chosen(need) == [free, full]


def test_who_lives_too_far_is_not_asked_but_where_nobody_knows_how_far() -> None:
    tree = make.make_region_tree()
    near, far = make.make_volunteer(), make.make_volunteer(region=tree.zhanqian)
    need = queued()
    Region.objects.filter(pk=tree.zhanqian.pk).update(lon=None, lat=None)
    Region.objects.exclude(pk=need.region_id).update(lon=None, lat=None)
    Region.objects.filter(pk=need.region_id).update(lon=114.93, lat=27.81)
    assert chosen(need) == [near, far]
    Region.objects.filter(pk=tree.zhanqian.pk).update(lon=115.1, lat=27.81)  # about seventeen kilometres
    assert chosen(need) == [near]
    set_rule("dispatch.reach_metres", 20_000)
    assert chosen(need) == [near, far]


def test_nobody_is_asked_again_within_the_rest_days() -> None:
    who = make.make_volunteer()
    ask_in_waves(by=make.make_officer(), need=queued(), at=NOW)
    other = queued()
    assert choose_wave(other, NOW + timedelta(days=2)) == []
    [(found, why)] = choose_wave(other, NOW + timedelta(days=4))
    assert found == who.pk
    assert "有 4 天没有问过他了" in in_words(why)


def test_a_wave_has_a_size_and_the_next_asks_others() -> None:
    people = [make.make_volunteer() for _ in range(8)]
    need = queued()
    round_ = ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    assert (round_.waves, round_.next_wave_at, NeedAsk.objects.count()) == (1, NOW + HOUR, 5)

    assert send_due_waves(city=CITY, at=NOW + timedelta(minutes=59)) == 0
    assert send_due_waves(city=CITY, at=NOW + HOUR) == 3
    assert set(NeedAsk.objects.values_list("volunteer", flat=True)) == {each.pk for each in people}
    assert sorted(NeedAsk.objects.values_list("wave", flat=True)) == [1] * 5 + [2] * 3
    texts = Message.objects.values_list("text", flat=True)
    assert len(texts) == 8
    assert all(
        "刘桂英" not in each and "百花路 8 号" not in each and "帮独居老人买药" in each for each in texts
    )
    assert list(NeedStep.objects.filter(verb="send_wave").order_by("at").values_list("words", flat=True)) == [
        "第 1 批，问了 5 位", "第 2 批，问了 3 位",
    ]  # fmt: skip


def test_when_everybody_was_asked_the_dispatcher_hears_it_and_the_clock_stops() -> None:
    make.make_volunteer()
    officer = make.make_officer()
    need = queued()
    round_ = ask_in_waves(by=officer, need=need, at=NOW)
    assert send_due_waves(city=CITY, at=NOW + HOUR) == 0
    round_.refresh_from_db()
    assert (round_.next_wave_at, round_.waves) == (None, 2)
    assert "都问过了" in Message.objects.get(account_id=officer.account_id).text
    assert send_due_waves(city=CITY, at=NOW + 5 * HOUR) == 0


def test_no_more_waves_once_it_is_taken() -> None:
    people = [make.make_volunteer() for _ in range(7)]
    need = queued()
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    asked = NeedAsk.objects.first()
    assert asked is not None
    accept_need(by=make.volunteer_standing(asked.volunteer), need=need, at=NOW)
    assert send_due_waves(city=CITY, at=NOW + 2 * HOUR) == 0
    assert NeedAsk.objects.count() == 5 < len(people)


def test_the_same_wave_is_sent_once() -> None:
    [make.make_volunteer() for _ in range(12)]
    ask_in_waves(by=make.make_officer(), need=queued(), at=NOW)
    late = Dispatch.objects.get()
    assert send_wave(dispatch=Dispatch.objects.get(), at=NOW + HOUR) == 5
    assert send_wave(dispatch=late, at=NOW + HOUR) == 0
    assert NeedAsk.objects.count() == 10


def test_a_no_is_left_alone_also_in_the_next_round() -> None:
    who = make.make_volunteer()
    me = make.volunteer_standing(who)
    need = queued()
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    ask = decline_need(by=me, need=need, words="今天要上班", at=NOW)
    assert (ask.state, ask.words) == ("declined", "今天要上班")
    assert decline_need(by=me, need=need, at=NOW).pk == ask.pk
    assert choose_wave(need, NOW + timedelta(days=30)) == []


def test_the_queries_are_the_same_however_many_fit(django_assert_num_queries: object) -> None:
    need = queued()
    for more in (1, 3):
        [make.make_volunteer() for _ in range(more)]
        with django_assert_num_queries(11):  # type: ignore[operator]
            choose_wave(need, NOW)
