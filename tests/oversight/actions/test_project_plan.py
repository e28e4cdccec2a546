"""The library: entered by one, reviewed by another, with partners, and judged by somebody who had no hand in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.oversight.actions import effect as effects
from redvest.oversight.actions import project_plan as act
from redvest.oversight.actions.contract import close_contract, draft_contract
from redvest.oversight.choices import EvaluatorKind, PartnerRole, PlanState, WayOfRunning
from redvest.oversight.models import EffectEvaluation, Partner, ProjectPlan
from redvest.oversight.policy import plan_for, plans_for
from redvest.oversight.project_plan_errors import (
    BadEffect,
    BadPartner,
    BadProjectPlan,
    EffectByOneself,
    EffectPublished,
    OwnPlan,
    PartnerThere,
    PlanHasContracts,
    PlanThere,
    PlanUnknown,
)
from redvest.oversight.project_plan_errors import PlanState as WrongState
from redvest.oversight.queries.project_plan import narrowed, partners_of, public_effects, with_money
from redvest.oversight.rules.project_plan import (
    EffectForm,
    Indicator,
    PartnerForm,
    PlanForm,
    indicators_typed,
)
from redvest.registry.choices import Role
from redvest.registry.rules.credit_code import CreditCodeFault
from tests.factories import registry, service
from tests.factories.contract import form_of, make_contract, make_plan
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
GOOD = EffectForm(
    88, "三十位老人每周都有人陪，邻里关系好了很多。", (Indicator("独居老人走访率", 20, 95, "%"),)
)


def refused(error: type[DomainError], step: Callable[[], object]) -> DomainError:
    """It is refused, and nothing changed."""
    kinds = (ProjectPlan, Partner, EffectEvaluation)
    before = [list(kind.objects.order_by("pk").values()) for kind in kinds]  # type: ignore[attr-defined]
    with pytest.raises(error) as fault:
        step()
    assert [list(kind.objects.order_by("pk").values()) for kind in kinds] == before  # type: ignore[attr-defined]
    return fault.value


def test_a_project_is_entered_once() -> None:
    plan = make_plan(listed=False)
    head = registry.make_body_admin(plan.project.body)
    form = PlanForm(WayOfRunning.MUTUAL, 0)

    refused(PlanThere, lambda: act.draft_plan(by=head, project=plan.project, form=form, at=NOW))
    other = service.make_project()
    refused(NotAllowed, lambda: act.draft_plan(by=head, project=other, form=form, at=NOW))
    leader = registry.make_leader(other.body)
    refused(NotAllowed, lambda: act.draft_plan(by=leader, project=other, form=form, at=NOW))
    act.draft_plan(by=registry.make_officer(), project=other, form=form, at=NOW)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (PlanForm("barter", 0), "way"), (PlanForm(WayOfRunning.JOINT, -1), "budget"),
        (PlanForm(WayOfRunning.PURCHASE, 0), "budget"), (PlanForm(WayOfRunning.JOINT, 100), "money_from"),
        (PlanForm(WayOfRunning.JOINT, 0, aims="很" * 501), "aims"),
    ],
)  # fmt: skip
def test_what_an_entry_must_say(form: PlanForm, field: str) -> None:
    project = service.make_project()
    head = registry.make_body_admin(project.body)

    fault = refused(BadProjectPlan, lambda: act.draft_plan(by=head, project=project, form=form, at=NOW))
    assert field in {each["field"] for each in fault.details["errors"]}


def test_reviewed_by_another_of_no_part_in_it() -> None:
    project = service.make_project()
    officer = registry.make_officer()
    plan = act.draft_plan(by=officer, project=project, form=PlanForm(WayOfRunning.JOINT, 0), at=NOW)
    account = registry.make_account()
    registry.make_grant(account=account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui)
    registry.make_grant(account=account, role=Role.BODY_ADMIN, body=project.body)

    refused(OwnPlan, lambda: act.list_plan(by=officer, plan=plan, at=NOW))
    refused(OwnPlan, lambda: act.list_plan(by=registry.standing_of(account), plan=plan, at=NOW))
    head = registry.make_body_admin(project.body)
    refused(NotAllowed, lambda: act.list_plan(by=head, plan=plan, at=NOW))
    act.list_plan(by=registry.make_officer(), plan=plan, at=NOW)
    refused(WrongState, lambda: act.list_plan(by=registry.make_officer(), plan=plan, at=NOW))
    refused(
        WrongState,
        lambda: act.change_plan(by=officer, plan=plan, form=PlanForm(WayOfRunning.MUTUAL, 0), at=NOW),
    )


def test_a_draft_is_changed() -> None:
    plan = make_plan(listed=False)
    act.change_plan(
        by=registry.make_officer(), plan=plan, form=PlanForm(WayOfRunning.MATCHED, 5_00, "捐赠"), at=NOW
    )
    plan.refresh_from_db()
    assert (plan.way, plan.budget_fen, plan.money_from) == (WayOfRunning.MATCHED, 5_00, "捐赠")


def test_partners_are_organisations_or_units_with_a_code_that_holds() -> None:
    plan, officer, body = make_plan(listed=False), registry.make_officer(), registry.make_body()
    add = lambda form, body=None: act.add_partner(by=officer, plan=plan, form=form, body=body, at=NOW)  # noqa: E731
    code = registry.next_credit_code()

    refused(CreditCodeFault, lambda: add(PartnerForm(PartnerRole.MONEY, "暖心公司", code[:-1], 5_000_00)))
    refused(BadPartner, lambda: add(PartnerForm(PartnerRole.MONEY, "暖心公司", code)))
    refused(BadPartner, lambda: add(PartnerForm("luck", "暖心公司", code, 1)))
    refused(BadPartner, lambda: add(PartnerForm(PartnerRole.MONEY, "", code, 1)))
    add(PartnerForm(PartnerRole.MONEY, "暖心公司", code.lower(), 5_000_00))
    inside = add(PartnerForm(PartnerRole.PLACE, words="提供活动室"), body)
    refused(PartnerThere, lambda: add(PartnerForm(PartnerRole.PLACE, words="又一间"), body))

    assert {(each.name, each.credit_code) for each in partners_of(plan)} == {
        ("暖心公司", code), (body.name, body.credit_code),
    }  # fmt: skip
    act.remove_partner(by=officer, partner=inside, at=NOW)
    act.list_plan(by=officer, plan=plan, at=NOW)
    refused(WrongState, lambda: add(PartnerForm(PartnerRole.GOODS, words="红马甲"), body))
    partner = partners_of(plan).get()
    refused(WrongState, lambda: act.remove_partner(by=officer, partner=partner, at=NOW))


def test_run_and_finished_once_no_contract_is_open() -> None:
    deal = make_contract()
    plan, officer = deal.plan, registry.make_officer()
    plan.refresh_from_db()
    refused(PlanHasContracts, lambda: act.finish_plan(by=officer, plan=plan, at=NOW))
    refused(PlanHasContracts, lambda: act.withdraw_plan(by=officer, plan=plan, note="不做了", at=NOW))
    close_contract(by=officer, contract=deal.contract, at=NOW)
    refused(WrongState, lambda: act.start_plan(by=officer, plan=plan, at=NOW))
    act.finish_plan(by=officer, plan=plan, at=NOW)

    plan.refresh_from_db()
    assert plan.state == PlanState.FINISHED


def test_withdrawn_with_a_reason_by_its_organisation_only_as_a_draft() -> None:
    plan = make_plan(way=WayOfRunning.JOINT)
    head, officer = registry.make_body_admin(plan.project.body), registry.make_officer()

    refused(NotAllowed, lambda: act.withdraw_plan(by=head, plan=plan, note="不做了", at=NOW))
    refused(BadProjectPlan, lambda: act.withdraw_plan(by=officer, plan=plan, note=" ", at=NOW))
    act.start_plan(by=officer, plan=plan, at=NOW)
    act.withdraw_plan(by=officer, plan=plan, note="资金没到位", at=NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.note) == (PlanState.WITHDRAWN, "资金没到位")
    draft = make_plan(listed=False)
    act.withdraw_plan(by=registry.make_body_admin(draft.project.body), plan=draft, note="写错了", at=NOW)


def test_the_effect_is_judged_by_somebody_without_a_hand_in_it() -> None:
    deal = make_contract()
    deal.serve(60)
    deal.accept(1)
    plan = ProjectPlan.objects.select_related("project").get(pk=deal.plan.pk)
    judge = lambda by, form=GOOD: effects.record_effect(by=by, plan=plan, form=form, at=NOW)  # noqa: E731

    refused(EffectByOneself, lambda: judge(deal.acceptor))
    refused(NotAllowed, lambda: judge(deal.head))
    effect = judge(deal.approver)
    assert effect.indicators == [{"name": "独居老人走访率", "before": 20, "after": 95, "unit": "%"}]
    assert not public_effects(plan.city).exists()
    effects.publish_effect(by=deal.acceptor, effect=effect, at=NOW)
    assert list(public_effects(plan.city)) == [effect]
    refused(EffectPublished, lambda: effects.publish_effect(by=deal.acceptor, effect=effect, at=NOW))
    listed = make_plan()
    refused(WrongState, lambda: effects.record_effect(by=deal.payer, plan=listed, form=GOOD, at=NOW))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (EffectForm(101, GOOD.words, GOOD.indicators), "score"), (EffectForm(80, "很好", GOOD.indicators), "words"),
        (EffectForm(80, GOOD.words), "indicators"), (EffectForm(80, GOOD.words, GOOD.indicators, "oracle"), "evaluator_kind"),
        (EffectForm(80, GOOD.words, GOOD.indicators, EvaluatorKind.THIRD_PARTY), "evaluator_name"),
        (EffectForm(80, GOOD.words, (Indicator("", 1, 2),)), "indicators"),
    ],
)  # fmt: skip
def test_what_an_evaluation_must_say(form: EffectForm, field: str) -> None:
    plan = make_contract().plan
    officer = registry.make_officer()

    fault = refused(BadEffect, lambda: effects.record_effect(by=officer, plan=plan, form=form, at=NOW))
    assert field in {each["field"] for each in fault.details["errors"]}


def test_indicators_are_typed_a_line_each() -> None:
    assert indicators_typed("走访率，20，95 %\n\n投诉 12 3 件") == (
        Indicator("走访率", 20, 95, "%"), Indicator("投诉", 12, 3, "件"),
    )  # fmt: skip
    for wrong in ("走访率", "走访率 二十 95", "走访率 20", "走访率 1e13 0", "走访率 nan 0"):
        with pytest.raises(BadEffect):
            indicators_typed(wrong)


def test_each_sees_what_is_in_their_charge() -> None:
    plan, tree = make_plan(), registry.make_region_tree()
    inspector = registry.make_account()
    registry.make_grant(account=inspector, role=Role.INSPECTOR, region=tree.yushui)
    sees = [registry.make_officer(), registry.make_centre(), registry.make_leader(plan.project.body),
            registry.standing_of(inspector)]  # fmt: skip
    sees_not = [
        registry.make_officer(tree.fenyi),
        registry.make_leader(registry.make_body()),
        registry.make_member(),
    ]

    assert all(list(plans_for(by)) == [plan_for(by, plan.pk)] for by in sees)
    assert not any(plans_for(by).exists() for by in sees_not)
    for by in sees_not:
        with pytest.raises(PlanUnknown):
            plan_for(by, plan.pk)


def test_a_supplier_of_another_bodys_project_sees_it() -> None:
    plan, supplier = make_plan(way=WayOfRunning.JOINT), registry.make_body()
    leader = registry.make_leader(supplier)
    assert not plans_for(leader).exists()
    draft_contract(
        by=registry.make_officer(), plan=plan, supplier=supplier, form=form_of(exemption=""), at=NOW
    )
    assert plan_for(leader, plan.pk) == plan


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_with_its_money_is_one_query(count: int, django_assert_num_queries: Callable) -> None:  # type: ignore[type-arg]
    deals = [make_contract(plan=make_plan(name=f"助老 {n}")) for n in range(count)]
    officer = registry.make_officer()

    with django_assert_num_queries(1):
        rows = list(with_money(narrowed(plans_for(officer), words="助老", way="purchase", state="running")))
        assert {str(row) for row in rows} == {f"助老 {n} 政府购买" for n in range(count)}
        assert all(row.contracted_fen == 6_000_00 for row in rows)  # type: ignore[attr-defined]
    assert not narrowed(plans_for(officer), path="360500/360521/").exists()
    assert len(deals) == count
