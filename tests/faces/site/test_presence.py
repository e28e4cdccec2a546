"""A volunteer's own ways to show presence: place with consent, the phone's mark, card, hour code, still here."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.actions.consent import record_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, Volunteer
from redvest.service.actions.attendance import venue_code
from redvest.service.actions.hour_code import make_hour_codes
from redvest.service.models import Activity, ActivityDevice, Attendance, HourCode, PresencePing, Scan, SignUp
from redvest.service.queries.codes import hour_code_text
from tests.factories.registry import NOW, make_leader, make_volunteer
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine: object) -> None:
    time_machine.move_to(NOW, tick=False)  # type: ignore[attr-defined]


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=NOW - HOUR, hours=2)


@pytest.fixture
def volunteer(activity: Activity) -> Volunteer:
    person = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=person)
    return person


def browser(volunteer: Volunteer) -> Client:
    client = Client()
    assert volunteer.account is not None
    client.force_login(volunteer.account)
    return client


def scan(client: Client, activity: Activity, **place: str) -> int:
    code = venue_code(by=make_leader(activity.body), activity=activity, at=NOW).text
    return client.post(
        reverse("site:scan"), {"code": code, "direction": "in", "nonce": "", **place}
    ).status_code


HERE = {"lon": "114.93", "lat": "27.81", "accuracy": "20"}
FAR = {"lon": "114.95", "lat": "27.81", "accuracy": "20"}


def test_the_page_asks_for_a_place_only_with_consent_and_offers_it_plainly(volunteer: Volunteer) -> None:
    client = browser(volunteer)
    before = client.get(reverse("site:scan")).content.decode()
    assert "data-locate" not in before
    assert "不同意也完全可以" in before

    answer = client.post(
        reverse("site:consent"), {"purpose": "location", "give": "1", "next": reverse("site:scan")}
    )

    assert answer["Location"] == reverse("site:scan")
    assert Consent.objects.filter(
        volunteer=volunteer, purpose=ConsentPurpose.LOCATION, withdrawn_at=None
    ).exists()
    assert "data-locate" in client.get(reverse("site:scan")).content.decode()


@pytest.mark.parametrize(
    ("consent", "place", "status", "fence"),
    [
        (True, HERE, 302, "inside"),
        (True, {}, 302, ""),
        (True, {"lon": "x", "lat": "27", "accuracy": "1"}, 302, ""),
        (True, FAR, 409, "outside"),
        (False, FAR, 302, ""),
    ],
)
def test_a_place_is_judged_with_consent_and_not_looked_at_without(
    activity: Activity, volunteer: Volunteer, consent: bool, place: dict[str, str], status: int, fence: str
) -> None:
    if consent:
        record_consent(volunteer=volunteer, purpose=ConsentPurpose.LOCATION, by_guardian=False, at=NOW)

    assert scan(browser(volunteer), activity, **place) == status
    assert Scan.objects.get().fence == fence
    assert Attendance.objects.exists() == (status == 302)


def test_one_browser_serves_one_person_of_an_activity(activity: Activity, volunteer: Volunteer) -> None:
    client = browser(volunteer)
    assert scan(client, activity) == 302
    friend = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=friend)
    assert friend.account is not None
    client.force_login(friend.account)

    assert scan(client, activity) == 409
    assert Attendance.objects.get().volunteer_id == volunteer.pk
    assert scan(browser(friend), activity) == 302, "on a phone of their own"
    assert ActivityDevice.objects.count() == 2


def test_a_forged_mark_is_a_new_one(volunteer: Volunteer) -> None:
    client = browser(volunteer)
    client.cookies["rv_device"] = "forged"

    answer = client.get(reverse("site:code"))

    assert answer.cookies["rv_device"].value not in ("", "forged")
    assert answer.cookies["rv_device"]["httponly"]


def test_the_card_stays_the_same_until_a_new_one_is_made(volunteer: Volunteer) -> None:
    client = browser(volunteer)
    first, again = (
        re.findall(r"<svg.*?</svg>", client.get(reverse("site:card")).content.decode(), re.S)
        for _ in range(2)
    )
    assert first == again

    page = client.post(reverse("site:card"), follow=True).content.decode()

    assert "新卡做好了" in page
    assert re.findall(r"<svg.*?</svg>", page, re.S) != first


def test_an_hour_code_is_used_once_and_a_wrong_one_keeps_what_was_typed(
    activity: Activity, volunteer: Volunteer
) -> None:
    (code,) = make_hour_codes(by=make_leader(activity.body), activity=activity, count=1, minutes=60, at=NOW)
    client, url = browser(volunteer), reverse("site:hour-code")
    assert 'value="ABCDE-FGHJK"' in client.get(f"{url}?code=ABCDE-FGHJK").content.decode()

    wrong = client.post(url, {"code": "ABCDE-FGHJK"})
    assert wrong.status_code == 404
    assert 'value="ABCDE-FGHJK"' in wrong.content.decode()
    assert client.post(url, {"code": hour_code_text(code)}).status_code == 302
    other = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=other)
    assert browser(other).post(url, {"code": hour_code_text(code)}).status_code == 409
    assert HourCode.objects.get().volunteer_id == volunteer.pk


def test_still_here_is_offered_and_kept_while_it_is_on(
    activity: Activity, volunteer: Volunteer, time_machine: object
) -> None:
    client, mine = browser(volunteer), SignUp.objects.get(volunteer=volunteer)
    page, url = reverse("site:signup", args=[mine.pk]), reverse("site:ping", args=[mine.pk])
    assert "我还在" in client.get(page).content.decode()

    assert "你还在" in client.post(url, follow=True).content.decode()
    assert PresencePing.objects.get().fence == ""
    assert browser(make_volunteer()).post(url).status_code == 404
    time_machine.move_to(NOW + timedelta(hours=3), tick=False)  # type: ignore[attr-defined]
    assert "我还在" not in client.get(page).content.decode()
    client.post(url)
    assert PresencePing.objects.count() == 1
