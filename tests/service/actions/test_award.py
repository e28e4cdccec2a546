"""Awards: an organisation's own at once, others with proof and an officer's yes; voided, never deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.registry.models import Body, Volunteer
from redvest.service.actions.award import apply_for_award, decide_award, record_own_award, void_award
from redvest.service.award_errors import AwardDecided, AwardExists, BadAward, OwnAward
from redvest.service.choices import AwardGiver, AwardState
from redvest.service.models import AwardRecord
from redvest.service.queries.award import awards_of, awards_to_verify, recorded_awards
from redvest.service.rules import award as rules
from redvest.service.training_errors import ReasonNeeded
from tests.factories import parts, registry
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
FORM = rules.AwardForm("2025 年度优秀志愿者", TODAY - timedelta(days=20), granted_by="新余市文明办")


@pytest.fixture
def body() -> Body:
    return registry.make_body()


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer()


def applied(person: Volunteer) -> AwardRecord:
    by = registry.volunteer_standing(person)
    return apply_for_award(by=by, giver=AwardGiver.GOVERNMENT, form=FORM, proof=parts.PNG, at=NOW)


def test_the_head_records_the_bodys_own_award_at_once(body: Body, person: Volunteer) -> None:
    head = registry.make_body_admin(body)

    award = record_own_award(
        by=head, body=body, volunteer=person, form=replace(FORM, granted_by="别人"), at=NOW
    )

    assert (award.state, award.granted_by, award.body_id) == (AwardState.RECORDED, body.name, body.pk)
    assert list(recorded_awards(person.pk)) == [award]
    with pytest.raises(AwardExists):
        record_own_award(by=head, body=body, volunteer=person, form=FORM, at=NOW)


def test_only_the_head_and_nobody_for_themselves(body: Body, person: Volunteer) -> None:
    for by in (
        registry.make_leader(body),
        registry.make_body_admin(registry.make_body()),
        registry.make_member(),
    ):
        with pytest.raises(NotAllowed):
            record_own_award(by=by, body=body, volunteer=person, form=FORM, at=NOW)
    account = person.account
    assert account is not None
    registry.make_grant(account=account, role=registry.Role.BODY_ADMIN, body=body)
    with pytest.raises(OwnAward):
        record_own_award(by=registry.standing_of(account), body=body, volunteer=person, form=FORM, at=NOW)
    assert not AwardRecord.objects.exists()


def test_an_application_waits_with_its_proof_until_an_officer_has_seen_it(person: Volunteer) -> None:
    award = applied(person)
    officer = registry.make_officer()
    assert storage().read(award.proof_key) == parts.PNG
    assert not recorded_awards(person.pk).exists()
    assert list(awards_to_verify(officer)) == [award]

    decide_award(by=officer, award=award, approve=True, note="", at=NOW)

    assert list(recorded_awards(person.pk)) == [award]
    assert not awards_to_verify(officer).exists()
    with pytest.raises(AwardDecided):
        decide_award(by=officer, award=award, approve=False, note="看不清楚", at=NOW)


def test_a_refusal_says_why_and_another_application_may_follow(person: Volunteer) -> None:
    award, officer = applied(person), registry.make_officer()
    with pytest.raises(ReasonNeeded):
        decide_award(by=officer, award=award, approve=False, note="", at=NOW)
    decide_award(by=officer, award=award, approve=False, note="照片看不清公章", at=NOW)
    again = applied(person)
    assert [each.state for each in awards_of(person.pk)] == ["applied", "refused"]
    assert again.state == AwardState.APPLIED


def test_who_does_not_govern_the_place_or_is_the_person_decides_nothing(
    body: Body, person: Volunteer
) -> None:
    award = applied(person)
    account = person.account
    assert account is not None
    registry.make_grant(
        account=account, role=registry.Role.REGION_OFFICER, region=registry.make_region_tree().yushui
    )
    far = registry.make_officer(registry.make_region_tree().fenyi)
    head, oneself = registry.make_body_admin(body), registry.standing_of(account)
    for by, fault in ((far, NotAllowed), (head, NotAllowed), (oneself, OwnAward)):
        with pytest.raises(fault):
            decide_award(by=by, award=award, approve=True, note="", at=NOW)
        assert not awards_to_verify(by).exists()
    award.refresh_from_db()
    assert award.state == AwardState.APPLIED


@pytest.mark.parametrize(
    ("changed", "proof", "field"),
    [
        ({"name": " "}, parts.PNG, "name"),
        ({"granted_by": ""}, parts.PNG, "granted_by"),
        ({"on": TODAY + timedelta(days=1)}, parts.PNG, "on"),
        ({"content": "好" * 501}, parts.PNG, "content"),
        ({}, b"MZ\x90\x00", "proof"),
        ({}, parts.PNG + bytes(rules.LARGEST_PROOF), "proof"),
    ],
)
def test_an_application_says_what_to_change(
    person: Volunteer, changed: dict[str, Any], proof: bytes, field: str
) -> None:
    with pytest.raises(BadAward) as refused:
        apply_for_award(
            by=registry.volunteer_standing(person), giver=AwardGiver.OTHER, form=replace(FORM, **changed),
            proof=proof, at=NOW,
        )  # fmt: skip
    assert [error["field"] for error in refused.value.details["errors"]] == [field]
    assert not AwardRecord.objects.exists()


def test_a_volunteer_does_not_apply_for_a_bodys_own_award(person: Volunteer) -> None:
    with pytest.raises(BadAward):
        apply_for_award(
            by=registry.volunteer_standing(person),
            giver=AwardGiver.OWN_BODY,
            form=FORM,
            proof=parts.PNG,
            at=NOW,
        )
    assert not AwardRecord.objects.exists()


def test_a_voided_award_stays_with_its_reason(body: Body, person: Volunteer) -> None:
    own, other = parts.make_award(volunteer=person, body=body), parts.make_award(volunteer=person)
    head, officer = registry.make_body_admin(body), registry.make_officer()
    with pytest.raises(NotAllowed):
        void_award(by=head, award=other, reason="评选作假", at=NOW)
    with pytest.raises(ReasonNeeded):
        void_award(by=head, award=own, reason="", at=NOW)
    void_award(by=head, award=own, reason="评选作假", at=NOW)
    void_award(by=officer, award=other, reason="文书是假的", at=NOW)

    assert not recorded_awards(person.pk).exists()
    assert {each.void_reason for each in awards_of(person.pk)} == {"评选作假", "文书是假的"}
    with pytest.raises(AwardDecided):
        void_award(by=head, award=own, reason="再来一次", at=NOW)
