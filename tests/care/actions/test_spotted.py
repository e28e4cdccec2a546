"""Spotted problems: reported by anybody, told to the grid's keeper, passed on, solved, put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from redvest.care.actions.spotted import OF_AN_ADDRESS, report_spotted
from redvest.care.actions.spotted_outcome import join_spotted, pass_on_spotted, solve_spotted
from redvest.care.choices import NeedKind, NeedState, PictureOf, SpottedKind
from redvest.care.models import Need, NeedPicture, NeedStep
from redvest.care.need_errors import NeedMoved
from redvest.care.queries.spotted import what_was_seen
from redvest.care.rules.spotted import LARGEST_PICTURE, SpottedForm
from redvest.care.spotted_errors import BadSpotted, SpottedNotAlike, SpottedWordsMissing
from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.actions.grid import add_grid, appoint_keeper
from redvest.registry.choices import Role
from redvest.registry.models import Grid, Message, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from tests.factories import registry as make
from tests.factories.picture import PNG, TELLING
from tests.factories.registry import CITY, NOW, TODAY
from tests.registry.rules.test_grid import SQUARE, polygon

pytestmark = pytest.mark.django_db
GUEST = GUEST_STANDING(CITY)
LITTER = SpottedForm(
    kind=SpottedKind.LITTER, place="菜市场东门边", words="堆了两天，有味道了", community="360502001001"
)  # fmt: skip


@pytest.fixture(autouse=True)
def domains() -> None:
    make.make_domain("xinyu:06", "环境保护")
    make.make_domain("xinyu:01", "生态文明")
    make.make_domain("xinyu:02", "邻里守望")
    make.make_region_tree()


def kept_grid() -> tuple[Grid, Volunteer]:
    tree = make.make_region_tree()
    officer = make.make_officer(tree.yushui)
    grid = add_grid(by=officer, community=tree.baihua, name="第一网格", outline=polygon(SQUARE), at=NOW)
    keeper = make.make_volunteer(name="赵网格")
    appoint_keeper(by=officer, place=grid, number=keeper.number, starts_on=TODAY, at=NOW)
    return grid, keeper


def middle(grid: Grid) -> dict[str, Any]:
    return {"lon": grid.lon, "lat": grid.lat}


def report(by: Standing = GUEST, **changed: Any) -> Need:
    at = changed.pop("at", NOW)
    return report_spotted(by=by, form=replace(LITTER, **changed), address="10.0.0.1", at=at).need


def test_a_guest_reports_and_the_grids_keeper_hears_of_it() -> None:
    grid, keeper = kept_grid()
    need = report(community="", **middle(grid))

    need.refresh_from_db()
    assert (need.kind, need.state, need.grid, need.region) == (
        NeedKind.SPOTTED, NeedState.QUEUED, grid, grid.community,
    )  # fmt: skip
    assert (need.requester, need.domain.name, need.spotted_kind) == (None, "环境保护", "litter")
    assert need.due_at == NOW + timedelta(hours=24) and need.cell and len(need.number) == 8
    told = Message.objects.get()
    assert told.volunteer == keeper and "垃圾没人收：菜市场东门边" in told.text
    step = NeedStep.objects.get()
    assert (step.verb, step.before, step.after) == ("report_spotted", "", "queued")
    line = AuditLine.objects.latest("id")
    assert (line.verb, line.actor_kind, "菜市场" in str(line.details)) == ("report_spotted", "guest", False)


def test_who_is_signed_in_finds_the_report_again_also_a_child() -> None:
    child = make.make_volunteer(name="小明", birth_on=NOW.date().replace(year=2013))
    need = report(make.volunteer_standing(child))
    assert need.requester == child.account and need.grid is None and need.cell == ""
    assert what_was_seen(need).words == "堆了两天，有味道了"


def test_a_point_without_outline_around_goes_to_the_nearest_grid() -> None:
    grid, _keeper = kept_grid()
    assert grid.lon is not None
    need = report(community="", lon=grid.lon + 0.015, lat=grid.lat)
    assert need.grid == grid


def test_who_chose_a_community_meant_it() -> None:
    grid, _keeper = kept_grid()
    need = report(community="360502001004", **middle(grid))
    assert (need.region.name, need.grid) == ("站前社区", None) and not Message.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": ""}, "place"),
        ({"community": ""}, "community"),
        ({"community": "360502001"}, "community"),  # a street
        ({"community": "", "lon": 100.0, "lat": 30.0}, "community"),  # no grid anywhere near
        ({"words": "去问 13907900001"}, "words"),
    ],
)
def test_what_cannot_be_found_again_is_not_taken(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(BadSpotted) as refused:
        report(**changed)
    assert [each["field"] for each in refused.value.details["errors"]] == [field]
    assert not Need.objects.exists() and not NeedStep.objects.exists()


def test_pictures_are_kept_and_what_is_none_is_refused_with_the_whole_report() -> None:
    done = report_spotted(by=GUEST, form=LITTER, pictures=[TELLING], at=NOW).need
    picture = NeedPicture.objects.get()
    assert (picture.of, picture.media_type, picture.need) == (PictureOf.ASKED, "image/png", done)
    assert storage().read(picture.key) == PNG and b"GPS" in TELLING  # where it was taken is gone
    for bad in (b"GIF89a", b"%PDF-1.7 %%EOF", PNG[:-20], b""):
        with pytest.raises(BadSpotted):
            report_spotted(by=GUEST, form=replace(LITTER, place="别处"), pictures=[bad], at=NOW)
    assert Need.objects.count() == NeedPicture.objects.count() == 1


def test_pressed_twice_it_is_one_report_and_told_once() -> None:
    grid, _keeper = kept_grid()
    first, again = report(**middle(grid)), report(**middle(grid), at=NOW + timedelta(minutes=9))
    assert first == again and Message.objects.count() == 1
    later = report(**middle(grid), at=NOW + timedelta(minutes=11))
    other = report(make.make_member(), **middle(grid))
    assert len({first.pk, later.pk, other.pk}) == 3


def test_a_flood_from_one_address_is_slowed_down() -> None:
    for turn in range(OF_AN_ADDRESS):
        report(place=f"第{turn}个垃圾桶")
    with pytest.raises(TooManyTries):
        report(place="又一个垃圾桶")
    assert Need.objects.count() == OF_AN_ADDRESS
    assert report(make.make_member(), place="又一个垃圾桶").number


def test_the_same_thing_near_by_is_proposed_as_one() -> None:
    grid, _keeper = kept_grid()
    first = report(**middle(grid))
    assert grid.lon is not None
    found = report_spotted(
        by=GUEST, form=replace(LITTER, place="菜场东门", lon=grid.lon + 0.0005, lat=grid.lat), at=NOW
    )
    assert [each.pk for each in found.alike] == [first.pk]
    for other in (
        replace(LITTER, place="远一点", lon=grid.lon - 0.0015, lat=grid.lat),
        replace(LITTER, kind=SpottedKind.PARKING, place="车", lon=grid.lon, lat=grid.lat),
        replace(LITTER, place="没有点"),
    ):
        assert report_spotted(by=GUEST, form=replace(other, place=f"{other.place}里"), at=NOW).alike == ()


def test_a_week_later_or_ended_it_is_another() -> None:
    grid, _keeper = kept_grid()
    first = report(**middle(grid))
    late = report_spotted(by=GUEST, form=replace(LITTER, **middle(grid)), at=NOW + timedelta(days=8))
    assert late.alike == ()
    Need.objects.filter(pk=first.pk).update(state=NeedState.PASSED_ON, closed_at=NOW)
    assert report_spotted(by=GUEST, form=replace(LITTER, place="又来", **middle(grid)), at=NOW).alike == ()


def handlers(grid: Grid, keeper: Volunteer) -> list[Standing]:
    station = make.make_station(grid.community)
    account = make.make_account(name="站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return [
        make.volunteer_standing(keeper),
        make.standing_of(account),
        make.make_officer(make.make_region_tree().chengnan),
    ]


def test_grid_keeper_station_keeper_and_officer_pass_on_and_the_reporter_hears_to_whom() -> None:
    grid, keeper = kept_grid()
    for turn, by in enumerate(handlers(grid, keeper)):
        reporter = make.make_member()
        need = report(reporter, place=f"第{turn}处", **middle(grid))
        pass_on_spotted(by=by, need=need, words="  转给城管中队了。 ", at=NOW)
        need.refresh_from_db()
        assert (need.state, need.due_at, need.closed_at) == (NeedState.PASSED_ON, None, NOW)
        assert need.steps.latest("at", "id").words == "转给城管中队了。"
        told = Message.objects.get(account=reporter.account_id)
        assert "已经转办：转给城管中队了" in told.text


def test_nobody_else_touches_it() -> None:
    grid, _keeper = kept_grid()
    need = report(**middle(grid))
    tree = make.make_region_tree()
    zone_keeper = make.make_volunteer()
    strangers = [
        GUEST, make.make_member(), make.make_officer(tree.fenyi), make.make_leader(make.make_body()),
        make.volunteer_standing(zone_keeper),
    ]  # fmt: skip
    for by in strangers:
        for act in (pass_on_spotted, solve_spotted):
            with pytest.raises(NotAllowed):
                act(by=by, need=need, words="不是我的事", at=NOW)
    need.refresh_from_db()
    assert need.state == NeedState.QUEUED and need.steps.count() == 1


def test_a_keeper_of_yesterday_is_none_today() -> None:
    grid, keeper = kept_grid()
    need = report(**middle(grid))
    grid.keepings.update(starts_on=TODAY - timedelta(days=9), ends_on=TODAY - timedelta(days=1))
    with pytest.raises(NotAllowed):
        pass_on_spotted(by=make.volunteer_standing(keeper), need=need, words="转给城管", at=NOW)


@pytest.mark.parametrize("words", ["", " ", "好", "找 13907900001"])
def test_it_is_said_to_whom_or_how(words: str) -> None:
    need, officer = report(), make.make_officer()
    for act in (pass_on_spotted, solve_spotted):
        with pytest.raises(SpottedWordsMissing):
            act(by=officer, need=need, words=words, at=NOW)
    need.refresh_from_db()
    assert need.state == NeedState.QUEUED


def test_solved_with_a_picture_of_how_it_looks_now_also_after_passing_on() -> None:
    officer = make.make_officer()
    need = report(make.make_member())
    pass_on_spotted(by=officer, need=need, words="转给环卫所", at=NOW)
    later = NOW + timedelta(days=1)
    solve_spotted(by=officer, need=need, words="清走了", pictures=[PNG], at=later)
    need.refresh_from_db()
    assert (need.state, need.served_at, need.closed_at) == (NeedState.CLOSED, later, later)
    assert need.pictures.get().of == PictureOf.DONE
    assert "谢谢你" in Message.objects.latest("created_at").text
    with pytest.raises(NeedMoved):
        solve_spotted(by=officer, need=need, words="又清走了", at=later)
    with pytest.raises(NeedMoved):
        pass_on_spotted(by=officer, need=need, words="转给谁呢", at=later)
    assert need.steps.count() == 3


def test_a_broken_picture_solves_nothing() -> None:
    need = report()
    with pytest.raises(BadSpotted):
        solve_spotted(by=make.make_officer(), need=need, words="清走了", pictures=[b"GIF89a"], at=NOW)
    need.refresh_from_db()
    assert need.state == NeedState.QUEUED


def test_two_reports_of_one_thing_are_put_together_by_people() -> None:
    grid, keeper = kept_grid()
    by = make.volunteer_standing(keeper)
    first, second = report(**middle(grid)), report(place="东门垃圾桶旁", **middle(grid))
    far = report(place="别处")
    with pytest.raises(SpottedNotAlike):
        join_spotted(by=by, need=second, into=second, at=NOW)
    with pytest.raises(NotAllowed):
        join_spotted(by=make.make_member(), need=second, into=first, at=NOW)
    with pytest.raises(SpottedNotAlike):
        join_spotted(by=make.make_officer(), need=far, into=first, at=NOW)
    join_spotted(by=by, need=second, into=first, at=NOW)
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.due_at) == (NeedState.MERGED, first, None)
    with pytest.raises((NeedMoved, SpottedNotAlike)):
        join_spotted(by=by, need=second, into=first, at=NOW)
    first.refresh_from_db()
    assert first.state == NeedState.QUEUED


def test_everybody_who_reported_it_hears_what_became_of_it() -> None:
    grid, keeper = kept_grid()
    by, people = make.volunteer_standing(keeper), [make.make_member() for _ in range(3)]
    first, second, third = (
        report(each, place=f"东门第{turn}处", **middle(grid)) for turn, each in enumerate(people)
    )
    join_spotted(by=by, need=third, into=second, at=NOW)
    assert "两条并成了一条" in Message.objects.get(account=people[2].account_id).text
    join_spotted(by=by, need=second, into=first, at=NOW)
    assert Message.objects.filter(account=people[2].account_id).count() == 1
    solve_spotted(by=by, need=first, words="清走了", at=NOW)
    for turn, each in enumerate(people):
        told = Message.objects.filter(account=each.account_id, text__contains="解决了：清走了")
        assert f"东门第{turn}处" in told.get().text


def test_two_reports_of_ones_own_are_no_news() -> None:
    grid, keeper = kept_grid()
    me = make.make_member()
    first, second = report(me, **middle(grid)), report(me, place="东门外", **middle(grid))
    join_spotted(by=make.volunteer_standing(keeper), need=second, into=first, at=NOW)
    assert not Message.objects.filter(account=me.account_id).exists()


def test_more_or_larger_pictures_than_a_report_takes_solve_nothing() -> None:
    need = report()
    for pictures in ([PNG] * 4, [PNG + bytes(LARGEST_PICTURE)]):
        with pytest.raises(BadSpotted):
            solve_spotted(by=make.make_officer(), need=need, words="清走了", pictures=pictures, at=NOW)
    need.refresh_from_db()
    assert need.state == NeedState.QUEUED and not need.pictures.exists()
