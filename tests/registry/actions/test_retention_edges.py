"""What retention lets go, to the second; which terms a city may set; and what it never touches."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.actions.minor_look import open_minor
from redvest.registry.actions.retention import YEAR, apply_retention
from redvest.registry.actions.setting import set_rule
from redvest.registry.choices import CodePurpose, SharingKind
from redvest.registry.models import ApiToken, MinorLook, OneTimeCode, OutgoingMessage, SharingLine, Volunteer
from redvest.registry.setting_errors import RuleValueWrong
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
NOW, WHY = make.NOW, "监护人来电核对"
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def child() -> Volunteer:
    return make.make_volunteer(name="小明", birth_on=date(2012, 3, 6))


def line(at: datetime, path: str = "360500/", city: str = make.CITY) -> SharingLine:
    return SharingLine.objects.create(
        city=city, region_path=path, at=at, kind=SharingKind.EXPORT, recipient="张中心", purpose="核对",
        basis="民政部令第 67 号", fields=["姓名"], people=0,
    )  # fmt: skip


def at_work(gone: dict[str, int]) -> dict[str, int]:
    """What went, without the kinds of which nothing did."""
    return {name: count for name, count in gone.items() if count}


def test_what_is_exactly_old_enough_stays_one_more_moment(child: Volunteer) -> None:
    officer, at = make.make_officer(), NOW + 4 * YEAR
    edge, gone = at - 3 * YEAR, at - 3 * YEAR - SECOND
    for moment in (edge, gone):
        open_minor(by=officer, volunteer=child, reason="safety", words=WHY, at=moment)
        line(moment)
    for sent in (at - 180 * DAY, at - 180 * DAY - SECOND):
        OutgoingMessage.objects.create(
            city=make.CITY, phone_sealed=b"x", phone_tail="0001", text="", sent_at=sent
        )
    for over in (at - DAY, at - DAY - SECOND):
        OneTimeCode.objects.create(
            city=make.CITY, phone_hash=b"p", purpose=CodePurpose.SIGN_IN, code_hash=b"c", sent_at=over, expires_at=over
        )  # fmt: skip
    account = make.make_account()
    for n, over in enumerate((at, at - SECOND)):
        digest = hashlib.sha256(bytes([n])).digest()
        ApiToken.objects.create(digest=digest, account=account, created_at=NOW, expires_at=over)

    everything = dict.fromkeys(("sharing", "minor_looks", "messages", "codes", "tokens"), 1)
    assert at_work(apply_retention(city=make.CITY, at=at, dry_run=True)) == everything
    assert at_work(apply_retention(city=make.CITY, at=at)) == everything
    assert SharingLine.objects.get().at == MinorLook.objects.get().at == edge
    assert OutgoingMessage.objects.get().sent_at == at - 180 * DAY
    assert OneTimeCode.objects.get().expires_at == at - DAY
    assert ApiToken.objects.get().expires_at == at
    assert AuditLine.objects.get(verb="apply_retention").details["gone"].items() >= everything.items()
    assert AuditLine.objects.filter(verb="open_minor").count() == 2  # the trail itself is kept


def test_a_longer_term_keeps_more_and_a_shorter_than_the_law_is_refused() -> None:
    centre, tree = make.make_centre(), make.make_region_tree()
    line(NOW - 4 * YEAR)
    rule: dict[str, Any] = {
        "key": "retention.sharing_years", "region": tree.city, "effective_on": make.TODAY, "basis": "档案规定", "at": NOW,
    }  # fmt: skip
    with pytest.raises(RuleValueWrong):
        set_rule(by=centre, value=2, **rule)
    assert apply_retention(city=make.CITY, at=NOW, dry_run=True)["sharing"] == 1
    set_rule(by=centre, value=5, **rule)
    assert apply_retention(city=make.CITY, at=NOW)["sharing"] == 0
    assert apply_retention(city=make.CITY, at=NOW + 2 * YEAR)["sharing"] == 1


def test_another_citys_rows_are_another_citys() -> None:
    make.make_region_tree()
    other = make.make_other_city()
    line(NOW - 4 * YEAR, other.path, other.code)
    assert not any(apply_retention(city=make.CITY, at=NOW).values())
    assert SharingLine.objects.count() == 1 and not AuditLine.objects.exists()
    assert apply_retention(city=other.code, at=NOW)["sharing"] == 1
    assert AuditLine.objects.get().city == other.code
