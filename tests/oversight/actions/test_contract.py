"""Contracts from draft to signing, the records behind their deliverables, and accepting them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from redvest.connectors.storage import storage
from redvest.core.errors import DomainError, NotAllowed
from redvest.oversight.actions import contract as act
from redvest.oversight.actions import contract_record as record
from redvest.oversight.actions import payment as paying
from redvest.oversight.actions.acceptance import take_back_acceptance
from redvest.oversight.choices import ContractState as State
from redvest.oversight.choices import DeliverableKind, PlanState, WayOfRunning
from redvest.oversight.contract_errors import (
    AcceptanceUnknown,
    ActivityNotTheirs,
    BadContract,
    BadMilestone,
    BadPaper,
    BilledTwice,
    ContractNumberTaken,
    ContractState,
    MilestoneThere,
    NoMilestones,
    NotDelivered,
    OverBudget,
    OverContract,
    PaperTwice,
    RecordAccepted,
    RecordMismatch,
    SupplierDecides,
    TenderNeeded,
)
from redvest.oversight.models import (
    Acceptance,
    Contract,
    ContractPaper,
    Deliverable,
    DeliverableActivity,
    Milestone,
    PaymentRequest,
)
from redvest.oversight.queries.contract import deliverable_of, figures, links_of
from redvest.oversight.rules.terms import DeliverableForm, MilestoneForm
from redvest.registry.choices import BodyState, Role
from redvest.service.actions import ledger
from redvest.service.choices import Grade
from redvest.service.models import AudienceCount
from tests.factories import registry, service
from tests.factories.contract import PDF, Deal, form_of, make_contract, make_plan, refreshed
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
KINDS = (Contract, Milestone, Deliverable, DeliverableActivity, ContractPaper, Acceptance)


def refused(error: type[DomainError], step: Callable[[], object]) -> DomainError:
    """It is refused, and nothing changed."""
    before = [list(kind.objects.order_by("pk").values()) for kind in KINDS]  # type: ignore[attr-defined]
    with pytest.raises(error) as fault:
        step()
    assert [list(kind.objects.order_by("pk").values()) for kind in KINDS] == before  # type: ignore[attr-defined]
    return fault.value


def delivered(deal: Deal, number: int = 0) -> int:
    return deliverable_of(registry.CITY, deal.deliverables[number].pk).delivered  # type: ignore[attr-defined,no-any-return]


def one(kind: str, target: int = 10) -> Deal:
    return make_contract(milestones=((1_000_00, ((kind, target),)),))


class TestDrafting:
    def test_a_purchase_without_a_tender_names_its_basis(self) -> None:
        plan, officer = make_plan(), registry.make_officer()
        draft = lambda form: act.draft_contract(  # noqa: E731
            by=officer, plan=plan, supplier=plan.project.body, form=form, at=NOW
        )
        refused(TenderNeeded, lambda: draft(form_of(exemption="")))
        refused(BadContract, lambda: draft(form_of(exemption="不用招")))

        assert draft(form_of()).state == State.DRAFT

    def test_other_ways_need_neither(self) -> None:
        plan = make_plan(way=WayOfRunning.JOINT)

        made = act.draft_contract(
            by=registry.make_officer(),
            plan=plan,
            supplier=plan.project.body,
            form=form_of(exemption=""),
            at=NOW,
        )
        assert made.exemption == ""

    def test_within_the_budget_and_under_a_number_of_its_own(self) -> None:
        plan, officer = make_plan(), registry.make_officer()
        body = plan.project.body
        act.draft_contract(by=officer, plan=plan, supplier=body, form=form_of(number="同号"), at=NOW)

        refused(
            ContractNumberTaken,
            lambda: act.draft_contract(
                by=officer, plan=plan, supplier=body, form=form_of(number="同号"), at=NOW
            ),
        )
        fault = refused(
            BadContract,
            lambda: act.draft_contract(by=officer, plan=plan, supplier=body, form=form_of(10_000_01), at=NOW),
        )
        assert fault.details["errors"][0]["field"] == "amount"

    def test_with_a_body_in_good_standing_of_a_plan_in_the_library(self) -> None:
        officer, draft = registry.make_officer(), make_plan(listed=False)
        refused(
            ContractState,
            lambda: act.draft_contract(
                by=officer, plan=draft, supplier=draft.project.body, form=form_of(), at=NOW
            ),
        )
        plan, paused = make_plan(), registry.make_body(state=BodyState.SUSPENDED)
        refused(
            BadContract,
            lambda: act.draft_contract(by=officer, plan=plan, supplier=paused, form=form_of(), at=NOW),
        )

    def test_nobody_of_the_supplier_and_nobody_from_elsewhere(self) -> None:
        plan = make_plan()
        body, tree = plan.project.body, registry.make_region_tree()
        account = registry.make_account()
        registry.make_grant(account=account, role=Role.REGION_OFFICER, region=tree.yushui)
        registry.make_grant(account=account, role=Role.TEACHER, body=body)
        both = registry.standing_of(account)

        draft = lambda by: act.draft_contract(by=by, plan=plan, supplier=body, form=form_of(), at=NOW)  # noqa: E731
        refused(SupplierDecides, lambda: draft(both))
        refused(NotAllowed, lambda: draft(registry.make_officer(tree.fenyi)))
        refused(NotAllowed, lambda: draft(registry.make_body_admin(body)))

    def test_milestones_never_exceed_the_contract(self) -> None:
        deal = make_contract(amount_fen=1_000_00, milestones=(), signed=False)
        add = lambda fen, name="一", due=TODAY: act.add_milestone(  # noqa: E731
            by=deal.acceptor, contract=deal.contract, form=MilestoneForm(name, due, fen), at=NOW
        )
        first = add(600_00)
        refused(OverContract, lambda: add(400_01, "二"))
        refused(MilestoneThere, lambda: add(1))
        refused(BadMilestone, lambda: add(1, "二", date(2027, 1, 1)))
        refused(BadMilestone, lambda: add(0, " "))
        act.remove_milestone(by=deal.acceptor, milestone=first, at=NOW)
        add(1_000_00)

    def test_deliverables_are_whole(self) -> None:
        deal = make_contract(milestones=((1_00, ((DeliverableKind.HOURS, 1),)),), signed=False)
        add = lambda *form: act.add_deliverable(  # noqa: E731
            by=deal.acceptor, milestone=deal.milestones[0], form=DeliverableForm(*form), at=NOW
        )
        refused(BadMilestone, lambda: add("smiles", "笑脸", 3))
        refused(BadMilestone, lambda: add(DeliverableKind.HOURS, "", 0))
        refused(MilestoneThere, lambda: add(DeliverableKind.DOCUMENT, deal.deliverables[0].name, 1))

    def test_nothing_to_deliver_is_not_signed(self) -> None:
        empty = make_contract(milestones=(), signed=False)
        refused(NoMilestones, lambda: act.sign_contract(by=empty.acceptor, contract=empty.contract, at=NOW))
        bare = make_contract(milestones=((1_00, ()),), signed=False)
        refused(NoMilestones, lambda: act.sign_contract(by=bare.acceptor, contract=bare.contract, at=NOW))

    def test_signing_sets_the_plan_going_and_the_terms_in_stone(self) -> None:
        deal = make_contract()
        deal.plan.refresh_from_db()

        assert (deal.contract.state, deal.contract.signed_on) == (State.RUNNING, TODAY)
        assert deal.plan.state == PlanState.RUNNING
        refused(ContractState, lambda: act.sign_contract(by=deal.acceptor, contract=deal.contract, at=NOW))
        refused(
            ContractState,
            lambda: act.remove_milestone(by=deal.acceptor, milestone=deal.milestones[0], at=NOW),
        )
        refused(
            ContractState,
            lambda: act.add_milestone(
                by=deal.acceptor, contract=deal.contract, form=MilestoneForm("多", TODAY, 1), at=NOW
            ),
        )
        refused(
            ContractState,
            lambda: act.add_deliverable(
                by=deal.acceptor, milestone=deal.milestones[0], at=NOW,
                form=DeliverableForm(DeliverableKind.HOURS, "多", 1),
            ),
        )  # fmt: skip
        refused(ContractState, lambda: act.drop_contract(by=deal.acceptor, contract=deal.contract, at=NOW))

    def test_all_contracts_together_stay_within_the_budget(self) -> None:
        plan = make_plan(budget_fen=10_000_00)
        make_contract(plan=plan, amount_fen=6_000_00)
        second = make_contract(plan=plan, amount_fen=6_000_00, signed=False)

        refused(OverBudget, lambda: act.sign_contract(by=second.acceptor, contract=second.contract, at=NOW))

    def test_a_draft_is_taken_away_whole(self) -> None:
        deal = make_contract(signed=False)
        act.drop_contract(by=deal.acceptor, contract=deal.contract, at=NOW)

        assert not Contract.objects.exists()
        assert not Milestone.objects.exists()

    def test_ended_with_a_reason_and_then_nothing_more_is_accepted(self) -> None:
        deal = make_contract()
        deal.serve(120)
        refused(
            BadContract, lambda: act.end_contract(by=deal.acceptor, contract=deal.contract, note="", at=NOW)
        )
        act.end_contract(by=deal.acceptor, contract=deal.contract, note="人手不够", at=NOW)
        refreshed(deal)

        refused(ContractState, lambda: deal.accept(1))
        refused(ContractState, lambda: deal.serve(60))
        refused(
            ContractState,
            lambda: act.end_contract(by=deal.acceptor, contract=deal.contract, note="再来", at=NOW),
        )


class TestDelivering:
    def test_hours_are_those_of_grade_a_to_c_of_the_supplier_in_time_less_voids(self) -> None:
        deal = one(DeliverableKind.HOURS)
        activity, entry = deal.serve(150, grade=Grade.A)
        deal.serve(600, grade=Grade.D)
        other, volunteer = registry.make_body(), registry.make_volunteer(with_account=False)
        service.make_entry(volunteer=volunteer, body=other, minutes=600, activity=activity)
        early = NOW - timedelta(days=365)
        service.make_entry(
            volunteer=volunteer, body=deal.contract.supplier, minutes=600, activity=activity, starts_at=early
        )
        assert delivered(deal) == 2  # whole hours alone
        deal.serve(30, grade=Grade.C)
        assert delivered(deal) == 3
        ledger.void(entry=entry, reason="没有到场", by_account=None, at=NOW)

        assert delivered(deal) == 0
        assert [link.minutes for link in links_of(deal.deliverables[0])] == [0, 0, 30]  # type: ignore[attr-defined]

    def test_activities_count_while_somebody_has_hours_there(self) -> None:
        deal = one(DeliverableKind.ACTIVITIES, 3)
        _, entry = deal.serve(60)
        deal.serve(60)
        deal.serve(60, grade=Grade.D)
        assert delivered(deal) == 2
        ledger.void(entry=entry, reason="没有到场", by_account=None, at=NOW)
        assert delivered(deal) == 1

    def test_people_are_those_counted_where_hours_are(self) -> None:
        deal = one(DeliverableKind.PEOPLE, 50)
        with_hours, _ = deal.serve(60)
        without, _ = deal.serve(60, grade=Grade.D)
        for activity in (with_hours, without):
            for group, people in (("elders", 20), ("children", 5)):
                AudienceCount.objects.create(
                    city=registry.CITY, activity=activity, group=group, people=people, recorded_at=NOW,
                    recorded_by_id=deal.head.account_id,
                )  # fmt: skip
        assert delivered(deal) == 25

    def test_one_activity_is_billed_once_for_each_kind_in_any_contract(self) -> None:
        plan = make_plan(budget_fen=20_000_00)
        deal = make_contract(plan=plan, milestones=(
            (1_000_00, ((DeliverableKind.HOURS, 1), (DeliverableKind.ACTIVITIES, 1))), (1_000_00, ((DeliverableKind.HOURS, 1),)),
        ))  # fmt: skip
        other = make_contract(plan=plan, milestones=((1_000_00, ((DeliverableKind.HOURS, 1),)),))
        activity, _ = deal.serve(60)
        link = lambda deliverable: record.link_activity(  # noqa: E731
            by=deal.head, deliverable=deliverable, activity=activity, at=NOW
        )
        refused(BilledTwice, lambda: link(deal.deliverables[0]))
        refused(BilledTwice, lambda: link(deal.deliverables[2]))
        refused(BilledTwice, lambda: link(other.deliverables[0]))
        link(deal.deliverables[1])  # another kind

    def test_only_the_suppliers_own_in_the_time_of_the_contract(self) -> None:
        deal = one(DeliverableKind.HOURS)
        foreign = service.make_activity()
        late = service.make_activity(project=deal.plan.project, starts_at=NOW + timedelta(days=400))
        for activity in (foreign, late):
            refused(
                ActivityNotTheirs,
                lambda activity=activity: record.link_activity(  # type: ignore[misc]
                    by=deal.head, deliverable=deal.deliverables[0], activity=activity, at=NOW
                ),
            )

    def test_officers_and_outsiders_tie_no_records(self) -> None:
        deal = one(DeliverableKind.HOURS)
        activity, _ = deal.served()
        for by in (deal.acceptor, registry.make_body_admin(registry.make_body()), registry.make_member()):
            refused(
                NotAllowed,
                lambda by=by: record.link_activity(  # type: ignore[misc]
                    by=by, deliverable=deal.deliverables[0], activity=activity, at=NOW
                ),
            )
        leader = registry.make_leader(deal.contract.supplier)
        record.link_activity(by=leader, deliverable=deal.deliverables[0], activity=activity, at=NOW)

    def test_a_record_is_untied_unless_it_is_accepted(self) -> None:
        deal = one(DeliverableKind.HOURS)
        deal.serve(60)
        deal.serve(60)
        first, second = links_of(deal.deliverables[0])
        deal.accept(1)
        record.unlink_activity(by=deal.head, link=first, at=NOW)
        refused(RecordAccepted, lambda: record.unlink_activity(by=deal.head, link=second, at=NOW))

    def test_papers_count_once_whatever_they_are_called(self) -> None:
        deal = one(DeliverableKind.DOCUMENT, 2)
        deliver = lambda name, data, by=None: record.deliver_paper(  # noqa: E731
            by=by or deal.head, deliverable=deal.deliverables[0], name=name, data=data, at=NOW
        )
        paper = deliver("结项报告.pdf", PDF)
        assert delivered(deal) == 1
        assert storage().read(paper.key) == PDF
        refused(PaperTwice, lambda: deliver("又一份.pdf", PDF))
        refused(BadPaper, lambda: deliver("空.pdf", b""))
        refused(BadPaper, lambda: deliver("程序.exe", b"MZ" + b"0" * 100))
        refused(BadPaper, lambda: deliver("大.pdf", PDF + b"0" * (5 * 1024 * 1024)))
        refused(NotAllowed, lambda: deliver("别的.pdf", PDF + b"%", deal.acceptor))
        refused(
            RecordMismatch,
            lambda: record.link_activity(
                by=deal.head, deliverable=deal.deliverables[0], activity=deal.served()[0], at=NOW
            ),
        )
        deal.accept(1)
        refused(RecordAccepted, lambda: record.withdraw_paper(by=deal.head, paper=paper, at=NOW))

    def test_a_paper_is_taken_back_while_it_is_not_accepted(self) -> None:
        deal = one(DeliverableKind.DOCUMENT)
        paper = record.deliver_paper(
            by=deal.head, deliverable=deal.deliverables[0], name="报告.pdf", data=PDF, at=NOW
        )
        record.withdraw_paper(by=deal.head, paper=paper, at=NOW)
        assert delivered(deal) == 0
        hours = one(DeliverableKind.HOURS)
        refused(
            RecordMismatch,
            lambda: record.deliver_paper(
                by=hours.head, deliverable=hours.deliverables[0], name="报告.pdf", data=PDF, at=NOW
            ),
        )


class TestAccepting:
    def test_never_more_than_is_delivered(self) -> None:
        deal = one(DeliverableKind.HOURS)
        deal.serve(180)
        refused(NotDelivered, lambda: deal.accept(4))
        refused(NotDelivered, lambda: deal.accept(0))
        deal.accept(2)
        refused(NotDelivered, lambda: deal.accept(2))
        made = deal.accept(1)

        assert (made.amount, made.delivered) == (1, 3)
        assert figures(deal.contract).account.accepted_fen == 300_00

    def test_only_officers_of_the_place(self) -> None:
        deal = one(DeliverableKind.HOURS)
        deal.serve(180)
        tree = registry.make_region_tree()
        inspector = registry.make_account()
        registry.make_grant(account=inspector, role=Role.INSPECTOR, region=tree.yushui)
        for by in (
            deal.head, registry.make_officer(tree.fenyi), registry.make_officer(tree.chengnan), registry.make_member(),
            registry.standing_of(inspector),
        ):  # fmt: skip
            refused(NotAllowed, lambda by=by: deal.accept(1, by=by))  # type: ignore[misc]
        deal.accept(1, by=registry.make_centre())

    def test_a_mistake_is_taken_back_once_with_a_reason(self) -> None:
        deal = one(DeliverableKind.HOURS)
        deal.serve(180)
        made = deal.accept(3)
        back = lambda why: take_back_acceptance(by=deal.approver, acceptance=made, why=why, at=NOW)  # noqa: E731
        refused(BadContract, lambda: back(" "))
        back("看错了活动")

        assert figures(deal.contract).account.accepted_fen == 0
        refused(AcceptanceUnknown, lambda: back("再收一次"))
        deal.accept(3)


def test_what_ended_early_gives_back_what_nobody_earned_of_the_budget() -> None:
    """Budget 10,000: a contract of 6,000 that ended with half an instalment accepted binds that half alone."""
    plan = make_plan(budget_fen=10_000_00)
    first = make_contract(plan=plan)
    first.serve(300)
    first.accept(5)
    second = make_contract(plan=plan, signed=False)
    refused(OverBudget, lambda: act.sign_contract(by=second.acceptor, contract=second.contract, at=NOW))

    act.end_contract(by=first.acceptor, contract=first.contract, note="做不下去了", at=NOW)
    act.sign_contract(by=second.acceptor, contract=second.contract, at=NOW)
    third = make_contract(
        plan=plan, amount_fen=2_000_01, milestones=((2_000_01, (("hours", 1),)),), signed=False
    )
    refused(OverBudget, lambda: act.sign_contract(by=third.acceptor, contract=third.contract, at=NOW))


def test_what_is_settled_binds_what_was_paid() -> None:
    plan = make_plan(budget_fen=6_000_00)
    first = make_contract(plan=plan)
    act.close_contract(by=first.acceptor, contract=first.contract, at=NOW)
    second = make_contract(plan=plan, signed=False)
    act.sign_contract(by=second.acceptor, contract=second.contract, at=NOW)
    second.contract.refresh_from_db()
    assert second.contract.state == "running"


def test_nothing_is_asked_for_of_a_contract_that_was_settled_meanwhile() -> None:
    deal = make_contract()
    stale = Milestone.objects.select_related("contract").get(pk=deal.milestones[0].pk)
    act.close_contract(by=deal.acceptor, contract=deal.contract, at=NOW)
    refused(ContractState, lambda: paying.ask_payment(by=deal.head, milestone=stale, amount_fen=100, at=NOW))
    assert not PaymentRequest.objects.exists()
