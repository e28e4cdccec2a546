"""Presence over the wire: places, phones, clocks, hour codes, cards and words from the middle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from redvest.registry.actions.consent import record_consent
from redvest.registry.choices import ConsentPurpose
from redvest.service.actions.card import issue_card
from redvest.service.models import ActivityDevice, Attendance, HourCode, HoursSheet, PresencePing, Scan
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.faces.openapi.test_hours_and_certificates import Occasion, occasion, outcomes, scan
from tests.factories import registry as make
from tests.factories import service

__all__ = ["occasion"]
pytestmark = pytest.mark.django_db
Travel = Callable[[datetime], Any]
HERE = {"lon": 114.93, "lat": 27.81, "accuracy_m": 20}
FAR = {"lon": 114.95, "lat": 27.81, "accuracy_m": 20}


def venue(on: Occasion, direction: str = "in", **more: Any) -> Any:
    code = on.leader.get(f"/activities/{on.activity.pk}/venue-code").json()["code"]
    return on.me.post("/checkins", {"code": code, "direction": direction, "nonce": f"v-{direction}", **more})


def graded(on: Occasion) -> str:
    line = {"volunteer": str(on.volunteer.pk), "minutes": 120}
    answer = on.leader.post(f"/activities/{on.activity.pk}/hours", {"entries": [line]})
    return str(answer.json()["results"][0]["grade"])


def agree(on: Occasion) -> None:
    record_consent(volunteer=on.volunteer, purpose=ConsentPurpose.LOCATION, by_guardian=False, at=make.NOW)


@pytest.mark.parametrize(("consent", "grade"), [(True, "B"), (False, "D")])
def test_the_venues_code_at_the_place_is_worth_b_and_without_a_place_nothing_alone(
    occasion: Occasion, travel: Travel, consent: bool, grade: str
) -> None:
    if consent:
        agree(occasion)
    assert venue(occasion, **HERE, device="phone").status_code == 201
    travel(make.NOW + timedelta(hours=2))
    assert venue(occasion, "out", **HERE, device="phone").status_code == 201

    assert graded(occasion) == grade
    assert ActivityDevice.objects.get().volunteer_id == occasion.volunteer.pk


def test_too_far_is_refused_and_leaves_a_trace_without_the_place(occasion: Occasion) -> None:
    agree(occasion)

    problem(venue(occasion, **FAR), 409, "too-far")

    attempt = Scan.objects.get()
    assert (attempt.outcome, attempt.fence) == ("too-far", "outside")
    assert 1_900 < (attempt.distance_m or 0) < 2_100
    assert not Attendance.objects.exists()
    problem(venue(occasion, **FAR), 409, "too-far")


def test_a_key_repeats_the_answer(occasion: Occasion) -> None:
    code = occasion.leader.get(f"/activities/{occasion.activity.pk}/venue-code").json()["code"]
    body = {"code": code, "direction": "in", "nonce": "n"}
    first, again = (occasion.me.post("/checkins", body, key="k") for _ in range(2))

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Scan.objects.count() == 1


def test_two_peoples_codes_on_one_phone_are_noticed(occasion: Occasion) -> None:
    friend = make.make_volunteer()
    service.make_signup(post=occasion.activity.posts.get(), volunteer=friend)
    codes = [
        each.get("/me/code?device=phone").json()["code"] for each in (occasion.me, caller_for(friend.account))
    ]
    scans = [scan(f"n{turn}", "in", make.NOW, code=code) for turn, code in enumerate(codes)]
    answer = occasion.leader.post(f"/activities/{occasion.activity.pk}/attendance", {"scans": scans})

    assert sorted(outcome for _nonce, outcome in outcomes(answer)) == ["accepted", "device-shared"]


def test_a_clock_that_is_off_is_marked_and_put_right(occasion: Occasion, travel: Travel) -> None:
    code = occasion.me.get("/me/code").json()["code"]
    wrong = make.NOW + timedelta(minutes=30)  # the device believes it is half an hour later
    travel(make.NOW + timedelta(hours=1))
    batch = {
        "scans": [scan("n", "in", wrong, code=code)],
        "sent_at": (make.NOW + timedelta(minutes=90)).isoformat(),
    }
    answer = occasion.leader.post(f"/activities/{occasion.activity.pk}/attendance", batch)

    assert answer.json()["results"] == [{"nonce": "n", "outcome": "accepted", "skewed": True}]
    assert Attendance.objects.get().in_at == make.NOW
    assert Scan.objects.get().skew_seconds == 1_800


def test_hour_codes_are_made_used_once_and_worth_b(occasion: Occasion, travel: Travel) -> None:
    path = f"/activities/{occasion.activity.pk}/hour-codes"
    made = occasion.leader.post(path, {"count": 2, "minutes": 120})
    assert made.status_code == 201
    first, second = (each["code"] for each in made.json()["items"])

    used = occasion.me.post("/me/hour-codes", {"code": first.lower().replace("-", " ")})
    assert (used.status_code, used.json()["minutes"]) == (201, 120)
    problem(occasion.me.post("/me/hour-codes", {"code": second}), 409, "hour-code-used")
    problem(occasion.me.post("/me/hour-codes", {"code": "22222-22222"}), 404, "hour-code-not-found")
    travel(make.NOW + timedelta(hours=2))

    assert graded(occasion) == "B"
    assert HourCode.objects.filter(volunteer=None).count() == 1
    assert first.encode() not in bytes(HourCode.objects.get(volunteer=occasion.volunteer).sealed)


def test_a_printed_card_is_scanned_like_a_code_until_a_new_one_is_issued(
    occasion: Occasion, travel: Travel
) -> None:
    path = f"/activities/{occasion.activity.pk}/attendance"
    text = occasion.me.post("/me/card").json()["code"]
    assert occasion.me.post("/me/card").json()["code"] == text
    come = occasion.leader.post(path, {"scans": [scan("a", "in", make.NOW, code=text)]})
    assert outcomes(come) == [("a", "accepted")]
    travel(make.NOW + timedelta(hours=2))
    issue_card(
        by=make.volunteer_standing(occasion.volunteer), volunteer=occasion.volunteer, renew=True, at=make.NOW
    )

    old = occasion.leader.post(path, {"scans": [scan("b", "out", make.NOW + timedelta(hours=2), code=text)]})
    assert outcomes(old) == [("b", "card-revoked")]
    new = occasion.me.post("/me/card").json()["code"]
    gone = occasion.leader.post(path, {"scans": [scan("c", "out", make.NOW + timedelta(hours=2), code=new)]})
    assert outcomes(gone) == [("c", "accepted")]
    assert graded(occasion) == "D", "a card can be copied: somebody else has to stand behind it"
    sheet = HoursSheet.objects.get()
    assert occasion.me.post(f"/me/hours/{sheet.pk}/confirm").json()["grade"] == "B"


def test_a_word_from_the_middle(occasion: Occasion) -> None:
    path = f"/activities/{occasion.activity.pk}/pings"

    assert occasion.me.post(path, {}).json()["fence"] == ""
    assert occasion.me.post(path, HERE).json()["fence"] == "", (
        "not looked at without consent, and one in five minutes"
    )
    problem(Caller().post(path, {}), 401, "unauthenticated")
    assert PresencePing.objects.count() == 1
