"""Two needs that are one are merged by a person, and parted again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from redvest.care.actions.need_merge import merge_needs, part_needs, say_needs_differ
from redvest.care.choices import NeedKind, NeedState
from redvest.care.intake_errors import NeedNotMerged, NeedsNotAlike, OwnNeed
from redvest.care.models import Need, NeedStep, NotSameNeed
from redvest.care.need_errors import NeedMoved
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from tests.factories.care import GRANNY, make_need
from tests.factories.intake import keeper_at
from tests.factories.registry import NOW, make_member, make_officer, make_region_tree

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=5)


def _two() -> tuple[Need, Need]:
    return make_need(), make_need(at=NOW + timedelta(hours=1), state=NeedState.QUEUED)


def test_a_merged_need_waits_for_nothing_and_both_stories_tell_it() -> None:
    kept, gone = _two()
    merge_needs(by=make_officer(make_region_tree().baihua), need=gone, into=kept, at=LATER)

    gone.refresh_from_db()
    assert (gone.state, gone.merged_into, gone.due_at, gone.closed_at) == (
        NeedState.MERGED,
        kept,
        None,
        LATER,
    )
    told = {step.need_id: step.words for step in NeedStep.objects.all()}
    assert told == {gone.pk: f"并入 {kept.number}", kept.pk: f"{gone.number} 并了进来"}


@pytest.mark.parametrize("state", [NeedState.SUBMITTED, NeedState.QUEUED])
def test_parted_it_is_where_it_was_with_time_to_answer(state: NeedState) -> None:
    kept, gone = make_need(), make_need(state=state)
    officer = make_officer(make_region_tree().baihua)
    merge_needs(by=officer, need=gone, into=kept, at=NOW)
    part_needs(by=officer, need=gone, at=LATER)

    gone.refresh_from_db()
    assert (gone.state, gone.merged_into, gone.closed_at) == (state, None, None)
    assert gone.due_at == LATER + timedelta(hours=24)
    assert [step.verb for step in gone.steps.order_by("at")] == ["merge_needs", "part_needs"]
    with pytest.raises(NeedNotMerged):
        part_needs(by=officer, need=gone, at=LATER)


def test_it_is_parted_also_when_the_other_has_ended() -> None:
    kept, gone = _two()
    officer = make_officer(make_region_tree().baihua)
    merge_needs(by=officer, need=gone, into=kept, at=NOW)
    Need.objects.filter(pk=kept.pk).update(state=NeedState.REFUSED, closed_at=NOW)
    part_needs(by=officer, need=gone, at=LATER)
    gone.refresh_from_db()
    assert gone.state == NeedState.QUEUED


def test_different_kinds_and_itself_are_not_one() -> None:
    _kept, gone = _two()
    officer = make_officer(make_region_tree().baihua)
    for into in (gone, make_need(kind=NeedKind.WISH)):
        with pytest.raises(NeedsNotAlike):
            merge_needs(by=officer, need=gone, into=into, at=NOW)
    assert not NeedStep.objects.exists()


@pytest.mark.parametrize(
    "state", [NeedState.OFFERED, NeedState.ACCEPTED, NeedState.CLOSED, NeedState.REFUSED]
)
def test_what_somebody_was_asked_for_is_merged_neither_way(state: NeedState) -> None:
    early, gone = make_need(state=state), make_need()
    officer = make_officer(make_region_tree().baihua)
    for need, into in ((early, gone), (gone, early)):
        with pytest.raises(NeedMoved):
            merge_needs(by=officer, need=need, into=into, at=NOW)
    assert not NeedStep.objects.exists()


def test_only_who_governs_both_places_merges_parts_and_tells_apart() -> None:
    tree = make_region_tree()
    here, there = make_need(), make_need(region=tree.zhanqian)
    for by in (make_member(), make_officer(tree.baihua), keeper_at(tree.baihua)[0]):
        with pytest.raises(NotAllowed):
            merge_needs(by=by, need=there, into=here, at=NOW)
        with pytest.raises(NotAllowed):
            say_needs_differ(by=by, first=here, second=there, at=NOW)
        with pytest.raises(NotAllowed):
            part_needs(by=by, need=there, at=NOW)
    assert not NeedStep.objects.exists() and not NotSameNeed.objects.exists()
    merge_needs(by=make_officer(tree.chengnan), need=there, into=here, at=NOW)


def test_nobody_merges_away_what_they_ask_for() -> None:
    officer = make_officer(make_region_tree().baihua)
    mine, other = make_need(requester_id=officer.account_id), make_need()
    with pytest.raises(OwnNeed):
        merge_needs(by=officer, need=mine, into=other, at=NOW)


def test_told_apart_twice_it_is_said_once_whichever_comes_first() -> None:
    first, second = make_need(), make_need(private=replace(GRANNY, name="刘桂花"))
    officer = make_officer(make_region_tree().baihua)
    say_needs_differ(by=officer, first=second, second=first, at=NOW)
    say_needs_differ(by=officer, first=first, second=second, at=NOW)
    said = NotSameNeed.objects.get()
    assert {said.first_id, said.second_id} == {first.pk, second.pk} and said.first_id < said.second_id
    assert AuditLine.objects.filter(verb="say_needs_differ").count() == 1
    with pytest.raises(NeedsNotAlike):
        say_needs_differ(by=officer, first=first, second=first, at=NOW)
