"""An organisation's life: applying, being decided on once, suspension, exit with a successor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from redvest.core import events
from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.body import (
    BodyForm,
    apply_for_body,
    decide_body,
    exit_body,
    resume_body,
    suspend_body,
)
from redvest.registry.body_errors import (
    BodyAlreadyDecided,
    BodyHeadMissing,
    BodyIncomplete,
    BodyTaken,
    NoteMissing,
    OwnApplication,
    ParentWrong,
    SuccessorWrong,
)
from redvest.registry.choices import BodyKind, BodyState, Role
from redvest.registry.errors import BodyNotActive
from redvest.registry.events import BodyDecided, BodyExited
from redvest.registry.models import Account, Body, Grant, Membership
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.profile_errors import DomainsWrong
from redvest.registry.queries import body as body_query
from redvest.registry.registration_errors import RegionUnknown
from tests.factories import registry as make
from tests.factories.race import at_once

LATER = make.NOW + timedelta(days=1)


def form(**given: Any) -> BodyForm:
    make.make_region_tree()
    make.make_domain("xinyu:02")
    filled = BodyForm(
        name="暖阳志愿服务队",
        kind="registered",
        team_kind="civic",
        region_code="360502",
        responsible_name="周建国",
        contact_name="陈小梅",
        contact_phone="0790-6440000",
        credit_code="91350100M000100Y43",
        domains=("xinyu:02",),
    )
    return replace(filled, **given)


def apply(by: Standing | None = None, **given: Any) -> Body:
    return apply_for_body(by=by or make.make_member(), form=form(**given), at=make.NOW)


def fresh(standing: Standing) -> Standing:
    """The same person, read again."""
    return make.standing_of(Account.objects.get(pk=standing.account_id))


@pytest.mark.django_db
class TestApplying:
    def test_an_application_waits_for_an_officer(self) -> None:
        body = apply()

        assert (body.state, body.region_path, body.applied_at) == ("applied", "360500/360502/", make.NOW)
        assert (body.credit_code, body.decided_at) == ("91350100M000100Y43", None)
        assert list(body.domains.values_list("key", flat=True)) == ["xinyu:02"]
        assert body_query.body_by_code(make.CITY, body.code.lower()) == body
        assert AuditLine.objects.get().verb == "apply_for_body"

    def test_the_applicants_role_counts_only_after_approval(self) -> None:
        applicant = make.make_member()
        body = apply(applicant)
        assert not fresh(applicant).is_staff
        assert applicant.account_id is not None
        assert list(body_query.bodies_of_account(applicant.account_id)) == [body]

        decide_body(by=make.make_officer(), body=body, approve=True, at=make.NOW)

        assert fresh(applicant).leads(body.pk)

    def test_an_officer_registers_for_somebody_else_and_another_approves(self) -> None:
        officer, head = make.make_officer(), make.make_account(name="周敏")
        own = Account.objects.get(pk=officer.account_id)
        for wrong in (None, own):
            with pytest.raises(BodyHeadMissing):
                apply_for_body(by=officer, form=form(), head=wrong, at=make.NOW)
        assert not Body.objects.exists()
        body = apply_for_body(by=officer, form=form(), head=head, at=make.NOW)
        with pytest.raises(OwnApplication):
            decide_body(by=officer, body=body, approve=True, at=make.NOW)
        centre = make.make_centre()
        decide_body(by=centre, body=body, approve=True, at=LATER)
        grant = Grant.objects.get(body=body)
        assert (grant.account_id, grant.given_by_id, grant.given_at) == (head.pk, centre.account_id, LATER)
        assert not fresh(officer).leads(body.pk) or officer.regions()
        assert body.pk not in fresh(officer).bodies() and body.pk in make.standing_of(head).bodies()

    def test_a_consented_team_needs_no_credit_code(self) -> None:
        body = apply(kind="consented-team", credit_code="", consenting_unit="百花湖社区居民委员会")

        assert (body.kind, body.credit_code) == (BodyKind.CONSENTED_TEAM, "")

    @pytest.mark.parametrize(
        "given",
        [
            {"name": "另一个名字"},
            {"credit_code": "91110000600037341L"},
            {"name": " 暖阳志愿服务队 "},
            {"name": "暖阳 志愿　服务队"},
        ],
    )
    def test_the_same_code_or_name_is_taken(self, given: Any) -> None:
        apply()

        with pytest.raises(BodyTaken):
            apply(**given)

        assert Body.objects.count() == 1
        assert Grant.objects.count() == 1

    def test_after_a_refusal_one_may_try_again(self) -> None:
        decide_body(by=make.make_officer(), body=apply(), approve=False, note="材料不全", at=make.NOW)

        assert apply().state == BodyState.APPLIED

    def test_the_same_name_may_stand_in_another_place(self) -> None:
        apply()

        assert apply(region_code="360521", credit_code="91110000600037341L").state == BodyState.APPLIED

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"name": ""}, BodyIncomplete),
            ({"region_code": "410800"}, RegionUnknown),
            ({"domains": ("xinyu:77",)}, DomainsWrong),
            ({"parent_id": uuid4()}, ParentWrong),
        ],
    )
    def test_a_wrong_form_writes_nothing(self, given: Any, fault: Any) -> None:
        by = make.make_member()

        with pytest.raises(fault):
            apply(by, **given)

        assert not Body.objects.exists()
        assert not Grant.objects.exists()
        assert not AuditLine.objects.exists()

    def test_a_guest_signs_in_first(self) -> None:
        with pytest.raises(Unauthenticated):
            apply(GUEST_STANDING(make.CITY))


@pytest.mark.django_db
class TestDeciding:
    def test_an_officer_approves_and_others_hear(self, monkeypatch: pytest.MonkeyPatch) -> None:
        heard: list[BodyDecided] = []
        monkeypatch.setattr(events, "_listeners", {BodyDecided: [heard.append]})
        body = apply()

        decide_body(by=make.make_officer(), body=body, approve=True, at=LATER)

        assert (body.state, body.decided_at) == (BodyState.ACTIVE, LATER)
        assert heard == [BodyDecided(make.CITY, body.pk, "360500/360502/", True)]
        assert AuditLine.objects.filter(verb="approve_body").count() == 1

    def test_a_refusal_says_why(self) -> None:
        body = apply()
        officer = make.make_officer()
        with pytest.raises(NoteMissing):
            decide_body(by=officer, body=body, approve=False, note="  ", at=LATER)
        assert Body.objects.get().state == BodyState.APPLIED

        decide_body(by=officer, body=body, approve=False, note="材料不全", at=LATER)

        assert (body.state, body.review_note) == (BodyState.REFUSED, "材料不全")

    def test_only_officers_of_its_place_decide(self) -> None:
        applicant = make.make_member()
        body = apply(applicant)
        others = [
            fresh(applicant),
            make.make_officer(make.make_region_tree().fenyi),
            make.make_officer(make.make_region_tree().chengnan),
            make.make_body_admin(make.make_body()),
        ]

        for by in others:
            with pytest.raises(NotAllowed):
                decide_body(by=by, body=body, approve=True, at=LATER)

        assert Body.objects.get(pk=body.pk).state == BodyState.APPLIED

    @pytest.mark.parametrize("approve", [True, False])
    def test_an_officer_decides_on_no_organisation_of_their_own(self, approve: bool) -> None:
        officer = make.make_officer()
        body = apply_for_body(by=officer, form=form(), head=make.make_account(), at=make.NOW)
        Grant.objects.filter(body=body).update(revoked_at=make.NOW)
        other = make.make_account(name="副队长")
        make.make_grant(account=other, role=Role.BODY_ADMIN, body=body)
        make.make_grant(account=other, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)

        for by in (officer, make.standing_of(other)):
            with pytest.raises(OwnApplication):
                decide_body(by=by, body=body, approve=approve, note="看过了", at=LATER)

        assert Body.objects.get().state == BodyState.APPLIED
        assert not AuditLine.objects.filter(verb__in=("approve_body", "refuse_body")).exists()
        decide_body(by=make.make_centre(), body=body, approve=approve, note="看过了", at=LATER)

    def test_what_waits_is_listed_for_those_who_decide(self) -> None:
        body = apply()

        assert list(body_query.bodies_to_decide(make.make_officer())) == [body]
        assert list(body_query.bodies_to_decide(make.make_centre())) == [body]
        assert not body_query.bodies_to_decide(make.make_officer(make.make_region_tree().fenyi)).exists()
        assert not body_query.bodies_to_decide(make.make_member()).exists()

    def test_a_decision_is_made_once(self) -> None:
        body = apply()
        officer = make.make_officer()
        decide_body(by=officer, body=body, approve=True, at=LATER)

        with pytest.raises(BodyAlreadyDecided):
            decide_body(by=officer, body=body, approve=False, note="改主意了", at=LATER)

        assert Body.objects.get().state == BodyState.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts() -> None:
    body = apply()
    officer = make.make_officer()

    def decide(approve: bool) -> Body:
        mine = Body.objects.get(pk=body.pk)
        return decide_body(by=officer, body=mine, approve=approve, note="看过了", at=LATER)

    outcomes = at_once(*[lambda approve=approve: decide(approve) for approve in (True, False, True, False)])  # type: ignore[misc]

    assert sum(isinstance(outcome, Body) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, BodyAlreadyDecided) for outcome in outcomes) == 3
    assert AuditLine.objects.filter(verb__in=["approve_body", "refuse_body"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_applications_with_one_credit_code_at_once_one_wins() -> None:
    people = [make.make_member() for _ in range(3)]
    forms = [form(name=f"第{turn}队") for turn in range(3)]

    outcomes = at_once(
        *[
            lambda by=by, filled=filled: apply_for_body(by=by, form=filled, at=make.NOW)  # type: ignore[misc]
            for by, filled in zip(people, forms, strict=True)
        ]
    )

    assert sum(isinstance(outcome, Body) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, BodyTaken) for outcome in outcomes) == 2
    assert Grant.objects.count() == 1


@pytest.mark.django_db
class TestSuspensionAndExit:
    def test_while_suspended_its_roles_rest(self) -> None:
        body = make.make_body()
        head = make.make_body_admin(body)
        officer = make.make_officer()

        suspend_body(by=officer, body=body, note="整改", at=LATER)
        assert not fresh(head).leads(body.pk)
        resume_body(by=officer, body=body, at=LATER)
        assert fresh(head).leads(body.pk)

        verbs = AuditLine.objects.order_by("id").values_list("verb", "reason")
        assert list(verbs) == [("suspend_body", "整改"), ("resume_body", "")]

    def test_its_head_cannot_suspend_or_resume_it(self) -> None:
        body = make.make_body()
        head = make.make_body_admin(body)

        with pytest.raises(NotAllowed):
            suspend_body(by=head, body=body, note="整改", at=LATER)
        with pytest.raises(NotAllowed):
            resume_body(by=head, body=body, at=LATER)
        assert Body.objects.get().state == BodyState.ACTIVE

    @pytest.mark.parametrize("state", [BodyState.APPLIED, BodyState.REFUSED, BodyState.EXITED])
    def test_only_what_stands_can_be_suspended_or_exit(self, state: BodyState) -> None:
        body = make.make_body(state=state)
        officer = make.make_officer()

        with pytest.raises(BodyNotActive):
            suspend_body(by=officer, body=body, note="整改", at=LATER)
        with pytest.raises(BodyNotActive):
            exit_body(by=officer, body=body, note="解散", at=LATER)
        assert Body.objects.get().state == state

    def test_exit_ends_roles_and_memberships_and_names_the_successor(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[BodyExited] = []
        monkeypatch.setattr(events, "_listeners", {BodyExited: [heard.append]})
        body, successor = make.make_body(), make.make_body()
        make.make_body_admin(body)
        volunteer = make.make_volunteer()
        Membership.objects.create(city=make.CITY, body=body, volunteer=volunteer, joined_on=make.TODAY)

        exit_body(by=make.make_officer(), body=body, successor=successor, note="并入", at=LATER)

        assert (body.state, body.successor, body.exited_at) == (BodyState.EXITED, successor, LATER)
        assert Grant.objects.get(role=Role.BODY_ADMIN).revoked_at == LATER
        assert Membership.objects.get().left_on == make.TODAY + timedelta(days=1)
        assert heard == [BodyExited(make.CITY, body.pk, successor.pk)]

    def test_a_successor_stands_in_the_same_city(self) -> None:
        body = make.make_body()
        abroad = make.make_body(city="410800", region=make.make_other_city())
        resting = make.make_body(state=BodyState.SUSPENDED)
        officer = make.make_officer()

        for wrong in (body, abroad, resting):
            with pytest.raises(SuccessorWrong):
                exit_body(by=officer, body=body, successor=wrong, note="并入", at=LATER)
        with pytest.raises(NoteMissing):
            exit_body(by=officer, body=body, note="", at=LATER)
        assert Body.objects.get(pk=body.pk).state == BodyState.ACTIVE

    def test_neither_a_leader_nor_its_own_head_ends_the_body(self) -> None:
        body = make.make_body()

        for by in (make.make_leader(body), make.make_body_admin(body)):
            with pytest.raises(NotAllowed):
                exit_body(by=by, body=body, note="解散", at=LATER)

        assert Body.objects.get().state == BodyState.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_two_that_end_into_each_other_at_once_leave_one_standing() -> None:
    first, second = make.make_body(), make.make_body()
    centre = make.make_centre()

    outcomes = at_once(
        lambda: exit_body(
            by=centre, body=Body.objects.get(pk=first.pk), successor=second, note="并入", at=LATER
        ),
        lambda: exit_body(
            by=centre, body=Body.objects.get(pk=second.pk), successor=first, note="并入", at=LATER
        ),
    )

    assert sum(isinstance(outcome, SuccessorWrong) for outcome in outcomes) == 1
    assert sorted(Body.objects.values_list("state", flat=True)) == ["active", "exited"]
