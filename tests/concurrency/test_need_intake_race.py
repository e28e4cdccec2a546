"""Two at once: a need sent twice is one, reviewed once, merged one way, with six pictures at most."""

from __future__ import annotations

import pytest

from redvest.care.actions.need import ask_need
from redvest.care.actions.need_merge import merge_needs, part_needs, say_needs_differ
from redvest.care.actions.need_picture import add_pictures
from redvest.care.actions.need_review import approve_need, refuse_need
from redvest.care.choices import NeedState
from redvest.care.intake_errors import NeedNotMerged, NeedPicturesFull
from redvest.care.models import Need, NeedPicture, NeedStep, NotSameNeed
from redvest.care.need_errors import NeedMoved
from tests.concurrency.moves import sound
from tests.factories.care import make_need
from tests.factories.intake import filled, png
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_officer, make_region_tree

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_button_pressed_by_six_fingers_is_one_need() -> None:
    form = filled()
    found = at_once(*[lambda: ask_need(by=None, form=form, at=NOW)] * 6)
    sound(found)
    assert Need.objects.count() == NeedStep.objects.count() == 1
    assert len({need.pk for need in found if isinstance(need, Need)}) == 1


def test_yes_and_no_at_once_is_one_of_them() -> None:
    need, tree = make_need(), make_region_tree()
    one, two = make_officer(tree.baihua), make_officer(tree.city)
    first, second = Need.objects.get(), Need.objects.get()
    found = at_once(
        lambda: approve_need(by=one, need=first, at=NOW),
        lambda: refuse_need(by=two, need=second, reason="不是志愿服务", at=NOW),
    )
    sound(found)
    assert sum(isinstance(each, NeedMoved) for each in found) == 1
    need.refresh_from_db()
    assert NeedStep.objects.get().after == need.state


def test_merged_crosswise_one_is_left_to_meet() -> None:
    one, two = make_need(), make_need()
    by = make_officer(make_region_tree().city)
    found = at_once(
        lambda: merge_needs(by=by, need=one, into=two, at=NOW),
        lambda: merge_needs(by=by, need=two, into=one, at=NOW),
    )
    sound(found)
    assert sum(isinstance(each, NeedMoved) for each in found) == 1
    states = sorted(Need.objects.values_list("state", flat=True))
    assert states == sorted([NeedState.MERGED, NeedState.SUBMITTED])


def test_merged_and_reviewed_at_once_it_is_not_both() -> None:
    one, two = make_need(), make_need()
    by = make_officer(make_region_tree().city)
    again = Need.objects.get(pk=two.pk)
    found = at_once(
        lambda: merge_needs(by=by, need=two, into=one, at=NOW),
        lambda: refuse_need(by=by, need=again, reason="不是志愿服务", at=NOW),
    )
    sound(found)
    two.refresh_from_db()
    assert sum(isinstance(each, NeedMoved) for each in found) == 1
    assert (two.state == NeedState.MERGED) is (two.merged_into_id == one.pk)


def test_parted_twice_it_is_parted_once() -> None:
    one, two = make_need(), make_need()
    by = make_officer(make_region_tree().city)
    merge_needs(by=by, need=two, into=one, at=NOW)
    found = at_once(*[lambda: part_needs(by=by, need=two, at=NOW)] * 2)
    sound(found)
    assert sum(isinstance(each, NeedNotMerged) for each in found) == 1


def test_told_apart_from_both_sides_at_once_it_is_said_once() -> None:
    one, two = make_need(), make_need()
    by = make_officer(make_region_tree().city)
    sound(
        at_once(
            lambda: say_needs_differ(by=by, first=one, second=two, at=NOW),
            lambda: say_needs_differ(by=by, first=two, second=one, at=NOW),
        )
    )
    assert NotSameNeed.objects.count() == 1


def test_two_uploads_of_four_leave_six_pictures_at_most() -> None:
    need, by = make_need(), make_officer(make_region_tree().city)
    found = at_once(
        lambda: add_pictures(by=by, need=need, files=[png(n) for n in range(4)], at=NOW),
        lambda: add_pictures(by=by, need=need, files=[png(n) for n in range(10, 14)], at=NOW),
    )
    sound(found)
    assert sum(isinstance(each, NeedPicturesFull) for each in found) == 1
    assert NeedPicture.objects.count() == 4
