"""How long a look at a minor lasts, and who sees the logs of looks and of givings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.export_people import OF_PEOPLE, record_export
from redvest.registry.actions.minor_look import open_minor
from redvest.registry.actions.setting import set_rule
from redvest.registry.actions.sharing import record_sharing
from redvest.registry.choices import LookReason, SharingKind
from redvest.registry.models import Membership, MinorLook, SharingLine, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.privacy_errors import MinorReasonNeeded, ReasonMissing
from redvest.registry.queries.sharing import looks_within, may_look, require_look, sharing_within
from redvest.registry.setting_errors import RuleValueWrong
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
NOW, WHY = make.NOW, "监护人来电核对"
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def child() -> Volunteer:
    return make.make_volunteer(name="小明", birth_on=date(2012, 3, 6))


def look(by: Standing, child: Volunteer, **changes: Any) -> MinorLook:
    said = {"reason": LookReason.SAFETY.value, "words": WHY, "at": NOW} | changes
    return open_minor(by=by, volunteer=child, **said)


def line(at: datetime, path: str = "360500/", city: str = make.CITY) -> SharingLine:
    return SharingLine.objects.create(
        city=city, region_path=path, at=at, kind=SharingKind.EXPORT, recipient="张中心", purpose="核对",
        basis="民政部令第 67 号", fields=["姓名"], people=0,
    )  # fmt: skip


def test_the_leader_of_a_members_body_opens_it_until_the_member_leaves(child: Volunteer) -> None:
    body = make.make_body()
    leader, stranger = make.make_leader(body), make.make_leader(make.make_body())
    joined = Membership.objects.create(
        city=child.city, body=body, volunteer=child, joined_on=date(2025, 1, 1)
    )
    assert look(leader, child).account_id == leader.account_id
    for by, refusal in ((stranger, NotAllowed), (GUEST_STANDING(make.CITY), Unauthenticated)):
        with pytest.raises(refusal):
            look(by, child)

    joined.left_on = make.TODAY
    joined.save()
    with pytest.raises(NotAllowed):
        look(leader, child)
    assert MinorLook.objects.count() == AuditLine.objects.filter(verb="open_minor").count() == 1


def test_each_reason_of_the_list_opens_it_and_words_are_cut_to_fit(child: Volunteer) -> None:
    officer = make.make_officer()
    for reason in LookReason.values:
        assert look(officer, child, reason=reason, words="核" * 300).words == "核" * 200
    assert look(officer, child, words="核 对 电 话").words == "核 对 电 话"
    for words in ("看一下", "  看   ", ""):
        with pytest.raises(ReasonMissing):
            look(officer, child, words=words)
    assert MinorLook.objects.count() == len(LookReason.values) + 1


def test_a_place_may_make_the_look_shorter_from_a_day_on(child: Volunteer) -> None:
    tree, officer, key = make.make_region_tree(), make.make_officer(), "privacy.minor_look_minutes"
    rule: dict[str, Any] = {"key": key, "region": tree.yushui, "basis": "区里的规定", "at": NOW}
    for wrong in (0, 241, "30", None):
        with pytest.raises(RuleValueWrong):
            set_rule(by=officer, effective_on=make.TODAY, value=wrong, **rule)
    set_rule(by=officer, effective_on=make.TODAY + DAY, value=5, **rule)

    today, tomorrow = look(officer, child), look(officer, child, at=NOW + DAY)
    assert (today.until - today.at, tomorrow.until - tomorrow.at) == (30 * MINUTE, 5 * MINUTE)
    elsewhere = make.make_volunteer(region=tree.qiandong, birth_on=date(2012, 3, 6))
    far = look(make.make_officer(tree.fenyi), elsewhere, at=NOW + DAY)
    assert far.until - far.at == 30 * MINUTE


def test_a_look_holds_from_its_start_to_just_before_its_end(child: Volunteer) -> None:
    officer = make.make_officer()
    end = look(officer, child).until
    assert not may_look(officer, child, NOW - SECOND)
    assert may_look(officer, child, NOW) and may_look(officer, child, end - SECOND)
    with pytest.raises(MinorReasonNeeded) as refused:
        require_look(officer, child, end)
    assert (refused.value.code, refused.value.status) == ("minor-reason-needed", 403)
    assert not may_look(GUEST_STANDING(make.CITY), child, NOW)


def test_a_look_at_one_child_opens_no_other(child: Volunteer) -> None:
    officer, sibling = make.make_officer(), make.make_volunteer(name="小红", birth_on=date(2013, 5, 1))
    look(officer, child)
    assert may_look(officer, child, NOW) and not may_look(officer, sibling, NOW)


def test_the_logs_are_read_by_place_and_never_across_the_citys_border(child: Volunteer) -> None:
    tree, other = make.make_region_tree(), make.make_other_city()
    look(make.make_officer(), child)
    paths = (tree.city.path, tree.yushui.path, tree.chengnan.path, tree.fenyi.path)
    for path in paths:
        line(NOW, path)
    line(NOW, other.path, other.code)
    seen = {
        name: (sorted(row.region_path for row in sharing_within(by)), looks_within(by).count())
        for name, by in {
            "centre": make.make_centre(),
            "yushui": make.make_officer(),
            "street": make.make_officer(tree.chengnan),
            "fenyi": make.make_officer(tree.fenyi),
            "admin": make.make_body_admin(make.make_body()),
            "member": make.make_member(),
        }.items()
    }
    assert seen == {
        "centre": (sorted(paths), 1),
        "yushui": (sorted(paths[1:3]), 1),
        "street": ([paths[2]], 1),
        "fenyi": ([paths[3]], 0),
        "admin": ([], 0),
        "member": ([], 0),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_both_logs_are_one_query_however_long(
    child: Volunteer, django_assert_num_queries: Any, count: int
) -> None:
    officer = make.make_officer()
    for _ in range(count):
        look(officer, child)
        record_sharing(
            by=officer, kind=SharingKind.EXPORT, recipient="刘区域", purpose="核对", basis="规定", fields=("姓名",),
            volunteer_ids=[child.pk], region_path="360500/360502/", at=NOW,
        )  # fmt: skip
    with django_assert_num_queries(1):
        assert [row.account.name for row in sharing_within(officer) if row.account] == ["刘区域"] * count
    with django_assert_num_queries(1):
        assert [(row.account.name, row.volunteer.name) for row in looks_within(officer)] == [
            ("刘区域", "小明")
        ] * count


def test_words_too_long_for_a_line_are_cut_and_people_counted_once(child: Volunteer) -> None:
    made = record_sharing(
        by=make.make_centre(), kind=SharingKind.THIRD_PARTY, recipient="院" * 130, purpose="看" * 210, basis="法" * 130,
        fields=("姓名",), volunteer_ids=[child.pk, child.pk], region_path="360500/", at=NOW,
    )  # fmt: skip
    made.refresh_from_db()
    assert (len(made.recipient), len(made.purpose), len(made.basis)) == (120, 200, 120)
    assert (made.people, made.volunteer_ids) == (1, [child.pk])


@pytest.mark.parametrize("what", sorted(OF_PEOPLE))
def test_a_bodys_export_names_its_members_and_a_refused_one_nobody(what: str) -> None:
    body, person = make.make_body(), make.make_volunteer()
    make.make_volunteer()
    Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
    asked: dict[str, Any] = {"what": what, "body": body, "at": NOW}
    for by in (make.make_member(), make.make_leader(body), make.make_body_admin(make.make_body())):
        with pytest.raises(NotAllowed):
            record_export(by=by, whole=False, **asked)
    with pytest.raises(NotAllowed):
        record_export(by=make.make_body_admin(body), whole=True, reason="年检需要核对", **asked)
    with pytest.raises(ReasonMissing):
        record_export(by=make.make_centre(), whole=True, reason=" 年 ", **asked)
    assert not SharingLine.objects.exists() and not AuditLine.objects.exists()

    record_export(by=make.make_body_admin(body), whole=False, **asked)
    made = SharingLine.objects.get()
    assert (made.volunteer_ids, made.recipient, made.region_path) == (
        [person.pk],
        body.name,
        body.region_path,
    )
    assert made.fields == list(OF_PEOPLE[what])
