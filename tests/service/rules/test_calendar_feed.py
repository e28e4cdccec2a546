"""The feed's text, read back by a library as any client reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from redvest.service.rules.calendar_feed import Occasion, Published, feed_text

START = datetime(2026, 3, 7, 0, 30, tzinfo=UTC)
PARK = Occasion(
    uid="signup-1@redvest", status="CONFIRMED", title="公园清洁；带手套, 帽子", starts_at=START,
    ends_at=START + timedelta(hours=2), place="抱石公园，东门", words="暖阳队\n引导员", url="https://x.cn/me/1/",
    lon=114.93, lat=27.81,
)  # fmt: skip


def read(*events: Published) -> Calendar:
    text = feed_text(events, name="新余志愿")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))  # RFC 5545 3.1
    return Calendar.from_ical(text)


def test_an_event_comes_back_as_it_went_in() -> None:
    calendar = read(Published(PARK, 3, START - timedelta(days=1)))
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("signup-1@redvest", 3, "CONFIRMED")
    assert event["SUMMARY"] == PARK.title and event["DESCRIPTION"] == PARK.words
    assert event["DTSTART"].dt == START and event["DTEND"].dt == START + timedelta(hours=2)
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == START - timedelta(days=1)
    assert (event["GEO"].latitude, event["GEO"].longitude) == (27.81, 114.93)
    assert calendar["METHOD"] == "PUBLISH" and calendar["X-WR-CALNAME"] == "新余志愿"


def test_equal_versions_have_one_digest_and_any_change_another() -> None:
    moved = Occasion(
        **{**{f: getattr(PARK, f) for f in PARK.__slots__}, "starts_at": START + timedelta(minutes=1)}
    )
    same = Occasion(**{f: getattr(PARK, f) for f in PARK.__slots__})
    assert PARK.digest() == same.digest() != moved.digest()


def test_a_feed_without_events_is_a_calendar_and_order_does_not_depend_on_the_asking() -> None:
    assert not read().walk("VEVENT")
    early = Occasion("a@redvest", "TENTATIVE", "早", START - timedelta(days=1), START)
    one, two = Published(PARK, 0, START), Published(early, 0, START)
    assert feed_text([one, two], name="x") == feed_text([two, one], name="x")
