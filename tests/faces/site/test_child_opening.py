"""A guardian enters a lottery, waits in a room and signs up for a child; nobody else's child can be named."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.core.models import AuditLine
from redvest.registry.models import Account, Volunteer
from redvest.service.models import DrawEntry, RoomTicket, SignUp
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.opening import OPENS, announce, announce_lottery
from tests.factories.service import make_post
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> Account:
    return registry.make_account(name="李建国")


@pytest.fixture
def child(parent: Account) -> Volunteer:
    return registered(parent)


@pytest.fixture
def browser(parent: Account, child: Volunteer) -> Client:
    return browser_of(parent)


def test_a_childs_entry_is_the_childs_own(
    browser: Client, parent: Account, child: Volunteer, on_the_tests_day: Any
) -> None:
    opening = announce_lottery()
    on_the_tests_day.move_to(OPENS)
    page = f"/posts/{opening.pk}/opening/"
    assert f'name="who" value="{child.pk}"' in html(browser.get(f"{page}?for={child.pk}"))
    answer = browser.post(f"{page}enter/", {"who": str(child.pk)})
    assert answer.headers["Location"] == f"{page}?for={child.pk}"
    entry = DrawEntry.objects.get()
    assert entry.volunteer == child
    assert AuditLine.objects.get(verb="enter_draw").actor_id == parent.pk
    assert "你的签号是 1" in words(browser.get(f"{page}?for={child.pk}"))
    browser.post(f"{page}withdraw/", {"who": str(child.pk)})
    entry.refresh_from_db()
    assert entry.withdrawn_at == OPENS


def test_a_child_has_a_number_and_a_place(browser: Client, child: Volunteer, on_the_tests_day: Any) -> None:
    opening = announce(waiting_room=True)
    page = f"/posts/{opening.pk}/opening/"
    browser.post(f"{page}ticket/", {"who": str(child.pk)})
    assert RoomTicket.objects.get().volunteer == child
    on_the_tests_day.move_to(OPENS)
    assert "第 1 号，轮到你了" in words(browser.get(f"{page}?for={child.pk}"))
    browser.post(f"/posts/{opening.pk}/sign-up/", {"who": str(child.pk)})
    signup = SignUp.objects.get()
    assert (signup.volunteer, signup.state) == (child, "confirmed")
    shown = html(browser.get(f"{page}?for={child.pk}"))
    assert f"/me/children/{child.pk}/signups/{signup.pk}/" in shown


def test_somebody_elses_child_is_not_found_and_nothing_is_entered(
    me: Client, child: Volunteer, on_the_tests_day: Any
) -> None:
    opening = announce_lottery()
    on_the_tests_day.move_to(OPENS)
    page = f"/posts/{opening.pk}/opening/"
    assert me.get(f"{page}?for={child.pk}").status_code in (403, 404)
    assert me.post(f"{page}enter/", {"who": str(child.pk)}).status_code in (403, 404)
    assert not DrawEntry.objects.exists()


def test_nonsense_in_the_address_is_oneself(me: Client) -> None:
    opening = announce_lottery()
    assert me.get(f"/posts/{opening.pk}/opening/?for=nobody").status_code == 200


def test_a_name_that_cannot_be_read_never_becomes_the_guardian(
    person: Volunteer, me: Client, on_the_tests_day: Any
) -> None:
    opening, post = announce_lottery(), make_post()
    on_the_tests_day.move_to(OPENS)
    assert me.post(f"/posts/{opening.pk}/opening/enter/", {"who": "x"}).status_code == 404
    assert me.post(f"/posts/{post.pk}/sign-up/", {"who": "x", "key": "k"}).status_code == 404
    assert not DrawEntry.objects.exists() and not SignUp.objects.exists()
