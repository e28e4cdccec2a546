"""Two reports of one need: proposed, made one, taken apart again, and not proposed for ever."""

from __future__ import annotations

import random
import time
from datetime import timedelta
from typing import Any

import pytest

from redvest.care.actions.crisis_going import go_to_crisis_need
from redvest.care.actions.crisis_merge import keep_crisis_apart, merge_crisis_needs, part_crisis_needs
from redvest.care.actions.crisis_need import Verified, end_crisis_need, verify_crisis_need
from redvest.care.crisis_errors import NeedsNotTwo, NotMerged
from redvest.care.models import CrisisApart, CrisisGoing, CrisisNeed
from redvest.care.queries.crisis import needs_count
from redvest.care.queries.crisis_need import Told, board, likely_found, likely_one, seal_told
from redvest.care.rules.likeness import Why
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from tests.care.actions.test_crisis import keeper
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_one_phone_or_near_in_similar_words_is_proposed_as_one() -> None:
    crisis = care.make_crisis()
    first = care.report(crisis, "三号楼二单元老人被困，需要船", lon=114.9170, lat=27.8180)
    near = care.report(crisis, "3号楼2单元有老人被困！要船", lon=114.9175, lat=27.8183, at=NOW + MINUTE)
    care.report(crisis, "缺水缺药", lon=114.9171, lat=27.8180, at=NOW + 2 * MINUTE)
    care.report(crisis, "三号楼二单元老人被困，需要船", lon=114.9300, lat=27.8180, at=NOW + 3 * MINUTE)
    call = care.report(crisis, "要帐篷", phone="13812345678", at=NOW + 4 * MINUTE)
    again = care.report(crisis, "孩子发烧", phone="13812345678", at=NOW + 5 * MINUTE)
    found = [(each.one.pk, each.other.pk, each.why) for each in likely_one(crisis)]
    assert sorted(found, key=str) == sorted(
        [(first.pk, near.pk, Why.NEAR), (call.pk, again.pk, Why.PHONE)], key=str
    )
    assert likely_one(crisis)[0].one_told.words


def test_what_is_shown_says_whether_that_is_all() -> None:
    crisis = care.make_crisis()
    for minute in range(4):
        care.report(crisis, phone="13812345678", at=NOW + minute * MINUTE)
    few, all_of_them = likely_found(crisis, 2), likely_found(crisis, 3)
    assert (len(few.pairs), few.more) == (2, True)
    assert (len(all_of_them.pairs), all_of_them.more) == (3, False)


def test_five_thousand_reports_are_looked_through_while_somebody_waits_for_the_page() -> None:
    crisis = care.make_crisis()
    dice = random.Random(7)
    for batch in range(10):
        CrisisNeed.objects.bulk_create(
            CrisisNeed(
                city=crisis.city, crisis=crisis, kind="rescue", via="web", reported_at=NOW + MINUTE * batch,
                told_sealed=seal_told(Told(
                    f"{dice.randint(1, 99)}号楼{dice.randint(1, 4)}单元{dice.choice(('老人被困要船', '孩子发烧', '停水停电'))}",
                    "某小区", 114.9 + dice.randint(0, 400) / 10_000, 27.8 + dice.randint(0, 400) / 10_000,
                )),
            )
            for _ in range(501)
        )  # fmt: skip
    began = time.process_time()
    found = likely_found(crisis, 20)
    spent = time.process_time() - began
    assert (len(found.pairs), found.more) == (20, True)
    assert spent < 5, "under a second where nobody else works"


def test_made_one_it_is_proposed_no_more_and_counted_once() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other = (care.report(crisis, phone="13812345678") for _ in range(2))
    merge_crisis_needs(by=officer, keep=one, other=other, at=NOW)
    assert likely_one(crisis) == []
    other.refresh_from_db()
    assert (other.state, other.merged_into_id, other.state_before) == ("merged", one.pk, "new")
    sums = needs_count(crisis)
    assert sums.adds_up and (sums.by_state["new"], sums.by_state["merged"]) == (1, 1)
    assert AuditLine.objects.get(verb="merge_crisis_needs").details == {"other": str(other.pk)}


def test_who_goes_goes_on_and_what_was_verified_holds_for_both() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    new, seen = care.report(crisis), care.verified(crisis, officer, wanted=3)
    people = [care.make_person(crisis) for _ in range(2)]
    for person in people:
        go_to_crisis_need(by=care.GUEST, need=seen, person=person, at=NOW)
    merge_crisis_needs(by=officer, keep=new, other=seen, at=NOW)
    (shown,) = board(crisis, NOW)
    assert (shown.pk, shown.coming, shown.wanted, shown.verified_at) == (new.pk, 2, 3, NOW)
    part_crisis_needs(by=officer, need=seen, at=NOW)
    states = {each.pk: (each.state, each.coming) for each in CrisisNeed.objects.all()}
    assert states == {new.pk: ("verified", 0), seen.pk: ("verified", 2)}
    assert set(CrisisGoing.objects.values_list("need", flat=True)) == {seen.pk}
    assert likely_one(crisis) == [], "who took them apart is not asked again"


def wanted() -> dict[Any, tuple[int, int]]:
    return {each.pk: (each.wanted, each.coming) for each in CrisisNeed.objects.all()}


@pytest.mark.parametrize(("mine", "theirs"), [(2, 5), (5, 2), (3, 3), (0, 4)])
def test_taken_apart_each_wants_as_many_as_before(mine: int, theirs: int) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other = (care.verified(crisis, officer, wanted=count) for count in (mine, theirs))
    before = wanted()
    merge_crisis_needs(by=officer, keep=one, other=other, at=NOW)
    assert wanted()[one.pk] == (max(mine, theirs), 0)
    part_crisis_needs(by=officer, need=other, at=NOW)
    assert wanted() == before


def test_one_that_nobody_verified_wants_nobody_again_and_who_is_on_the_way_counts() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    new, seen = care.report(crisis), care.verified(crisis, officer, wanted=3)
    merge_crisis_needs(by=officer, keep=new, other=seen, at=NOW)
    for _ in range(2):  # they go to the one that stands
        go_to_crisis_need(by=care.GUEST, need=new, person=care.make_person(crisis), at=NOW)
    part_crisis_needs(by=officer, need=seen, at=NOW)
    assert wanted() == {new.pk: (2, 2), seen.pk: (3, 0)}


def test_of_three_each_takes_its_own_number_with_it_in_any_order() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    needs = [care.verified(crisis, officer, wanted=count) for count in (2, 5, 4)]
    one, five, four = needs
    before = wanted()
    for first, second, left in ((five, four, 4), (four, five, 5)):
        for other in (five, four):
            merge_crisis_needs(by=officer, keep=one, other=other, at=NOW)
        part_crisis_needs(by=officer, need=first, at=NOW)
        assert wanted()[one.pk] == (left, 0)
        part_crisis_needs(by=officer, need=second, at=NOW)
        assert wanted() == before


def test_a_chain_that_is_taken_apart_wants_what_it_wanted() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    two, five, one = (care.verified(crisis, officer, wanted=count) for count in (2, 5, 1))
    before = wanted()
    merge_crisis_needs(by=officer, keep=two, other=five, at=NOW)
    merge_crisis_needs(by=officer, keep=one, other=two, at=NOW)
    part_crisis_needs(by=officer, need=two, at=NOW)
    assert (wanted()[two.pk], wanted()[one.pk]) == ((2, 0), (5, 0))
    part_crisis_needs(by=officer, need=five, at=NOW)
    assert wanted() == before


def test_a_number_that_somebody_verified_meanwhile_stays() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    two, nine, five = (care.verified(crisis, officer, wanted=count) for count in (2, 9, 5))
    merge_crisis_needs(by=officer, keep=two, other=nine, at=NOW)
    verify_crisis_need(by=officer, need=two, said=Verified("城南街道", "要会驾船的", 4), at=NOW)
    merge_crisis_needs(by=officer, keep=two, other=five, at=NOW)
    assert wanted()[two.pk] == (5, 0)
    part_crisis_needs(by=officer, need=five, at=NOW)
    assert wanted()[two.pk] == (4, 0)
    part_crisis_needs(by=officer, need=nine, at=NOW)
    assert wanted() == {two.pk: (4, 0), nine.pk: (9, 0), five.pk: (5, 0)}


def test_who_goes_to_both_is_counted_once() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other = (care.verified(crisis, officer, wanted=1) for _ in range(2))
    both, only = care.make_person(crisis), care.make_person(crisis)
    go_to_crisis_need(by=care.GUEST, need=one, person=both, at=NOW)
    go_to_crisis_need(by=care.GUEST, need=other, person=both, at=NOW)
    third = care.verified(crisis, officer, wanted=1)
    go_to_crisis_need(by=care.GUEST, need=third, person=only, at=NOW)
    merge_crisis_needs(by=officer, keep=one, other=other, at=NOW)
    merge_crisis_needs(by=officer, keep=one, other=third, at=NOW)
    one.refresh_from_db()
    assert (one.coming, one.wanted) == (2, 2), "nobody who is on the way is sent back"


def test_merged_into_one_that_is_merged_itself_hangs_on_the_last() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    a, b, c = (care.report(crisis, f"第 {n} 条") for n in range(3))
    merge_crisis_needs(by=officer, keep=b, other=a, at=NOW)
    merge_crisis_needs(by=officer, keep=c, other=b, at=NOW)
    assert dict(CrisisNeed.objects.values_list("pk", "merged_into")) == {a.pk: c.pk, b.pk: c.pk, c.pk: None}
    part_crisis_needs(by=officer, need=a, at=NOW)
    a.refresh_from_db()
    assert (a.state, a.merged_into) == ("new", None)


def test_what_is_over_or_the_same_is_not_merged() -> None:
    officer, tree = make.make_centre(), make.make_region_tree()
    crisis = care.make_crisis(by=officer)
    one, met = care.report(crisis), care.verified(crisis, officer)
    end_crisis_need(by=officer, need=met, state="met", note="好了", at=NOW)
    elsewhere = care.report(care.make_crisis(tree.fenyi, by=officer))
    for other in (met, one, elsewhere):
        with pytest.raises(NeedsNotTwo):
            merge_crisis_needs(by=officer, keep=one, other=other, at=NOW)
        with pytest.raises(NeedsNotTwo):
            merge_crisis_needs(by=officer, keep=other, other=one, at=NOW)
    assert not CrisisNeed.objects.filter(state="merged").exists()
    with pytest.raises(NotMerged):
        part_crisis_needs(by=officer, need=one, at=NOW)


def test_taken_apart_twice_is_refused() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other = care.report(crisis), care.report(crisis)
    merge_crisis_needs(by=officer, keep=one, other=other, at=NOW)
    other.refresh_from_db()
    part_crisis_needs(by=officer, need=other, at=NOW)
    with pytest.raises(NotMerged):
        part_crisis_needs(by=officer, need=other, at=NOW)
    assert CrisisNeed.objects.filter(state="new").count() == 2


def test_a_word_that_ran_out_meanwhile_is_not_believed_again() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other = care.report(crisis), care.verified(crisis, officer)
    merge_crisis_needs(by=officer, keep=one, other=other, at=NOW)
    other.refresh_from_db()
    assert part_crisis_needs(by=officer, need=other, at=NOW + timedelta(hours=7)).state == "expired"


def test_kept_apart_they_are_not_proposed_again() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other = (care.report(crisis, phone="13812345678") for _ in range(2))
    assert len(likely_one(crisis)) == 1
    keep_crisis_apart(by=officer, one=other, other=one, at=NOW)
    keep_crisis_apart(by=officer, one=one, other=other, at=NOW)
    assert likely_one(crisis) == []
    assert CrisisApart.objects.count() == 1
    with pytest.raises(NeedsNotTwo):
        keep_crisis_apart(by=officer, one=one, other=one, at=NOW)


def test_nobody_else_merges_or_parts() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    one, other, third = care.report(crisis), care.report(crisis), care.report(crisis)
    merge_crisis_needs(by=officer, keep=one, other=third, at=NOW)
    third.refresh_from_db()
    for by in (care.GUEST, make.make_member(), keeper(), make.make_officer(make.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            merge_crisis_needs(by=by, keep=one, other=other, at=NOW)
        with pytest.raises(NotAllowed):
            part_crisis_needs(by=by, need=third, at=NOW)
        with pytest.raises(NotAllowed):
            keep_crisis_apart(by=by, one=one, other=other, at=NOW)
    assert CrisisNeed.objects.filter(state="merged").count() == 1
    assert not CrisisApart.objects.exists()
