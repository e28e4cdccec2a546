"""The notice in layers: short first, the full one behind it, and a new version that asks only for what it changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from redvest.registry.actions.consent import give_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent, Volunteer
from redvest.registry.queries.shown_name import who_publishes
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 28, 2, tzinfo=UTC)
AGAIN = "/me/rights/again/"


@pytest.fixture
def agreed(person: Volunteer) -> Volunteer:
    """In March, to everything, in the words of March."""
    by = registry.volunteer_standing(person)
    for purpose in (ConsentPurpose.REGISTRATION, ConsentPurpose.PUBLISH_NAME, ConsentPurpose.LOCATION):
        give_consent(by=by, volunteer=person, purpose=purpose, at=NOW)
    return person


def live() -> dict[str, str]:
    rows = Consent.objects.filter(withdrawn_at__isnull=True)
    return dict(rows.values_list("purpose", "wording"))


def test_the_short_one_comes_first_and_the_full_one_is_a_press_away(guest: Client) -> None:
    short = guest.get("/privacy/")
    for said in ("谁在用", "用来做什么", "哪些信息", "存多久", "您的权利"):
        assert said in words(short)
    assert "怎么存" not in words(short) and "/privacy/2026-01/" in short.content.decode()
    assert "怎么存" in words(guest.get("/privacy/2026-01/"))
    for unknown in ("2026-11", "1999-01", "..%2f"):  # what is not in force yet is not shown
        assert guest.get(f"/privacy/{unknown}/").status_code == 404


def test_the_version_that_was_agreed_to_stays_readable(guest: Client, on_the_tests_day: Any) -> None:
    on_the_tests_day.move_to(LATER)
    assert "2026-11" in words(guest.get("/privacy/"))
    assert "您负责的活动" in words(guest.get("/privacy/2026-11/"))
    assert "只有你点“离我近的”时才问一次" in words(guest.get("/privacy/2026-01/"))


def test_it_stands_where_people_register(member: Client) -> None:
    page = words(member.get("/me/real-name/"))
    assert page.index("服务记录至少十年") < page.index("我同意保存和使用")
    assert "服务记录至少十年" in words(member.get("/me/children/new/"))


def test_nothing_is_asked_again_while_nothing_changed(me: Client, agreed: Volunteer) -> None:
    assert "请再看一眼" not in words(me.get("/me/")) and "请再看一眼" not in words(me.get("/me/rights/"))
    assert "这一项已经答过了" in words(me.post(AGAIN, {"purpose": "location", "give": "0"}, follow=True))
    assert set(live().values()) == {"2026-01"} and len(live()) == 3


def test_a_new_version_asks_for_what_it_changed_alone(agreed: Volunteer, on_the_tests_day: Any) -> None:
    on_the_tests_day.move_to(LATER)
    assert agreed.account is not None
    me = browser_of(agreed.account)
    page = words(me.get("/me/"))
    assert "请再看一眼" in page and "公开姓名" in page and "使用位置" not in page
    assert not who_publishes([agreed.pk], LATER.date())  # silence is no consent

    answer = me.post(AGAIN, {"purpose": "publish-name", "give": "1"}, follow=True)
    assert "请再看一眼" not in words(answer)
    assert live() == {"registration": "2026-01", "publish-name": "2026-11", "location": "2026-01"}
    assert who_publishes([agreed.pk], LATER.date()) == {agreed.pk}
    assert Consent.objects.filter(purpose="publish-name").count() == 2, "what was agreed to before is kept"


def test_the_new_words_may_be_refused(agreed: Volunteer, on_the_tests_day: Any) -> None:
    on_the_tests_day.move_to(LATER)
    assert agreed.account is not None
    me = browser_of(agreed.account)
    me.post(AGAIN, {"purpose": "publish-name", "give": "0"})
    assert live() == {"registration": "2026-01", "location": "2026-01"}
    assert "请再看一眼" not in words(me.get("/me/"))
    agreed.refresh_from_db()
    assert agreed.state == "active"


def test_no_to_what_the_register_needs_says_where_to_leave(agreed: Volunteer) -> None:
    Consent.objects.filter(purpose=ConsentPurpose.REGISTRATION).update(wording="2012-01")
    assert agreed.account is not None
    before, me = live(), browser_of(agreed.account)
    said = words(me.post(AGAIN, {"purpose": "registration", "give": "0"}, follow=True))
    assert "不想再登记" in said and live() == before
