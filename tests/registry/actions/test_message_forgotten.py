"""Who is forgotten leaves no notice, no address and no bond; a copy of one's data holds what stands in the inbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.actions import leaving
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.actions.wechat import bind
from redvest.registry.choices import MessageKind, Role
from redvest.registry.models import (
    ChannelChoice,
    Delivery,
    MailAddress,
    Message,
    PushSubscription,
    Volunteer,
    WeChatBond,
)
from redvest.registry.queries import secret
from redvest.service.actions.calendar_feed import read_feed, renew_feed
from redvest.service.actions.letter import send_letter, write_letter
from redvest.service.models import CalendarEvent, CalendarFeed
from redvest.service.queries.copy_sheet import summary
from redvest.service.queries.portability import whole_copy
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EVERYTHING = (
    Message,
    Delivery,
    ChannelChoice,
    MailAddress,
    PushSubscription,
    WeChatBond,
    CalendarFeed,
    CalendarEvent,
)


def settled() -> Volunteer:
    """Somebody with one of everything."""
    person = make.make_volunteer()
    account = person.account
    assert account is not None
    tell_person(
        volunteer=person, text="【暖阳队】李明霞，轮到你了", at=NOW, notice=Notice(MessageKind.SIGNUP)
    )
    Delivery.objects.create(
        message=Message.objects.get(), channel="sms", state="sent", next_at=NOW, changed_at=NOW
    )
    ChannelChoice.objects.create(account=account, kind="hours", channel="sms", wanted=False)
    sealed = secret.keyring().encrypt("li@example.cn", context=secret.MAIL_ADDRESS)
    MailAddress.objects.create(account=account, address_sealed=sealed, code_hash=b"x", code_until=NOW)
    PushSubscription.objects.create(
        account=account,
        endpoint="https://x.cn",
        endpoint_hash=b"1",
        public_key=b"",
        auth_secret=b"",
        made_at=NOW,
    )
    bind(account=account, openid="o-li", at=NOW)
    make_signup(post=make_post(), volunteer=person)
    read_feed(secret=renew_feed(by=make.volunteer_standing(person), at=NOW), at=NOW)
    return person


def test_nothing_of_it_stays() -> None:
    person = settled()
    assert all(model._default_manager.exists() for model in EVERYTHING)
    leaving.ask_erasure(by=make.volunteer_standing(person), at=NOW)
    assert leaving.erase_due(at=NOW + 7 * DAY) == 1
    left = [model.__name__ for model in EVERYTHING if model._default_manager.exists()]
    assert left == []


def test_other_peoples_notices_about_somebody_forgotten_go_and_their_own_stay() -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    tell_person(volunteer=other, text="别人的", at=NOW)
    leaving.ask_erasure(by=make.volunteer_standing(person), at=NOW)
    leaving.erase_due(at=NOW + 7 * DAY)
    assert list(Message.objects.values_list("account", flat=True)) == [other.account_id]


def test_the_copy_holds_the_inbox_and_nobody_elses() -> None:
    person = settled()
    tell_person(volunteer=make.make_volunteer(), text="别人的", at=NOW)
    copy = whole_copy(person, NOW)
    assert [(row["kind"], row["read_at"]) for row in copy["notices"]] == [("signup", None), ("account", None)]
    assert copy["notices"][0]["text"].endswith("轮到你了")
    (section,) = [each for each in summary(copy)["sections"] if each["title"] == "消息"]
    assert "报名、候补和答复" in str(section["rows"])


def test_a_leaders_letters_lose_their_words_and_stay_with_their_readers() -> None:
    body = make.make_body()
    leader = make.make_volunteer()
    make.make_grant(account=leader.account, role=Role.ACTIVITY_LEADER, body=body)  # type: ignore[arg-type]
    activity = make_activity(body=body)
    reader = make.make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=reader)
    by = make.volunteer_standing(leader)
    letter = write_letter(by=by, activity=activity, audience="holding", text="我是李明霞，东门见", at=NOW)
    send_letter(letter_id=letter.pk, at=NOW)
    leaving.ask_erasure(by=by, at=NOW)
    assert leaving.erase_due(at=NOW + 7 * DAY) == 1
    letter.refresh_from_db()
    assert letter.text == "" and Message.objects.filter(account=reader.account).count() == 1
