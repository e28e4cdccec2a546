"""Dangerous service as volunteers meet it: what the page says, the agreement, a new text after a change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.actions.activity import approve_activity, create_activity, submit_activity
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.agreement import sign_agreement
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.insurance import set_insurance
from redvest.service.actions.signup import sign_up
from redvest.service.models import Activity, AgreementTerms
from redvest.service.rules.protection import PolicyForm
from tests.faces.site.conftest import words
from tests.factories.registry import (
    NOW,
    TODAY,
    make_leader,
    make_officer,
    make_region_tree,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_project
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def river() -> Activity:
    """A published patrol of a river, insured."""
    make_region_tree()
    project = make_project()
    leader = make_leader(project.body)
    draft = create_activity(
        by=leader,
        form=form_for(project, dangerous=True, content="涉水巡河"),
        posts=[PostForm("巡查员", 5)],
        at=NOW,
    )
    policy = PolicyForm("人保财险", "PICC-2026-0001", TODAY, TODAY + timedelta(days=30))
    set_insurance(by=leader, activity=draft, form=policy, at=NOW)
    submit_activity(by=leader, activity=draft, at=NOW)
    return approve_activity(by=make_officer(), activity=draft, at=NOW)


def digest(activity: Activity) -> str:
    return bytes(AgreementTerms.objects.get(activity=activity).digest or b"").hex()


def test_the_page_says_danger_insurance_and_that_there_is_an_agreement(
    guest: Client, river: Activity
) -> None:
    page = words(guest.get(f"/activities/{river.pk}/"))
    for said in (
        "有人身危险的服务，未成年人不能参加",
        "人保财险",
        "报上后要看一份志愿服务协议并同意",
        "18 岁以上",
    ):
        assert said in page, said


def test_one_reads_agrees_and_is_asked_again_after_another_time(
    me: Client, person: Volunteer, river: Activity
) -> None:
    mine = sign_up(by=volunteer_standing(person), post_id=river.posts.get().pk, at=NOW)
    address = f"/me/signups/{mine.id}/"
    assert "还有一份协议要看" in words(me.get(address))
    first = digest(river)
    me.post(f"{address}agreement/", {"digest": first})
    assert "你同意过的协议" in words(me.get(address))

    form = ChangeForm(starts_at=river.starts_at + HOUR, ends_at=river.ends_at + HOUR)
    change_activity(by=make_leader(river.body), activity=river, form=form, at=NOW)

    assert "还有一份协议要看" in words(me.get(address))
    page = words(me.get(f"{address}agreement/"))
    assert "2026-03-07 11:00" in page
    me.post(f"{address}agreement/", {"digest": first})  # the old page, pressed late
    assert "还有一份协议要看" in words(me.get(address))
    me.post(f"{address}agreement/", {"digest": digest(river)})
    assert "你同意过的协议" in words(me.get(address))


def test_agreeing_to_the_same_text_twice_is_one_signature(river: Activity, person: Volunteer) -> None:
    by = volunteer_standing(person)
    mine = sign_up(by=by, post_id=river.posts.get().pk, at=NOW)
    first = sign_agreement(by=by, signup_id=mine.id, digest=digest(river), at=NOW)
    again = sign_agreement(by=by, signup_id=mine.id, digest=digest(river), at=NOW + HOUR)
    assert (first.pk, again.signed_at) == (again.pk, NOW)
