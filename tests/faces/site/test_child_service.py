"""What a guardian does for a child: sign it up and back, see its hours, make a certificate, show its code. Nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from redvest.core.models import AuditLine
from redvest.registry.actions.consent import withdraw_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.guardian_errors import ChildUnknown
from redvest.registry.models import Account, Volunteer
from redvest.registry.queries.on_behalf import standing_for_child
from redvest.service.choices import SignUpState
from redvest.service.models import Certificate, Post, SignUp
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry, service
from tests.factories.registry import NOW
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


@pytest.fixture
def post() -> Post:
    activity = service.make_activity(title="社区图书角整理", starts_at=NOW + timedelta(days=2))
    return service.make_post(activity=activity, title="整理书架", places=2)


def sign_up(browser: Client, post: Post, who: object) -> Any:
    return browser.post(f"/posts/{post.pk}/sign-up/", {"key": uuid4().hex, "who": str(who)})


def test_from_the_activity_to_the_childs_page_and_back(
    browser: Client, child: Volunteer, post: Post, parent: Account
) -> None:
    page = f"/activities/{post.activity_id}/"
    assert "给谁报名" in words(browser.get(page))
    chosen = browser.get(f"{page}?for={child.pk}")
    assert f'name="who" value="{child.pk}"' in html(chosen)

    answer = sign_up(browser, post, child.pk)

    signup = SignUp.objects.get()
    assert (signup.volunteer_id, signup.state) == (child.pk, SignUpState.CONFIRMED)
    assert AuditLine.objects.get(verb="sign_up").actor_id == parent.pk
    assert answer["Location"] == f"/me/children/{child.pk}/signups/{signup.pk}/"
    assert "李小雨已经报名：整理书架" in words(browser.get(f"{page}?for={child.pk}"))
    assert "社区图书角整理" in words(browser.get(f"/me/children/{child.pk}/"))
    assert "打开孩子的签到码" in words(browser.get(answer["Location"]))
    assert sign_up(browser, post, child.pk)["Location"] == answer["Location"]  # once is enough

    assert browser.post(answer["Location"]).status_code == 422
    assert SignUp.objects.get(volunteer=child).state == "confirmed"
    assert browser.post(answer["Location"], {"verb": "cancel"})["Location"] == f"/me/children/{child.pk}/"
    signup.refresh_from_db()
    assert signup.state == SignUpState.CANCELLED


def test_every_refusal_is_the_childs_own(browser: Client, child: Volunteer, parent: Account) -> None:
    grown = service.make_post(activity=service.make_activity(starts_at=NOW + timedelta(days=2)), min_age=18)
    page = browser.get(f"/activities/{grown.activity_id}/?for={child.pk}")
    assert "为什么李小雨不能报？" in words(page) and "要满 18 岁" in words(page)
    assert sign_up(browser, grown, child.pk).status_code == 422
    open_to_all = service.make_post(activity=service.make_activity(starts_at=NOW + timedelta(days=5)))
    withdraw_consent(
        by=registry.standing_of(parent), volunteer=child, purpose=ConsentPurpose.MINOR_DATA, at=NOW
    )
    assert sign_up(browser, open_to_all, child.pk).status_code == 422
    assert not SignUp.objects.exists()


def test_hours_certificate_and_code(browser: Client, child: Volunteer, parent: Account) -> None:
    entry = service.make_entry(volunteer=child, body=registry.make_body(), minutes=90)
    assert entry.title in words(browser.get(f"/me/children/{child.pk}/hours/"))
    where = f"/me/children/{child.pk}/certificates/"
    assert "李小雨的志愿服务证明" in words(browser.get(where))
    made = browser.post(where, {"body": str(entry.body_id)})
    issued = Certificate.objects.get()
    assert (issued.volunteer_id, made["Location"]) == (child.pk, f"{where}?new={issued.number}")
    assert f"{where}{issued.pk}.pdf" in html(browser.get(made["Location"]))
    assert browser.get(f"/me/certificates/{issued.pk}.pdf").status_code == 404
    code = f"/me/children/{child.pk}/code/"
    assert f'data-url="{code}fresh"' in html(browser.get(code))
    assert browser.get(f"{code}fresh").json()["text"]
    paper: Any = browser.get(f"{where}{issued.pk}.pdf")
    assert b"".join(paper.streaming_content).startswith(b"%PDF-")
    paper.close()  # the last thing here: it ends the connection, too


def test_nobody_else_and_no_role_goes_along(child: Volunteer, parent: Account, post: Post) -> None:
    stranger = browser_of(registry.make_volunteer().account)  # type: ignore[arg-type]
    base = f"/me/children/{child.pk}/"
    for where in ("hours/", "certificates/", "code/", "code/fresh", f"signups/{uuid4()}/"):
        assert stranger.get(base + where).status_code == 404, where
    assert sign_up(stranger, post, child.pk).status_code == 404 and not SignUp.objects.exists()
    registry.make_grant(account=parent, role="centre", region=registry.make_region_tree().city)
    _, acting = standing_for_child(registry.standing_of(parent), child.pk, NOW)
    assert (acting.grants, acting.account_id, acting.volunteer_id) == ((), parent.pk, child.pk)
    with pytest.raises(ChildUnknown):  # grown up: the record is the child's alone
        standing_for_child(registry.standing_of(parent), child.pk, NOW + timedelta(days=365 * 10))


def test_somebody_elses_sign_up_is_not_the_childs(browser: Client, child: Volunteer, post: Post) -> None:
    other = service.make_signup(post=post, volunteer=registry.make_volunteer())
    assert browser.post(f"/me/children/{child.pk}/signups/{other.pk}/").status_code == 404
    other.refresh_from_db()
    assert other.state == SignUpState.CONFIRMED
