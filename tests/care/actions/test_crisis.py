"""The switch: who may, one at a place, the brief's versions, stop and come again, and the way back with sums that add up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care.actions.crisis import (
    CrisisForm,
    hand_back_crisis,
    open_crisis,
    say_come_again,
    say_stop_coming,
    write_brief,
)
from redvest.care.actions.crisis_need import end_crisis_need
from redvest.care.actions.crisis_staging import check_in_crisis, check_out_crisis
from redvest.care.crisis_errors import (
    CrisisNotStopped,
    CrisisOver,
    CrisisStopped,
    CrisisThere,
    CrisisUnknown,
    CrisisWordsMissing,
    StillOut,
)
from redvest.care.events import CrisisHandedBack
from redvest.care.models import Crisis, CrisisBrief, CrisisBroadcast, CrisisNeed
from redvest.care.queries.crisis import (
    brief_of,
    crises_for,
    crisis_for,
    live_crises,
    needs_count,
    people_count,
    public_crisis,
    timeline,
)
from redvest.core import events
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.policy import Standing
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def form(**changes: str) -> CrisisForm:
    said = {
        "name": "渝水区防汛",
        "kind": "flood",
        "office": "渝水区应急管理局",
        "brief": care.BRIEF,
    } | changes
    return CrisisForm(**said)


def keeper(path_of: str = "baihua") -> Standing:
    station = make.make_station(getattr(make.make_region_tree(), path_of))
    account = make.make_account(name="赵站长")
    make.make_grant(account=account, role=Role.STATION_KEEPER, station=station)
    return make.standing_of(account)


def test_an_officer_switches_it_on_and_everybody_sees_it() -> None:
    officer = make.make_officer()
    assert not live_crises(CITY).exists()
    made = care.make_crisis(by=officer)
    assert public_crisis(CITY, made.pk) == made
    assert (brief_of(made).text, made.brief_version) == (care.BRIEF, 1)
    line = AuditLine.objects.get(verb="open_crisis")
    assert (line.target_id, line.actor_id) == (str(made.pk), officer.account_id)


def test_who_does_not_govern_the_place_switches_nothing_on() -> None:
    tree = make.make_region_tree()
    others = [
        make.make_member(),
        care.GUEST,
        keeper(),
        make.make_officer(tree.fenyi),
        make.make_officer(tree.chengnan),
        make.make_leader(make.make_body()),
    ]
    for by in others:
        with pytest.raises(NotAllowed):
            open_crisis(by=by, region=tree.yushui, form=form(), at=NOW)
    assert not Crisis.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "汛" * 41},
        {"kind": "war"},
        {"office": ""},
        {"brief": ""},
        {"brief": "长" * 4001},
    ],
)
def test_what_is_lacking_is_asked_for(wrong: dict[str, str]) -> None:
    with pytest.raises(CrisisWordsMissing):
        open_crisis(by=make.make_officer(), region=make.make_region_tree().yushui, form=form(**wrong), at=NOW)
    assert not Crisis.objects.exists()


def test_one_at_a_place_until_it_is_handed_back() -> None:
    officer, place = make.make_officer(), make.make_region_tree().yushui
    first = care.make_crisis(by=officer)
    with pytest.raises(CrisisThere):
        open_crisis(by=officer, region=place, form=form(), at=NOW)
    assert Crisis.objects.count() == 1
    hand_back_crisis(by=officer, crisis=first, note="水退了", at=NOW + HOUR)
    open_crisis(by=officer, region=place, form=form(), at=NOW + 2 * HOUR)
    assert Crisis.objects.count() == 2


def test_who_sees_it_at_the_desk() -> None:
    tree = make.make_region_tree()
    made = care.make_crisis()
    seeing = [make.make_centre(), make.make_officer(), keeper("baihua")]
    blind = [make.make_officer(tree.fenyi), keeper("qiandong"), make.make_leader(make.make_body())]
    assert all(crisis_for(by, made.pk) == made for by in seeing)
    for by in blind:
        assert not crises_for(by).exists()
        with pytest.raises(CrisisUnknown):
            crisis_for(by, made.pk)


def test_a_crisis_of_one_community_is_not_seen_from_the_next() -> None:
    tree = make.make_region_tree()
    made = care.make_crisis(tree.zhanqian, by=make.make_officer())
    assert not crises_for(keeper("baihua")).exists()
    assert crisis_for(keeper("zhanqian"), made.pk) == made


def test_each_brief_stays_as_it_was_signed() -> None:
    officer = make.make_officer()
    made = care.make_crisis(by=officer)
    assert write_brief(by=officer, crisis=made, text="水位又涨，全部穿救生衣。", at=NOW + HOUR) == 2
    made.refresh_from_db()
    assert brief_of(made).text == "水位又涨，全部穿救生衣。"
    assert CrisisBrief.objects.get(version=1).text == care.BRIEF
    for by in (make.make_member(), keeper()):
        with pytest.raises(NotAllowed):
            write_brief(by=by, crisis=made, text="随便来", at=NOW)
    assert CrisisBrief.objects.count() == 2


def test_stop_and_come_again() -> None:
    officer = make.make_officer()
    made = care.make_crisis(by=officer)
    said = say_stop_coming(by=officer, crisis=made, words="人手够了，路要留给救护车", at=NOW)
    made.refresh_from_db()
    assert (made.takes_people, made.stop_words, said.stop) == (False, "人手够了，路要留给救护车", True)
    with pytest.raises(CrisisStopped):
        say_stop_coming(by=officer, crisis=made, words="再说一次", at=NOW)
    say_come_again(by=officer, crisis=made, words="夜里换班要 50 人", at=NOW + HOUR)
    made.refresh_from_db()
    assert made.takes_people
    with pytest.raises(CrisisNotStopped):
        say_come_again(by=officer, crisis=made, words="再说一次", at=NOW + HOUR)
    assert CrisisBroadcast.objects.count() == 2
    assert CrisisBroadcast.objects.get(pk=said.pk).done_at is not None, "the opposite is not told any more"
    assert [what for _at, what, _words in timeline(made)] == ["opened", "stop", "again"]


def test_nobody_else_says_stop_and_nothing_changes() -> None:
    made = care.make_crisis()
    for by in (make.make_member(), keeper(), make.make_officer(make.make_region_tree().fenyi), care.GUEST):
        with pytest.raises(NotAllowed):
            say_stop_coming(by=by, crisis=made, words="别来了", at=NOW)
    with pytest.raises(CrisisWordsMissing):
        say_stop_coming(by=make.make_officer(), crisis=made, words=" ", at=NOW)
    made.refresh_from_db()
    assert made.takes_people
    assert not CrisisBroadcast.objects.exists()


def test_while_somebody_is_out_there_it_is_not_handed_back() -> None:
    officer = make.make_officer()
    made = care.make_crisis(by=officer)
    person, area = care.make_person(made), care.make_area(made, officer)
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    with pytest.raises(StillOut) as refused:
        hand_back_crisis(by=officer, crisis=made, note="水退了", at=NOW + HOUR)
    assert refused.value.details == {"passes": [person.pass_code], "more": False}
    made.refresh_from_db()
    assert made.live
    check_out_crisis(by=officer, person=person, at=NOW + HOUR)
    hand_back_crisis(by=officer, crisis=made, note="水退了", at=NOW + HOUR)
    made.refresh_from_db()
    assert not made.live


def test_handed_back_every_need_has_an_end_and_the_sums_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = make.make_officer()
    made = care.make_crisis(by=officer)
    people = [care.make_person(made, name=name) for name in ("王小路", "李明霞", "张大山")]
    area = care.make_area(made, officer)
    check_in_crisis(by=officer, area=area, person=people[0], signs=None, at=NOW)
    check_out_crisis(by=officer, person=people[0], at=NOW + HOUR)
    new, seen = care.report(made, "缺药品"), care.verified(made, officer)
    met = care.verified(made, officer)
    end_crisis_need(by=officer, need=met, state="met", note="转移走了", at=NOW)
    heard: list[CrisisHandedBack] = []
    monkeypatch.setitem(events._listeners, CrisisHandedBack, [heard.append])
    assert hand_back_crisis(by=officer, crisis=made, note="水退了，转日常", at=NOW + HOUR) == 2
    assert heard == [CrisisHandedBack(CITY, made.pk, tuple(sorted((new.pk, seen.pk))))]
    states = dict(CrisisNeed.objects.values_list("pk", "state"))
    assert states == {new.pk: "handed-on", seen.pk: "handed-on", met.pk: "met"}
    sums, needs = people_count(made), needs_count(made)
    assert (sums.registered, sums.never_came, sums.out_there, sums.left) == (3, 2, 0, 1)
    assert sums.adds_up and needs.adds_up
    assert (needs.reported, needs.by_state["handed-on"], needs.by_state["met"]) == (3, 2, 1)


def test_after_the_way_back_nothing_is_written_any_more() -> None:
    officer = make.make_officer()
    made = care.make_crisis(by=officer)
    hand_back_crisis(by=officer, crisis=made, note="水退了", at=NOW)
    lines = AuditLine.objects.count()
    for work in (
        lambda: hand_back_crisis(by=officer, crisis=made, note="再来一次", at=NOW),
        lambda: write_brief(by=officer, crisis=made, text="新的", at=NOW),
        lambda: say_stop_coming(by=officer, crisis=made, words="别来", at=NOW),
        lambda: say_come_again(by=officer, crisis=made, words="快来", at=NOW),
        lambda: care.make_person(made),
        lambda: care.report(made),
        lambda: care.make_area(made, officer),
    ):
        with pytest.raises(CrisisOver):
            work()
    assert AuditLine.objects.count() == lines
    with pytest.raises(CrisisUnknown):
        public_crisis(CITY, made.pk)


def test_only_who_commands_hands_it_back() -> None:
    made = care.make_crisis()
    for by in (make.make_member(), keeper(), care.GUEST):
        with pytest.raises(NotAllowed):
            hand_back_crisis(by=by, crisis=made, note="水退了", at=NOW)
    with pytest.raises(CrisisWordsMissing):
        hand_back_crisis(by=make.make_officer(), crisis=made, note="", at=NOW)
    made.refresh_from_db()
    assert made.live
