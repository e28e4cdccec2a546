"""Dangerous service: declared or explained, insured, agreed to before it begins, and never with anybody under age."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from redvest.registry.models import DatedSetting
from redvest.registry.policy import Standing
from redvest.service.actions.activity import approve_activity, create_activity, submit_activity
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.agreement import sign_agreement
from redvest.service.actions.attendance import ScanForm, record_scans
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.insurance import set_insurance
from redvest.service.actions.series import create_series
from redvest.service.actions.signup import sign_up
from redvest.service.activity_errors import IncompleteNotice
from redvest.service.choices import Direction
from redvest.service.models import (
    Activity,
    AgreementSigning,
    AgreementTerms,
    AgreementVersion,
    InsurancePolicy,
    Project,
)
from redvest.service.queries.protection import signing_of, unsigned
from redvest.service.queries.signup import reasons_against
from redvest.service.rules.protection import InsuranceMissing, PolicyForm
from redvest.service.rules.repeat import RepeatForm
from redvest.service.shift_errors import AgreementUnsigned
from redvest.service.signup_errors import NotEligible
from tests.factories.registry import (
    NOW,
    TODAY,
    make_leader,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_project
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db
POSTS = (PostForm(title="巡查员", places=10),)
POLICY = PolicyForm("人保财险新余分公司", "PICC-2026-0001", TODAY, TODAY + timedelta(days=90))


@pytest.fixture
def project() -> Project:
    make_region_tree()
    return make_project()


@pytest.fixture
def leader(project: Project) -> Standing:
    return make_leader(project.body)


def drafted(leader: Standing, project: Project, **changes: object) -> Activity:
    return create_activity(by=leader, form=form_for(project, **changes), posts=POSTS, at=NOW)


def published(leader: Standing, project: Project) -> Activity:
    draft = drafted(leader, project, dangerous=True, content="涉水巡河")
    set_insurance(by=leader, activity=draft, form=POLICY, at=NOW)
    submit_activity(by=leader, activity=draft, at=NOW)
    return approve_activity(by=make_officer(), activity=draft, at=NOW)


def digest_of(activity: Activity) -> str:
    return bytes(AgreementTerms.objects.get(activity=activity).digest or b"").hex()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"content": "沿河涉水清理"}, "写到了“涉水”"),
        ({"title": "登高插旗"}, "写到了“登高”"),
        ({"starts_at": NOW + 60 * HOUR, "ends_at": NOW + 62 * HOUR}, "在夜间"),
    ],
)
def test_what_sounds_dangerous_is_declared_or_explained(project, leader, changes, why):
    draft = drafted(leader, project, **changes)
    with pytest.raises(IncompleteNotice) as refused:
        submit_activity(by=leader, activity=draft, at=NOW)
    assert refused.value.details["missing"] == ["danger_note"]
    assert why in refused.value.details["words"][0]
    Activity.objects.filter(pk=draft.pk).update(danger_note="水只到脚面，岸上有人看着")
    draft.refresh_from_db()
    assert submit_activity(by=leader, activity=draft, at=NOW).state == "submitted"


def test_what_counts_as_dangerous_is_the_places_own_and_dated(project, leader):
    DatedSetting.objects.create(
        key="danger.words", value=["陪老人"], region=make_region_tree().yushui, effective_on=TODAY, set_at=NOW
    )
    with pytest.raises(IncompleteNotice):
        submit_activity(by=leader, activity=drafted(leader, project), at=NOW)
    submit_activity(by=leader, activity=drafted(leader, project, content="涉水巡河"), at=NOW)


def test_it_takes_insurance_and_has_an_agreement_whatever_the_form_said(project, leader):
    draft = drafted(leader, project, dangerous=True, agreement=False)
    submit_activity(by=leader, activity=draft, at=NOW)
    with pytest.raises(InsuranceMissing):
        approve_activity(by=make_officer(), activity=draft, at=NOW)
    AgreementTerms.objects.all().delete()  # as a draft from before danger asked for one
    set_insurance(by=leader, activity=draft, form=POLICY, at=NOW)
    approve_activity(by=make_officer(), activity=draft, at=NOW)
    version = AgreementVersion.objects.get(terms=draft.pk)
    assert (version.number, version.fixed_at, bytes(version.digest).hex()) == (1, NOW, digest_of(draft))


def test_nobody_under_age_signs_up(project, leader):
    post = published(leader, project).posts.get()
    assert post.min_age == 18
    young = volunteer_standing(make_volunteer(birth_on=TODAY.replace(year=TODAY.year - 17)))
    with pytest.raises(NotEligible) as refused:
        sign_up(by=young, post_id=post.pk, at=NOW)
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["too-young"]


def why(activity: Activity, by: Standing) -> list[str]:
    post = activity.posts.get()
    return [each.code for each in reasons_against(volunteer_id=by.volunteer_id, post_id=post.pk, at=NOW)]


def scan(
    leader: Standing, activity: Activity, by: Standing, nonce: str, *, ago: timedelta = timedelta(0)
) -> str:
    at = activity.starts_at + HOUR
    form = ScanForm(nonce, Direction.IN, at - ago, volunteer_id=by.volunteer_id)
    return record_scans(by=leader, activity=activity, scans=[form], at=at)[0].outcome


def test_without_the_agreement_nobody_checks_in_and_with_it_one_does(project, leader):
    activity = published(leader, project)
    me, other = volunteer_standing(make_volunteer()), volunteer_standing(make_volunteer())
    mine, _ = (sign_up(by=by, post_id=activity.posts.get().pk, at=NOW) for by in (me, other))
    assert scan(leader, activity, me, "n1") == AgreementUnsigned.code
    assert "agreement-unsigned" in why(activity, me)
    assert why(activity, volunteer_standing(make_volunteer())) == []  # one signs once one has a place

    sign_agreement(by=me, signup_id=mine.id, digest=digest_of(activity), at=activity.starts_at)

    assert scan(leader, activity, me, "n2") == "accepted"
    assert "agreement-unsigned" not in why(activity, me)
    assert scan(leader, activity, other, "n3") == AgreementUnsigned.code
    # What a device without a network saw half an hour ago is what happened.
    assert scan(leader, activity, other, "n4", ago=timedelta(minutes=30)) == "accepted"


def test_a_new_time_makes_a_new_text_that_has_to_be_agreed_to_anew(project, leader):
    activity = published(leader, project)
    me = volunteer_standing(make_volunteer())
    mine = sign_up(by=me, post_id=activity.posts.get().pk, at=NOW)
    first = digest_of(activity)
    sign_agreement(by=me, signup_id=mine.id, digest=first, at=NOW)

    later = ChangeForm(starts_at=activity.starts_at + HOUR, ends_at=activity.ends_at + HOUR)
    change_activity(by=leader, activity=activity, form=later, at=NOW)

    second = digest_of(activity)
    assert second != first
    assert signing_of(activity.pk, me.volunteer_id) is None
    assert unsigned(activity).count() == 1
    activity.refresh_from_db()
    sign_agreement(by=me, signup_id=mine.id, digest=second, at=NOW + HOUR)
    assert AgreementSigning.objects.count() == 2
    versions = AgreementVersion.objects.filter(terms=activity.pk).order_by("number")
    assert [(each.number, bytes(each.digest).hex()) for each in versions] == [(1, first), (2, second)]
    assert versions[0].text != versions[1].text

    back = ChangeForm(starts_at=activity.starts_at - HOUR, ends_at=activity.ends_at - HOUR)
    change_activity(by=leader, activity=activity, form=back, at=NOW + 2 * HOUR)
    signing = signing_of(activity.pk, me.volunteer_id)
    assert signing is not None and signing.signed_at == NOW  # the text that was agreed to before
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        versions.delete()


def test_a_change_beyond_the_insured_days_is_refused(project, leader):
    activity = published(leader, project)
    far = timedelta(days=120)
    form = ChangeForm(starts_at=activity.starts_at + far, ends_at=activity.ends_at + far)
    with pytest.raises(InsuranceMissing):
        change_activity(by=leader, activity=activity, form=form, at=NOW)
    activity.refresh_from_db()
    assert activity.starts_at == NOW + 48 * HOUR


def test_one_policy_is_registered_once_for_the_occurrences_that_it_covers(project, leader):
    series = create_series(
        by=leader,
        form=form_for(project, dangerous=True),
        posts=POSTS,
        repeat=RepeatForm("week", times=4),
        at=NOW,
    )
    first = series.occurrences.earliest("starts_at")
    until = date(2026, 3, 25)
    set_insurance(by=leader, activity=first, form=PolicyForm("人保财险", "P-0001", TODAY, until), at=NOW)
    insured = InsurancePolicy.objects.order_by("activity__starts_at").values_list(
        "activity__occurs_on", flat=True
    )
    assert [f"{day:%m-%d}" for day in insured] == ["03-07", "03-14", "03-21"]
