"""From the database to proposals: who is read with what, who is left out and why, and that the size costs no queries."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.care.actions.ask_answer import accept_need
from redvest.care.choices import AskState, DispatchWay, NeedKind, NeedState, NeedUrgency
from redvest.care.models import Need, NeedAsk
from redvest.care.queries.match_world import waiting_needs, world_of
from redvest.care.queries.proposals import Day, day_of_place
from redvest.care.rules.matching.world import NEW
from redvest.registry.choices import (
    DutyTurnState,
    ProjectInvites,
    QualificationState,
    RealNameState,
    VolunteerState,
)
from redvest.registry.models import DutyPattern, DutySlot, DutyTurn, Profile, Qualification, Region, Volunteer
from redvest.registry.rules.availability import CODES, encode
from tests.factories import dispatch as going
from tests.factories import registry as make
from tests.factories import service
from tests.factories.care import make_dispatch, make_need
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def place() -> Any:
    return make.make_region_tree().yushui


def queued(**more: Any) -> Need:
    return make_need(state=NeedState.QUEUED, **more)


def helper(name: str = "李明霞", **more: Any) -> Volunteer:
    return make.make_volunteer(name=name, region=make.make_region_tree().baihua, **more)


def run() -> Day:
    return day_of_place(place(), NOW)


def column(day: Day, name: str, person: Volunteer) -> Any:
    people = day.asked.world.volunteers
    return getattr(people, name)[people.key.tolist().index(person.pk)]


def proposed(day: Day) -> dict[Any, Any]:
    return {each.need.pk: each.volunteer_id for each in day.proposals()}


def test_a_need_gets_who_lives_there_with_reasons() -> None:
    need, person = queued(), helper()

    day = run()

    assert proposed(day) == {need.pk: person.pk}
    assert (day.people, day.places, day.open, day.gap) == (1, 1, 0, 0)
    (only,) = day.proposals()
    assert any("公里" in each for each in only.reasons)
    assert "您还没参加过，想请您来试试" in only.reasons


def test_nobody_is_asked_by_looking() -> None:
    queued()
    helper()
    run()
    assert not NeedAsk.objects.exists()
    assert Need.objects.get().state == NeedState.QUEUED


def test_only_what_waits_in_the_place_is_read() -> None:
    tree = make.make_region_tree()
    waits = queued()
    make_need()
    make_need(state=NeedState.CLOSED)
    queued(region=tree.qiandong)
    assert waiting_needs(place()) == [waits]


def test_only_people_of_the_place_in_good_standing_are_read() -> None:
    tree = make.make_region_tree()
    queued()
    fit = helper()
    make.make_volunteer(region=tree.qiandong)
    Volunteer.objects.filter(pk=helper("暂停").pk).update(state=VolunteerState.SUSPENDED)
    Volunteer.objects.filter(pk=helper("没实名").pk).update(real_name_state=RealNameState.MISSING)
    make.make_volunteer(region=tree.baihua, with_account=False)
    assert run().asked.world.volunteers.key.tolist() == [fit.pk]


def test_who_wants_no_proposals_gets_none() -> None:
    need, person = queued(), helper()
    Profile.objects.create(volunteer=person, project_invites=ProjectInvites.REFUSE, changed_at=NOW)
    day = run()
    assert proposed(day) == {}
    assert day.why_not(need, person.pk) == "他不接收需求推荐，可以自己来抢单。"


def test_who_was_asked_a_moment_ago_is_left_in_peace() -> None:
    need, person = queued(), helper()
    other = make_need(state=NeedState.OFFERED)
    round_ = make_dispatch(need=other, way=DispatchWay.WAVES)
    asked = {"city": need.city, "dispatch": round_, "need": other, "volunteer": person, "wave": 1}
    NeedAsk.objects.create(**asked, asked_at=NOW - DAY, due_at=NOW)
    day = run()
    assert proposed(day) == {} and "先让他歇一歇" in day.why_not(need, person.pk)

    NeedAsk.objects.update(asked_at=NOW - 4 * DAY)
    assert proposed(run()) == {need.pk: person.pk}


def test_who_said_no_to_a_need_is_not_proposed_for_it_again() -> None:
    need, person = queued(), helper()
    round_ = make_dispatch(need=need, state="lapsed")
    NeedAsk.objects.create(
        city=need.city, dispatch=round_, need=need, volunteer=person, wave=1, state=AskState.DECLINED,
        asked_at=NOW - 9 * DAY, due_at=NOW,
    )  # fmt: skip
    day = run()
    assert proposed(day) == {} and "问过他" in day.why_not(need, person.pk)


def test_nobody_is_proposed_for_what_they_ask_themselves() -> None:
    person = helper()
    queued(requester_id=person.account_id)
    assert proposed(run()) == {}


def test_a_child_is_not_proposed_for_a_home() -> None:
    need = queued()
    person = helper()
    Volunteer.objects.filter(pk=person.pk).update(birth_on=TODAY.replace(year=TODAY.year - 15))
    day = run()
    assert proposed(day) == {} and "年龄" in day.why_not(need, person.pk)


def test_papers_are_asked_for_and_counted_only_when_verified() -> None:
    need, person = queued(qualifications=["psychologist"]), helper()
    assert proposed(run()) == {}
    paper = Qualification.objects.create(
        city=need.city, volunteer=person, kind="psychologist", state=QualificationState.SUBMITTED, issued_on=TODAY - DAY,
        issued_by="人社局", proof_key="x", proof_type="image/png", submitted_at=NOW, decided_at=NOW,
    )  # fmt: skip
    assert proposed(run()) == {}
    Qualification.objects.filter(pk=paper.pk).update(state=QualificationState.VERIFIED)
    assert proposed(run()) == {need.pk: person.pk}


HOUR = timedelta(hours=1)
AT_NINE = {"starts_at": NOW + DAY, "ends_at": NOW + DAY + HOUR}


def plan(kind: str, person: Volunteer) -> None:
    """Something that lasts into the hour of ``AT_NINE``."""
    start, end = NOW + DAY - HOUR, NOW + DAY + timedelta(minutes=1)
    if kind == "signed-up":
        post = service.make_post(activity=service.make_activity(starts_at=start, hours=(end - start) / HOUR))
        service.make_signup(post=post, volunteer=person)
    elif kind == "duty":
        station = make.make_station(make.make_region_tree().baihua)
        weekly = DutyPattern.objects.create(
            station=station, weekday=4, begins=time(9), ends=time(11), places=1, since=TODAY
        )
        slot = DutySlot.objects.create(
            city=person.city, station=station, pattern=weekly, starts_at=start, ends_at=end, places=1, taken=1
        )
        DutyTurn.objects.create(
            slot=slot,
            volunteer=person,
            starts_at=start,
            ends_at=end,
            state=DutyTurnState.TAKEN,
            changed_at=NOW,
        )
    else:
        accept_need(
            by=make.volunteer_standing(person), need=going.offered(starts_at=start, ends_at=end), at=NOW - 5 * DAY
        )  # fmt: skip


@pytest.mark.parametrize("kind", ["signed-up", "duty", "serving"])
def test_who_has_other_plans_then_is_not_proposed(kind: str) -> None:
    need, later = queued(**AT_NINE), queued(starts_at=NOW + 2 * DAY, ends_at=NOW + 2 * DAY + HOUR)
    person = helper()
    plan(kind, person)
    day = run()
    assert proposed(day) == {later.pk: person.pk}
    assert day.why_not(need, person.pk) == "他那个时间已经有别的安排了。"


def test_papers_have_to_hold_on_the_day_itself() -> None:
    need, person = queued(qualifications=["psychologist"], **AT_NINE), helper()
    paper = Qualification.objects.create(
        city=need.city, volunteer=person, kind="psychologist", state=QualificationState.VERIFIED, issued_on=TODAY - DAY,
        issued_by="人社局", proof_key="x", proof_type="image/png", submitted_at=NOW, decided_at=NOW, expires_on=TODAY,
    )  # fmt: skip
    day = run()
    assert proposed(day) == {} and day.why_not(need, person.pk) == "他的证书到那一天已经过期了。"
    Qualification.objects.filter(pk=paper.pk).update(expires_on=TODAY + DAY)
    assert proposed(run()) == {need.pk: person.pk}


def test_a_community_looks_for_people_in_its_street() -> None:
    tree = make.make_region_tree()
    need, next_door = queued(region=tree.baihua), make.make_volunteer(region=tree.zhanqian)
    far = make.make_volunteer(region=tree.qiandong)
    day = day_of_place(tree.baihua, NOW)
    assert proposed(day) == {need.pk: next_door.pk}
    assert far.pk not in day.asked.world.volunteers.key.tolist()


def test_there_is_always_a_reason_that_is_kept() -> None:
    """Far, not new, with nothing in common: the sentence "问你是因为" must not end there."""
    tree = make.make_region_tree()
    need, person = queued(region=tree.zhanqian), helper()
    service.make_entry(volunteer=person, body=make.make_body(), minutes=60, starts_at=NOW - DAY)
    Region.objects.filter(pk=tree.baihua.pk).update(lon=114.93, lat=27.81)
    Region.objects.filter(pk=tree.zhanqian.pk).update(lon=114.98, lat=27.81)
    day = run()
    assert day.why_not(need, person.pk) == "已经推荐了他。"
    (only,) = day.proposals()
    assert [each["code"] for each in only.kept] in (["any-time"], ["fits"])


def test_of_others_first_it_says_in_what() -> None:
    need, known, other = queued(), helper("近处的"), helper("没空闲表的")
    Profile.objects.create(volunteer=known, slots=encode(CODES), changed_at=NOW)
    Need.objects.filter(pk=need.pk).update(slots=encode(["mon-morning"]))
    day = run()
    assert proposed(day) == {need.pk: known.pk}
    assert day.why_not(need, other.pk) == "1 个名额都推荐了更合适的人。他们登记过这时有空，他还没填。"


def test_who_is_idle_comes_before_who_has_just_served() -> None:
    busy, idle = helper("常来的"), helper("没来过的")
    service.make_entry(volunteer=busy, body=make.make_body(), minutes=60, starts_at=NOW - DAY)
    accept_need(by=make.volunteer_standing(busy), need=going.offered(), at=NOW - DAY)
    need = queued()

    day = run()

    assert (column(day, "idle", idle), column(day, "load", busy)) == (NEW, 1)
    assert column(day, "room", busy) == column(day, "room", idle) == 1
    assert proposed(day) == {need.pk: idle.pk}


def test_a_fixed_time_takes_its_part_of_the_day_and_an_open_one_any_that_suits() -> None:
    fixed = queued(
        starts_at=NOW + DAY, ends_at=NOW + DAY + timedelta(hours=1)
    )  # a Friday, ten in the morning
    loose = queued(slots=0b111, urgency=NeedUrgency.URGENT)
    needs = world_of(place(), [fixed, loose], NOW).world.needs
    assert needs.fixed.tolist() == [True, False]
    assert needs.when.tolist() == [1 << 12, 0b111]
    assert needs.day.tolist() == [20260306, 0] and needs.urgency.tolist() == [0, 3]


def test_spotted_problems_are_their_grids() -> None:
    queued(kind=NeedKind.SPOTTED, spotted_kind="litter")
    helper()
    assert run().needs == []


def test_an_empty_place_has_nothing_to_propose() -> None:
    day = run()
    assert (day.people, day.places, day.open, list(day.proposals())) == (0, 0, 0, [])
    queued()
    assert run().open == 1


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_statements_however_many_there_are(count: int) -> None:
    for _ in range(count):
        queued()
        helper()
    with CaptureQueriesContext(connection) as spent:
        day = run()
    assert len(day.found) == count and np.all(day.found.open == 0)
    assert len(spent) == 14
