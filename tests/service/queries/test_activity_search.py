"""Finding something to do: by words, place, distance, day and whether there is still room; drafts never."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from redvest.connectors.maps.coordinates import distance_m
from redvest.core.clock import CHINA
from redvest.registry.models import ServiceDomain
from redvest.service.choices import ActivityState
from redvest.service.models import Activity
from redvest.service.queries.activity import (
    domain_family,
    in_my_charge,
    led_by,
    search_activities,
    to_review,
    visible_to,
    waiting_counts,
)
from tests.factories.registry import (
    CITY,
    NOW,
    make_account,
    make_body,
    make_centre,
    make_domain,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HERE = (114.93, 27.81)


def find(**how: object) -> set[Activity]:
    return set(search_activities(**({"city": CITY, "at": NOW} | how)))


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    "q",
    ["陪独居老人买菜", "独居老人", "老人", "买菜", "菜", "老人 买菜", "买菜，老人", "  老人  ", "pei", "lao ren", "PEI",
     "pdjlrmc", "ｐｅｉ", "老人 pei", "laoren", "PeiDuJuLaoRenMaiCai", "lrmc", "pdj", "买菜 laoren"],
)  # fmt: skip
def test_words_parts_of_words_pinyin_and_initials_find_it(q: str) -> None:
    wanted, other = make_activity(title="陪独居老人买菜"), make_activity(title="清理河滩垃圾")
    Activity.objects.filter(pk=other.pk).update(content="捡拾、分拣、装袋。")

    assert find(q=q) == {wanted}


def test_what_is_to_be_done_is_found_by_its_words_all_of_them() -> None:
    found, other = make_activity(title="敬老院陪伴日"), make_activity(title="清理河滩垃圾")
    Activity.objects.filter(pk=found.pk).update(content="陪老人聊天、下棋。")
    Activity.objects.filter(pk=other.pk).update(content="捡拾、分拣、装袋。")
    assert find(q="陪老人") == find(q="陪老人 敬老院") == {found}
    assert find(q="陪老人 河滩") == set()


@pytest.mark.parametrize(
    "q", ["老师", "人老", "独老", "买菜 河滩", "zzz", "pz", "laoshi", "%", "'", "老人；DROP"]
)
def test_what_is_not_in_it_does_not_find_it(q: str) -> None:
    activity = make_activity(title="陪独居老人买菜")

    assert find(q=q) == ({activity} if q in "%'" else set()), "signs alone say nothing and find all"


def test_nothing_asked_finds_all_of_this_city() -> None:
    here, elsewhere = make_activity(), make_activity()
    Activity.objects.filter(pk=elsewhere.pk).update(city="410800")

    assert find() == {here}
    assert find(city="410800") == {elsewhere}


@pytest.mark.parametrize("state", ActivityState)
def test_only_what_is_published_is_found(state: ActivityState) -> None:
    activity = make_activity(state=state)

    assert find() == ({activity} if state == ActivityState.PUBLISHED else set())


@pytest.mark.parametrize(
    ("after_end", "found"), [(timedelta(microseconds=-1), True), (timedelta(), False), (HOUR, False)]
)
def test_what_is_over_is_not_found(after_end: timedelta, found: bool) -> None:
    activity = make_activity()

    assert (activity in find(at=activity.ends_at + after_end)) == found


def test_a_domain_is_found_by_key_by_name_and_through_the_other_schemes() -> None:
    ours, same, far = (
        make_domain("xinyu:02", "邻里守望"), make_domain("henan:03", "社区服务"), make_domain("xinyu:05", "生态环保"),
    )  # fmt: skip
    third = make_domain("national:07", "为老服务")
    ours.maps_to.add(same, third)
    activities = {d.key: make_activity(domain_key=d.key) for d in (ours, same, far, third)}

    assert set(domain_family("xinyu:02")) == {"xinyu:02", "henan:03", "national:07"}
    for asked in ("xinyu:02", "邻里守望"):
        assert find(domain=asked) == {activities[key] for key in ("xinyu:02", "henan:03", "national:07")}
    assert find(domain="henan:03") == {activities["xinyu:02"], activities["henan:03"]}
    assert find(domain="生态环保") == {activities["xinyu:05"]}
    assert find(domain="nonsense") == set()
    assert ServiceDomain.objects.count() == 4


def test_a_region_is_found_with_all_that_lies_in_it() -> None:
    tree = make_region_tree()
    of = {
        name: make_activity(region=getattr(tree, name))
        for name in ("baihua", "zhanqian", "chengnan", "qiandong", "city")
    }

    assert find(region_path=tree.chengnan.path) == {of["baihua"], of["zhanqian"], of["chengnan"]}
    assert find(region_path=tree.yushui.path) == {of["baihua"], of["zhanqian"], of["chengnan"]}
    assert find(region_path=tree.baihua.path) == {of["baihua"]}
    assert find(region_path=tree.city.path) == set(of.values())
    assert find(region_path="360500/360521/") == {of["qiandong"]}


def off(metres_east: float, metres_north: float) -> tuple[float, float]:
    lat = HERE[1] + metres_north / 111_195
    return HERE[0] + metres_east / (111_195 * math.cos(math.radians(lat))), lat


@pytest.mark.parametrize(
    ("east", "north"),
    [(0, 0), (900, 0), (0, -900), (3000, 4000), (-13_000, 14_000), (0, 19_990), (19_990, 0), (-19_990, 0)],
)
def test_the_distance_is_the_great_circle_to_the_metre(east: float, north: float) -> None:
    lon, lat = off(east, north)
    make_activity(lon=lon, lat=lat)

    (found,) = search_activities(city=CITY, at=NOW, near=HERE)

    assert found.distance_m == pytest.approx(distance_m(*HERE, lon, lat), abs=1)


@pytest.mark.parametrize(
    ("east", "north", "found"),
    [(0, 4_995, True), (0, 5_005, False), (4_995, 0, True), (5_005, 0, False), (3_530, 3_530, True), (3_540, 3_540, False),
     (-4_900, 4_900, False)],
)  # fmt: skip
def test_near_is_a_circle_and_no_box(east: float, north: float, found: bool) -> None:
    lon, lat = off(east, north)
    activity = make_activity(lon=lon, lat=lat)

    assert find(near=HERE, within_m=5_000) == ({activity} if found else set())


@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4), st.floats(18, 53))
def test_near_finds_exactly_what_the_formula_says(east: float, north: float, latitude: float) -> None:
    activity = Activity.objects.first() or make_activity()
    lon, lat = 110 + east, latitude + north
    Activity.objects.filter(pk=activity.pk).update(lon=lon, lat=lat)
    away = distance_m(110, latitude, lon, lat)

    found = list(search_activities(city=CITY, at=NOW, near=(110, latitude)))

    if abs(away - 20_000) > 1:
        assert bool(found) == (away < 20_000)
    for each in found:
        assert each.distance_m == pytest.approx(away, abs=1)


def test_what_has_no_point_is_never_near() -> None:
    activity = make_activity()
    Activity.objects.filter(pk=activity.pk).update(lon=None, lat=None)

    assert find(near=HERE) == set()
    assert find() == {activity}


DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("starts", "hours", "found"),
    [
        ("2026-03-09T22:00", 2, False),  # ends at midnight as the day begins
        ("2026-03-09T22:00", 2.5, True),
        ("2026-03-10T00:00", 1, True),
        ("2026-03-10T23:59", 1, True),
        ("2026-03-11T00:00", 1, False),
        ("2026-03-08T09:00", 72, True),  # goes on over the whole day
        ("2026-03-09T07:30", 1, False),  # in UTC it is still the 8th
        ("2026-03-10T07:30", 1, True),  # in UTC it is still the 9th
    ],
)
def test_a_day_is_from_midnight_to_midnight_in_china(starts: str, hours: float, found: bool) -> None:
    activity = make_activity(starts_at=china(starts), hours=hours)

    assert find(from_=DAY, to=DAY) == ({activity} if found else set())


def test_from_and_to_stand_alone() -> None:
    before, on, after = (make_activity(starts_at=china(f"2026-03-{day}T09:00")) for day in ("09", "10", "11"))

    assert find(from_=DAY) == {on, after}
    assert find(to=DAY) == {before, on}
    assert find(from_=DAY + timedelta(days=5)) == set()
    assert find(from_=date(2026, 3, 11), to=date(2026, 3, 9)) == set()


def test_open_only_means_that_one_can_sign_up_now_and_get_a_place() -> None:
    room = make_post(places=2, taken=1).activity
    full = make_post(places=2, taken=2).activity
    second = make_post(places=1, taken=1).activity
    make_post(activity=second, places=1)
    not_yet = make_post(activity=make_activity(signup_opens_at=NOW + HOUR)).activity
    closed = make_post(activity=make_activity(signup_closes_at=NOW)).activity
    just_opened = make_post(activity=make_activity(signup_opens_at=NOW)).activity
    without_posts = make_activity()

    assert find(open_only=True) == {room, second, just_opened}
    assert find() == {room, full, second, not_yet, closed, just_opened, without_posts}


def test_everything_asked_holds_at_once() -> None:
    tree = make_region_tree()
    wanted = make_activity(region=tree.baihua, starts_at=china("2026-03-10T09:00"), signup_opens_at=NOW)
    make_post(activity=wanted)
    asked = {
        "q": "买菜", "domain": "xinyu:02", "region_path": tree.yushui.path, "near": HERE, "from_": DAY, "to": DAY,
        "open_only": True,
    }  # fmt: skip
    assert find(**asked) == {wanted}

    changes: list[dict[str, object]] = [
        {"q": "清河"}, {"domain": "xinyu:99"}, {"region_path": tree.fenyi.path}, {"near": (116.4, 39.9)},
        {"from_": DAY + timedelta(days=1), "to": DAY + timedelta(days=1)}, {"at": NOW - timedelta(days=1)},
    ]  # fmt: skip
    for change in changes:
        assert find(**(asked | change)) == set(), change


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_cards_costs_two_queries_however_many(count: int) -> None:
    for number in range(count):
        activity = make_activity(title=f"活动 {number}")
        for _ in range(2):
            make_post(activity=activity)

    with CaptureQueriesContext(connection) as asked:
        cards = [
            (
                a.title,
                a.body.name,
                a.domain.name,
                a.region.name,
                [(p.title, p.places, p.taken) for p in a.posts.all()],
            )
            for a in search_activities(city=CITY, at=NOW, q="活动", near=HERE, open_only=True)
        ]

    assert len(cards) == count
    assert len(asked) == 2


def test_posts_come_in_their_order() -> None:
    activity = make_activity()
    last, first, middle = (make_post(activity=activity, title=title) for title in ("c", "a", "b"))
    for order, post in enumerate((first, middle, last)):
        post.order = order
        post.save()

    (found,) = search_activities(city=CITY, at=NOW)

    assert [post.title for post in found.posts.all()] == ["a", "b", "c"]


def test_only_who_waits_is_counted_as_waiting() -> None:
    full, other, empty = make_post(places=1), make_post(), make_post()
    for state in ("confirmed", "waiting", "waiting", "cancelled"):
        make_signup(post=full, volunteer=make_volunteer(), state=state)
    make_signup(post=other, volunteer=make_volunteer(), state="waiting")

    assert waiting_counts([full.pk, empty.pk]) == {full.pk: 2}
    assert waiting_counts([]) == {}


@pytest.mark.parametrize("state", ActivityState)
def test_who_may_see_an_activity(state: ActivityState) -> None:
    activity = make_activity(state=state)
    public = state in (ActivityState.PUBLISHED, ActivityState.CLOSED, ActivityState.CANCELLED)

    for insider in (make_leader(activity.body), make_officer(), make_centre(), standing_of(activity.leader)):
        assert visible_to(insider, activity)
    for outsider in (make_member(), make_leader(make_body()), make_officer(make_region_tree().fenyi)):
        assert visible_to(outsider, activity) == public


def test_a_draft_that_was_cancelled_stays_unseen() -> None:
    activity = make_activity(state=ActivityState.CANCELLED)
    activity.submitted_at = None

    assert not visible_to(make_member(), activity)
    assert visible_to(make_leader(activity.body), activity)


def test_review_shows_what_waits_in_ones_own_place_the_soonest_first() -> None:
    tree = make_region_tree()
    late, early = (
        make_activity(state=ActivityState.SUBMITTED, starts_at=NOW + n * 24 * HOUR) for n in (3, 2)
    )
    make_activity(state=ActivityState.PUBLISHED)
    away = make_activity(state=ActivityState.SUBMITTED, region=tree.qiandong)
    officer = make_officer()
    own = make_activity(state=ActivityState.SUBMITTED)
    Activity.objects.filter(pk=own.pk).update(leader_id=officer.account_id)

    assert list(to_review(officer)) == [early, late]
    assert list(to_review(make_officer(tree.fenyi))) == [away]
    assert set(to_review(make_centre())) == {early, late, away, own}
    assert list(to_review(make_leader(early.body))) == list(to_review(make_member())) == []


def test_ones_own_activities_the_latest_first_with_their_numbers() -> None:
    body = make_body()
    first, second = (make_activity(body=body, starts_at=NOW + n * HOUR) for n in (1, 2))
    make_post(activity=first, places=3, taken=1)
    make_post(activity=first, places=4, taken=2)
    account = make_account()
    elsewhere = make_activity(leader=account)

    led = list(led_by(make_leader(body)))

    assert led == [second, first]
    assert [(each.places, each.taken) for each in led] == [(None, None), (7, 3)]
    assert list(led_by(standing_of(account))) == [elsewhere]
    assert set(in_my_charge(make_officer())) == {first, second, elsewhere}
    assert list(in_my_charge(make_member())) == []
