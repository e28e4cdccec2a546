"""Choices and browsers: whole tables of them, one owner each, and no address but a push service's."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from redvest.connectors import push
from redvest.core.errors import Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.reach import MOST_BROWSERS, add_browser, choose_channels, drop_browser
from redvest.registry.choices import MessageKind
from redvest.registry.message_errors import ChannelUnknown, PushWrong
from redvest.registry.models import ChannelChoice, PushSubscription
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries.reach import choices_of, reach_of
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW
from tests.factories.vendors import Browser

pytestmark = pytest.mark.django_db
PLACE = "https://fcm.googleapis.com/fcm/send/"


@pytest.fixture
def pushing(settings: Any, tmp_path: Any) -> None:
    settings.REDVEST_PUSH_CONTACT, settings.REDVEST_DATA_DIR = "mailto:it@example.cn", tmp_path
    push._sender.cache_clear()


@pytest.fixture
def by() -> Standing:
    return make.standing_of(make.make_account())


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def add(by: Standing, endpoint: str = f"{PLACE}a", *, after: int = 0, **other: str) -> PushSubscription:
    browser = Browser()
    keys = {
        "public_key": text(browser.public),
        "auth_secret": text(browser.auth),
        "label": "手机" * 40,
        **other,
    }
    return add_browser(by=by, endpoint=endpoint, at=NOW + timedelta(minutes=after), **keys)


def test_a_choice_is_for_the_channels_named_and_the_last_one_holds(by: Standing) -> None:
    assert by.account_id is not None
    choose_channels(by=by, channels=["sms"], wanted={("hours", "sms")}, at=NOW)
    choose_channels(by=by, channels=["email"], wanted=set(), at=NOW)
    chosen = choices_of(by.account_id)
    assert len(chosen) == 2 * len(MessageKind)
    assert [key for key, wanted in chosen.items() if wanted] == [("hours", "sms")]
    choose_channels(by=by, channels=["sms"], wanted={("signup", "sms")}, at=NOW)
    assert [key for key, wanted in choices_of(by.account_id).items() if wanted] == [("signup", "sms")]
    assert ChannelChoice.objects.count() == 2 * len(MessageKind)
    assert AuditLine.objects.filter(verb="choose_channels").count() == 3


@pytest.mark.parametrize(
    ("channels", "wanted"), [(["pigeon"], set()), (["sms"], {("love", "sms")}), (["sms"], {("hours", "")})]
)
def test_what_there_is_not_cannot_be_chosen(by: Standing, channels: list[str], wanted: Any) -> None:
    with pytest.raises(ChannelUnknown):
        choose_channels(by=by, channels=channels, wanted=wanted, at=NOW)
    assert not ChannelChoice.objects.exists()


def test_nobody_chooses_without_an_account() -> None:
    with pytest.raises(Unauthenticated):
        choose_channels(by=GUEST_STANDING(CITY), channels=["sms"], wanted=set(), at=NOW)


def test_a_browser_is_the_last_accounts_that_asked(pushing: None, by: Standing) -> None:
    first = add(by)
    other = make.make_account()
    add(make.standing_of(other))
    row = PushSubscription.objects.get()
    assert (row.pk, row.account, len(row.label)) == (first.pk, other, 60)
    assert reach_of(other).targets["push"] == [str(row.pk)]  # type: ignore[index]
    drop_browser(by=by, key=row.pk, at=NOW)
    assert PushSubscription.objects.exists()  # it is not theirs any more
    drop_browser(by=make.standing_of(other), key=row.pk, at=NOW)
    assert not PushSubscription.objects.exists()


def test_ten_browsers_and_the_oldest_goes(pushing: None, by: Standing) -> None:
    for n in range(MOST_BROWSERS + 2):
        add(by, f"{PLACE}{n}", after=n)
    ends = {each.endpoint.rsplit("/", 1)[1] for each in PushSubscription.objects.all()}
    assert ends == {str(n) for n in range(2, MOST_BROWSERS + 2)}


@pytest.mark.parametrize(
    ("endpoint", "other"),
    [
        ("https://example.cn/x", {}),
        ("http://127.0.0.1:6379/", {}),
        (f"{PLACE}a", {"public_key": "AAAA"}),
        (f"{PLACE}a", {"auth_secret": "!!"}),
        (f"{PLACE}{'a' * 1000}", {}),
        (f"{PLACE}a", {"public_key": text(b"\x04" + b"\x01" * 64)}),  # no point of the curve
        ("https://[", {}),
        ("https://[x].push.apple.com/", {}),
        ("https://fcm.googleapis.com/推", {}),
        ("https://a b.push.apple.com/", {}),
        ("https://a..push.apple.com/", {}),
        ("https://a\n.push.apple.com/", {}),
    ],
)
def test_bad_keys_and_other_addresses(
    pushing: None, by: Standing, endpoint: str, other: dict[str, str]
) -> None:
    with pytest.raises(PushWrong):
        add(by, endpoint, **other)
    assert not PushSubscription.objects.exists()


def test_where_push_is_off_nobody_subscribes(by: Standing) -> None:
    with pytest.raises(PushWrong):
        add(by)
