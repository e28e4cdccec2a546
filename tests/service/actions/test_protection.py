"""Insurance before anything dangerous is published; an agreement whose text is fixed and whose signers are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.registry.models import Body
from redvest.service.actions.activity import approve_activity, create_activity, update_activity
from redvest.service.actions.activity_form import ActivityForm, PostForm
from redvest.service.actions.agreement import fix_agreement, set_agreement, sign_agreement
from redvest.service.actions.insurance import set_insurance
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.errors import WrongState
from redvest.service.models import Activity, AgreementSigning, AgreementTerms, InsurancePolicy
from redvest.service.queries.protection import signing_of, terms_of, unsigned
from redvest.service.rules import protection as rules
from redvest.service.signup_errors import SignUpNotFound
from tests.factories import parts, registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
ON = day_of(NOW + timedelta(days=1))
POLICY = rules.PolicyForm("中国人寿财产保险", "PICC20260001", ON, ON)


@pytest.fixture
def body() -> Body:
    return registry.make_body()


@pytest.fixture
def dangerous(body: Body) -> Activity:
    return service.make_activity(body=body, dangerous=True, state=ActivityState.SUBMITTED)


def test_nothing_dangerous_is_published_without_insurance(dangerous: Activity, body: Body) -> None:
    officer = registry.make_officer()
    with pytest.raises(rules.InsuranceMissing):
        approve_activity(by=officer, activity=dangerous, at=NOW)
    dangerous.refresh_from_db()
    assert dangerous.state == ActivityState.SUBMITTED

    set_insurance(by=registry.make_leader(body), activity=dangerous, form=POLICY, at=NOW)

    assert approve_activity(by=officer, activity=dangerous, at=NOW).state == ActivityState.PUBLISHED


def test_insurance_that_no_longer_covers_the_days_counts_for_nothing(dangerous: Activity) -> None:
    parts.make_policy(dangerous)
    Activity.objects.filter(pk=dangerous.pk).update(ends_at=dangerous.ends_at + timedelta(days=1))
    dangerous.refresh_from_db()
    with pytest.raises(rules.InsuranceMissing):
        approve_activity(by=registry.make_officer(), activity=dangerous, at=NOW)


def test_what_is_not_dangerous_needs_none(body: Body) -> None:
    calm = service.make_activity(body=body, state=ActivityState.SUBMITTED)
    assert approve_activity(by=registry.make_officer(), activity=calm, at=NOW).state == "published"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"insurer": "X"}, "insurer"),
        ({"number": "12"}, "number"),
        ({"covers_to": ON - timedelta(days=1)}, "covers_to"),
        ({"covers_from": ON + timedelta(days=1), "covers_to": ON + timedelta(days=2)}, "covers_to"),
    ],
)
def test_a_policy_says_what_to_change(
    dangerous: Activity, body: Body, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(rules.BadInsurance) as refused:
        set_insurance(
            by=registry.make_leader(body), activity=dangerous, form=replace(POLICY, **changed), at=NOW
        )
    assert [error["field"] for error in refused.value.details["errors"]] == [field]
    assert not InsurancePolicy.objects.exists()


def test_a_policy_is_its_bodys_and_fixed_at_the_start(dangerous: Activity, body: Body) -> None:
    with pytest.raises(NotAllowed):
        set_insurance(by=registry.make_leader(registry.make_body()), activity=dangerous, form=POLICY, at=NOW)
    with pytest.raises(WrongState):
        set_insurance(by=registry.make_leader(body), activity=dangerous, form=POLICY, at=dangerous.starts_at)
    assert not InsurancePolicy.objects.exists()


def _form(body: Body, **more: Any) -> ActivityForm:
    registry.make_region_tree()
    return ActivityForm(
        project_id=service.make_project(body=body).pk, title="值守", domain_key="xinyu:02",
        region_code="360502001001", starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=2), **more,
    )  # fmt: skip


def test_a_draft_asks_for_an_agreement_or_does_not(body: Body) -> None:
    leader, posts = registry.make_leader(body), [PostForm("引导员", 3)]
    form = _form(body, agreement=True, content="引导")
    draft = create_activity(by=leader, form=form, posts=posts, at=NOW)
    terms = terms_of(draft)
    assert terms is not None
    assert (terms.fixed_at, terms.digest) == (None, None)
    assert "引导员" in terms.text

    update_activity(by=leader, activity=draft, form=replace(form, agreement=False), posts=posts, at=NOW)

    assert terms_of(draft) is None


@pytest.fixture
def agreed(body: Body) -> Activity:
    """An activity with a fixed agreement."""
    activity = service.make_activity(body=body, state=ActivityState.SUBMITTED)
    set_agreement(by=registry.make_leader(body), activity=activity, wanted=True)
    return approve_activity(by=registry.make_officer(), activity=activity, at=NOW)


def test_publication_fixes_the_text_of_the_notice(agreed: Activity) -> None:
    terms = AgreementTerms.objects.get(activity=agreed)
    for item in ("服务内容", "服务方式", "服务时间", "服务地点", "工作条件", "安全保障"):
        assert item in terms.text
    assert agreed.content in terms.text
    assert bytes(terms.digest or b"") == rules.text_digest(terms.text)
    fixed = terms.fixed_at
    set_agreement(by=registry.make_officer(), activity=agreed, wanted=False)
    fix_agreement(activity=agreed, at=NOW + timedelta(days=1))
    assert AgreementTerms.objects.get(activity=agreed).fixed_at == fixed


def test_signing_is_kept_with_text_moment_and_account(agreed: Activity) -> None:
    person = registry.make_volunteer()
    signup = service.make_signup(post=service.make_post(activity=agreed), volunteer=person)
    digest = bytes(AgreementTerms.objects.get().digest or b"").hex()
    by = registry.volunteer_standing(person)
    assert [row.pk for row in unsigned(agreed)] == [signup.pk]

    sign_agreement(by=by, signup_id=signup.pk, digest=digest, at=NOW)
    sign_agreement(by=by, signup_id=signup.pk, digest=digest, at=NOW + timedelta(hours=1))

    signing = signing_of(agreed.pk, person.pk)
    assert signing is not None
    assert (signing.account_id, signing.signed_at) == (person.account_id, NOW)
    assert bytes(signing.digest).hex() == digest
    assert not unsigned(agreed).exists()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AgreementSigning.objects.update(signed_at=NOW)


def test_another_text_or_another_persons_signup_is_refused(agreed: Activity, body: Body) -> None:
    person, other = registry.make_volunteer(), registry.make_volunteer()
    post = service.make_post(activity=agreed)
    signup = service.make_signup(post=post, volunteer=person)
    gone = service.make_signup(post=post, volunteer=other, state=SignUpState.CANCELLED)
    digest = bytes(AgreementTerms.objects.get().digest or b"").hex()
    with pytest.raises(rules.AgreementChanged):
        sign_agreement(by=registry.volunteer_standing(person), signup_id=signup.pk, digest="00", at=NOW)
    for signup_id in (signup.pk, gone.pk):
        with pytest.raises(SignUpNotFound):
            sign_agreement(by=registry.volunteer_standing(other), signup_id=signup_id, digest=digest, at=NOW)
    plain = service.make_signup(
        post=service.make_post(activity=service.make_activity(body=body)), volunteer=registry.make_volunteer()
    )
    with pytest.raises(rules.NoAgreement):
        sign_agreement(
            by=registry.volunteer_standing(plain.volunteer), signup_id=plain.pk, digest=digest, at=NOW
        )
    assert not AgreementSigning.objects.exists()
