"""What one standing before a station's screen sees of the house, of oneself and of others, and what stays outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from redvest.core.identifiers import uuid7
from redvest.registry.actions.second_factor import add_app
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Account, KioskDevice
from redvest.registry.rules.second_factor import code_at, new_secret
from redvest.service.choices import ActivityState, Grade
from redvest.service.models import Certificate, SignUp
from tests.faces.kiosk.conftest import MINUTE, Kiosk, phone_of, say_who
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
AT = NOW + 2 * MINUTE
HOUR = timedelta(hours=1)


def page(client: Client, kiosk: Kiosk, where: str) -> str:
    return client.get(kiosk.url(where)).content.decode()


def test_only_what_is_near_and_published_is_listed(kiosk: Kiosk, screen: Client) -> None:
    service.make_post(activity=service.make_activity(title="近处量血压"))
    service.make_post(activity=service.make_activity(title="远处种树", lon=115.4))
    service.make_post(activity=service.make_activity(title="没写完的", state=ActivityState.DRAFT))
    service.make_post(activity=service.make_activity(title="等审核的", state=ActivityState.SUBMITTED))
    shown = page(screen, kiosk, "activities/")
    assert "近处量血压" in shown
    assert not any(title in shown for title in ("远处种树", "没写完的", "等审核的"))


def test_a_list_says_how_much_room_there_is_and_never_less_than_none(kiosk: Kiosk, screen: Client) -> None:
    activity = service.make_activity(title="量血压")
    service.make_post(activity=activity, places=2, taken=2)
    service.make_post(activity=activity, places=5, taken=1)
    answer = screen.get(kiosk.url("activities/"))
    assert [card["room"] for card in answer.context["cards"]] == [4]


def test_a_list_and_an_activity_name_nobody_who_takes_part(kiosk: Kiosk, screen: Client) -> None:
    activity = service.make_activity(leader=registry.make_account(name="诸葛领队"))
    service.make_signup(
        post=service.make_post(activity=activity), volunteer=registry.make_volunteer(name="欧阳向阳")
    )
    for where in ("activities/", f"activities/{activity.pk}/"):
        shown = page(screen, kiosk, where)
        assert "欧阳" not in shown and "诸葛" not in shown and "我的时长，" not in shown


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.SUBMITTED, ActivityState.CANCELLED])
def test_an_activity_that_is_not_on_has_no_page(kiosk: Kiosk, screen: Client, state: ActivityState) -> None:
    activity = service.make_activity(state=state)
    assert screen.get(kiosk.url(f"activities/{activity.pk}/")).status_code == 404
    assert screen.get(kiosk.url(f"activities/{uuid7()}/")).status_code == 404


def test_who_signs_up_for_what_is_on_is_led_to_the_check_in(kiosk: Kiosk, screen: Client) -> None:
    activity = service.make_activity(starts_at=NOW - HOUR, hours=3, signup_closes_at=NOW + HOUR)
    post, person = service.make_post(activity=activity), registry.make_volunteer()
    where = f"activities/{activity.pk}/"
    say_who(screen, kiosk, phone_of(person.account), where)
    assert "现在就签到" not in page(screen, kiosk, where)
    told = screen.post(kiosk.url(where), {"post": post.pk, "key": "k"}).content.decode()
    assert "报上了" in told and f'href="{kiosk.url("presence/")}"' in told and "现在就签到" in told


def test_nobody_signs_up_in_a_browser_that_is_no_screen(kiosk: Kiosk) -> None:
    activity = service.make_activity(starts_at=NOW + 3 * HOUR)
    post = service.make_post(activity=activity)
    visitor, where = Client(), kiosk.url(f"activities/{activity.pk}/")
    assert "我要报名" not in visitor.get(where).content.decode()
    assert visitor.post(where, {"post": post.pk, "key": "k"}).status_code == 403
    assert not SignUp.objects.exists()


def test_what_is_over_and_what_is_no_post_signs_nobody_up(kiosk: Kiosk, screen: Client) -> None:
    over = service.make_activity(starts_at=NOW + HOUR, signup_closes_at=NOW)
    post, person = service.make_post(activity=over), registry.make_volunteer()
    where = f"activities/{over.pk}/"
    say_who(screen, kiosk, phone_of(person.account), where)
    assert "现在不收报名了" in page(screen, kiosk, where)
    refused = screen.post(kiosk.url(where), {"post": post.pk, "key": "k"})
    assert refused.status_code == 409 and 'role="alert"' in refused.content.decode()
    for wrong in ("", "7", "就是它"):
        assert screen.post(kiosk.url(where), {"post": wrong, "key": "k"}).headers["Location"] == kiosk.url(
            where
        )
    assert screen.post(kiosk.url(where), {"post": str(uuid7()), "key": "k"}).status_code == 404
    assert not SignUp.objects.exists()


def test_who_is_late_for_a_place_is_told_the_place_in_line(kiosk: Kiosk, screen: Client) -> None:
    activity = service.make_activity(starts_at=NOW + 3 * HOUR)
    post = service.make_post(activity=activity, places=1)
    service.make_signup(post=post, volunteer=registry.make_volunteer(name="王小路"))
    where = f"activities/{activity.pk}/"
    say_who(screen, kiosk, phone_of(registry.make_volunteer().account), where)
    told = screen.post(kiosk.url(where), {"post": post.pk, "key": "k"}).content.decode()
    assert "排在候补第 1 位" in told and "我要报名" not in told


def test_ones_hours_are_ones_own_and_say_what_is_proven(kiosk: Kiosk, screen: Client) -> None:
    person, other, body = (
        registry.make_volunteer(),
        registry.make_volunteer(name="王小路"),
        registry.make_body(),
    )
    service.make_entry(volunteer=person, body=body, minutes=90, title="陪老人")
    service.make_entry(volunteer=person, body=body, minutes=30, grade=Grade.D, title="旧记录")
    service.make_entry(volunteer=other, body=body, minutes=600, title="别人的事")
    say_who(screen, kiosk, phone_of(person.account), "hours/")
    answer = screen.get(kiosk.url("hours/"))
    shown = answer.content.decode()
    assert (answer.context["total"], answer.context["proven"]) == (120, 90)
    assert "陪老人" in shown and "别人的事" not in shown
    assert person.number not in shown and phone_of(person.account) not in shown


def test_a_paper_of_a_body_that_recorded_nothing_is_not_made(kiosk: Kiosk, screen: Client) -> None:
    person = registry.make_volunteer()
    say_who(screen, kiosk, phone_of(person.account), "papers/")
    assert "还没有能开证明的时长" in page(screen, kiosk, "papers/")
    for body in (str(registry.make_body().pk), "", "x"):
        assert screen.post(kiosk.url("papers/"), {"body": body}).status_code == 404
    assert screen.get(kiosk.url(f"papers/{uuid7()}/")).status_code == 404
    assert not Certificate.objects.exists()


def test_a_sheet_asks_who_somebody_is_before_it_looks(kiosk: Kiosk, screen: Client) -> None:
    refused = screen.get(kiosk.url(f"papers/{uuid7()}/sheet.pdf"))
    assert refused.status_code == 403
    asked = screen.get(kiosk.url(f"papers/{uuid7()}/"))
    assert asked.headers["Location"] == f"{kiosk.url('who/')}?next={kiosk.url('papers/')}"


def test_the_code_of_somebody_else_opens_nobody(kiosk: Kiosk, screen: Client) -> None:
    person, other = registry.make_volunteer(), registry.make_volunteer(name="王小路")
    asked = screen.post(kiosk.url("who/"), {"typed": phone_of(person.account)})
    registry.make_code(phone_of(other.account), CodePurpose.SIGN_IN, code="135790", at=AT)
    told = screen.post(kiosk.url("who/"), {"typed": "135790", "carried": asked.context["carried"]})
    assert told.status_code == 422 and "rv_kiosk_who" not in screen.cookies
    assert phone_of(person.account) not in asked.content.decode()


def test_who_left_the_house_is_nobody_at_once(kiosk: Kiosk, screen: Client) -> None:
    person = registry.make_volunteer()
    say_who(screen, kiosk, phone_of(person.account), "hours/")
    Account.objects.filter(pk=person.account_id).update(is_active=False)
    assert screen.get(kiosk.url("hours/")).status_code == 302


def test_a_forged_mark_is_nobodys(kiosk: Kiosk, screen: Client) -> None:
    person = registry.make_volunteer()
    say_who(screen, kiosk, phone_of(person.account), "hours/")
    kept = screen.cookies["rv_kiosk_who"]
    assert (kept["path"], kept["httponly"], kept["samesite"], kept["max-age"]) == (
        kiosk.url(),
        True,
        "Strict",
        90,
    )
    screen.cookies["rv_kiosk_who"] = kept.value[:-2] + "xx"
    assert screen.get(kiosk.url("hours/")).status_code == 302


def test_the_start_page_tells_the_desk_that_the_screen_lives(
    kiosk: Kiosk, screen: Client, moment: time_machine.Traveller
) -> None:
    moment.move_to(NOW + 20 * MINUTE)
    Client().get(kiosk.url())
    assert KioskDevice.objects.get().last_seen_at == NOW + MINUTE
    screen.get(kiosk.url())
    assert KioskDevice.objects.get().last_seen_at == NOW + 20 * MINUTE


def test_the_screen_is_no_way_around_a_second_factor(kiosk: Kiosk, screen: Client) -> None:
    person = registry.make_volunteer()
    by, seed = registry.volunteer_standing(person), new_secret()
    add_app(by=by, secret_bytes=seed, typed=code_at(seed, NOW), label="手机", at=NOW)
    phone = phone_of(person.account)
    asked = screen.post(kiosk.url("who/"), {"typed": phone, "next": kiosk.url("hours/")})
    registry.make_code(phone, CodePurpose.SIGN_IN, code="135790", at=AT)
    told = {"typed": "135790", "carried": asked.context["carried"], "next": kiosk.url("hours/")}
    third = screen.post(kiosk.url("who/"), told)
    assert third.status_code == 200 and "验证器上的六位数字" in third.content.decode()
    assert screen.get(kiosk.url("hours/")).status_code == 302  # nobody stands there yet
    said = {"half": third.context["half"], "next": kiosk.url("hours/")}
    assert screen.post(kiosk.url("who/"), said | {"typed": "000000"}).status_code == 422
    assert screen.post(kiosk.url("who/"), said | {"half": "x", "typed": "000000"}).status_code == 403
    passed = screen.post(kiosk.url("who/"), said | {"typed": code_at(seed, AT)})
    assert passed["Location"] == kiosk.url("hours/") and screen.get(kiosk.url("hours/")).status_code == 200
