"""Two at once in a crisis: one phone, the last places, two merges, and stop coming beside a registration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from redvest.care.actions.crisis import hand_back_crisis, say_stop_coming
from redvest.care.actions.crisis_broadcast import tell_broadcast
from redvest.care.actions.crisis_going import go_to_crisis_need
from redvest.care.actions.crisis_merge import merge_crisis_needs, part_crisis_needs
from redvest.care.actions.crisis_need import end_crisis_need
from redvest.care.actions.crisis_people import register_for_crisis
from redvest.care.actions.crisis_staging import check_in_crisis, check_out_crisis
from redvest.care.crisis_errors import (
    AreaFull,
    CrisisNeedEnded,
    CrisisOver,
    CrisisStopped,
    CrisisThere,
    EnoughGoing,
    GoingAlready,
    NeedsNotTwo,
    NotMerged,
    PersonIsThere,
    PersonNotThere,
    StillOut,
)
from redvest.care.models import Crisis, CrisisGoing, CrisisNeed, CrisisStay, CrisisVolunteer, StagingArea
from redvest.registry.models import Message
from tests.concurrency.moves import sound
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.race import at_once
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(found: list[Any]) -> list[type[Any]]:
    sound(found)
    return sorted((type(each) for each in found if isinstance(each, Exception)), key=str)


def test_one_phone_registering_eight_times_at_once_is_one_pass() -> None:
    crisis = care.make_crisis()
    form = care.registration(phone="13812345678")
    work = partial(register_for_crisis, by=care.GUEST, crisis=crisis, form=form, at=NOW)
    told = at_once(*[work] * 8)
    assert kinds(told) == []
    assert {each.person.pass_code for each in told if not isinstance(each, Exception)} == {
        CrisisVolunteer.objects.get().pass_code
    }
    assert sum(not each.again for each in told if not isinstance(each, Exception)) == 1


def test_stop_coming_beside_registrations_nobody_is_written_after_it() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)

    def register() -> Any:
        return register_for_crisis(by=care.GUEST, crisis=crisis, form=care.registration(), at=NOW)

    def stop() -> Any:
        said = say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
        return said.pk, CrisisVolunteer.objects.count()

    told = at_once(*[register] * 5, stop, *[register] * 5)
    assert set(kinds(told)) <= {CrisisStopped}
    stopped = told[5]
    assert isinstance(stopped, tuple)
    there = CrisisVolunteer.objects.count()
    assert there == stopped[1] == 10 - len(kinds(told))
    assert tell_broadcast(broadcast_id=stopped[0], at=NOW) == there == Message.objects.count()


def test_two_tellers_at_once_tell_nobody_twice() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    for _ in range(6):
        care.make_person(crisis)
    said = say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    work = partial(tell_broadcast, broadcast_id=said.pk, at=NOW)
    told = at_once(work, work, work)
    assert sum(told) == 6  # type: ignore[arg-type]
    assert Message.objects.count() == 6


def test_two_switch_one_place_on_at_once() -> None:
    officer = make.make_officer()
    told = at_once(*[lambda: care.make_crisis(by=officer)] * 3)
    assert kinds(told) == [CrisisThere, CrisisThere]
    assert Crisis.objects.count() == 1


def test_the_last_place_of_a_need_goes_to_one() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer, wanted=1)
    people = [care.make_person(crisis) for _ in range(4)]
    told = at_once(
        *[partial(go_to_crisis_need, by=care.GUEST, need=need, person=each, at=NOW) for each in people]
    )
    assert kinds(told) == [EnoughGoing] * 3
    need.refresh_from_db()
    assert (need.coming, CrisisGoing.objects.count()) == (1, 1)


def test_one_person_saying_it_twice_at_once_counts_once() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    need, person = care.verified(crisis, officer, wanted=5), care.make_person(crisis)
    told = at_once(*[partial(go_to_crisis_need, by=care.GUEST, need=need, person=person, at=NOW)] * 3)
    assert kinds(told) == [GoingAlready, GoingAlready]
    need.refresh_from_db()
    assert (need.coming, CrisisGoing.objects.count()) == (1, 1)


def test_two_merges_both_ways_at_once_leave_one_that_stands() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    a, b = care.report(crisis, "第一条"), care.report(crisis, "第二条")
    told = at_once(
        partial(merge_crisis_needs, by=officer, keep=a, other=b, at=NOW),
        partial(merge_crisis_needs, by=officer, keep=b, other=a, at=NOW),
    )
    assert kinds(told) == [NeedsNotTwo]
    assert sorted(CrisisNeed.objects.values_list("state", flat=True)) == ["merged", "new"]


def test_a_ring_of_merges_at_once_never_hangs_in_the_air() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    a, b, c = (care.report(crisis, f"第 {n} 条") for n in range(3))
    ways = [(a, b), (b, c), (c, a)]
    told = at_once(*[partial(merge_crisis_needs, by=officer, keep=k, other=o, at=NOW) for k, o in ways])
    assert set(kinds(told)) <= {NeedsNotTwo}
    states = {each.pk: each for each in CrisisNeed.objects.all()}
    assert sum(each.state == "new" for each in states.values()) == 1
    for each in states.values():
        assert each.merged_into_id is None or states[each.merged_into_id].state == "new"


def test_a_merge_beside_an_end_and_a_going() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    a, b = care.verified(crisis, officer), care.verified(crisis, officer)
    person = care.make_person(crisis)
    told = at_once(
        partial(merge_crisis_needs, by=officer, keep=a, other=b, at=NOW),
        partial(end_crisis_need, by=officer, need=b, state="met", note="好了", at=NOW),
        partial(go_to_crisis_need, by=care.GUEST, need=b, person=person, at=NOW),
    )
    assert set(kinds(told)) <= {NeedsNotTwo, CrisisNeedEnded}
    for need in CrisisNeed.objects.all():
        assert need.coming == need.goings.filter(withdrawn_at__isnull=True).count()


def test_taken_apart_twice_at_once_is_done_once() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    a, b = care.report(crisis, "第一条"), care.report(crisis, "第二条")
    merge_crisis_needs(by=officer, keep=a, other=b, at=NOW)
    b.refresh_from_db()
    told = at_once(*[partial(part_crisis_needs, by=officer, need=b, at=NOW)] * 2)
    assert kinds(told) == [NotMerged]
    assert CrisisNeed.objects.filter(state="new").count() == 2


def test_the_last_place_of_an_area_and_one_person_at_two_gates() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    small, wide = care.make_area(crisis, officer, capacity=1), care.make_area(crisis, officer)
    people = [care.make_person(crisis) for _ in range(4)]

    def gate(area: StagingArea, person: CrisisVolunteer) -> Callable[[], Any]:
        return partial(check_in_crisis, by=officer, area=area, person=person, signs=None, at=NOW)

    assert kinds(at_once(*[gate(small, each) for each in people])) == [AreaFull] * 3
    inside = CrisisStay.objects.get().person
    outside = next(each for each in people if each != inside)
    assert kinds(at_once(*[gate(wide, outside)] * 3)) == [PersonIsThere] * 2
    assert sorted(StagingArea.objects.values_list("present", flat=True)) == [1, 1]
    told = at_once(*[partial(check_out_crisis, by=officer, person=outside, at=NOW)] * 3)
    assert kinds(told) == [PersonNotThere] * 2
    assert StagingArea.objects.get(pk=wide.pk).present == 0


def test_out_and_in_again_at_once_never_deadlocks() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area, person = care.make_area(crisis, officer), care.make_person(crisis)
    check_in_crisis(by=officer, area=area, person=person, signs=None, at=NOW)
    for _ in range(4):
        told = at_once(
            partial(check_out_crisis, by=officer, person=person, at=NOW),
            partial(check_in_crisis, by=officer, area=area, person=person, signs=None, at=NOW),
        )
        assert set(kinds(told)) <= {PersonIsThere, PersonNotThere}
        area.refresh_from_db()
        assert area.present == CrisisStay.objects.filter(out_at__isnull=True).count()


def test_handing_back_beside_a_way_in_leaves_nobody_out_there() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    area, person = care.make_area(crisis, officer), care.make_person(crisis)
    told = at_once(
        partial(hand_back_crisis, by=officer, crisis=crisis, note="水退了", at=NOW),
        partial(check_in_crisis, by=officer, area=area, person=person, signs=None, at=NOW),
    )
    assert kinds(told) in ([StillOut], [CrisisOver])
    crisis.refresh_from_db()
    assert crisis.live is CrisisStay.objects.filter(out_at__isnull=True).exists()
