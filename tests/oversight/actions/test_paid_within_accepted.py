"""Whoever tries, in whatever order: what is approved of a milestone never exceeds what was accepted of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import DomainError
from redvest.core.identifiers import uuid7
from redvest.oversight.actions import acceptance as accepting
from redvest.oversight.actions import contract_record as recording
from redvest.oversight.actions import payment as paying
from redvest.oversight.choices import DeliverableKind
from redvest.oversight.models import (
    Acceptance,
    Contract,
    ContractPaper,
    Deliverable,
    DeliverableActivity,
    Milestone,
    PaymentRequest,
)
from redvest.oversight.queries.contract import deliverables_of, figures
from redvest.oversight.rules.contract import Part, earned_fen
from redvest.registry.policy import Standing
from redvest.service.actions import ledger
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry
from tests.factories import registry
from tests.factories.contract import Deal, make_contract
from tests.factories.registry import NOW, TODAY
from tests.kept import Keep

STEPS = (
    "serve", "serve", "accept", "accept", "ask", "approve", "approve", "pay", "refuse", "withdraw", "take_back", "unlink",
    "void", "recover", "raw_state", "raw_recovered", "raw_amount", "raw_target",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def ground(keep: Keep) -> object:
    """Two milestones, the first with two deliverables, and everybody who may try."""
    with keep(_ground) as made:
        yield made


def _ground() -> tuple[Deal, list[Standing]]:
    deal = make_contract(
        milestones=(
            (4_000_00, ((DeliverableKind.HOURS, 7), (DeliverableKind.ACTIVITIES, 3))),
            (1_999_99, ((DeliverableKind.HOURS, 3),)),
        )
    )
    people = [deal.head, deal.acceptor, deal.approver, deal.payer, registry.make_centre(), registry.make_member(),
              registry.make_leader(deal.contract.supplier), registry.make_body_admin(registry.make_body())]  # fmt: skip
    return deal, people


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(min_value=0, max_value=2**32),
    steps=st.lists(st.sampled_from(STEPS), min_size=10, max_size=45),
)
def test_paid_within_accepted_always(
    ground: tuple[Deal, list[Standing]], seed: int, steps: list[str]
) -> None:
    deal, people = ground
    with transaction.atomic():
        walk = Walk(deal, people, random.Random(seed))
        for step in steps:
            walk.take(step)
            walk.check()
        transaction.set_rollback(True)


class Walk:
    """Random steps by random people; refusals are fine, a broken bound is not."""

    def __init__(self, deal: Deal, people: list[Standing], dice: random.Random) -> None:
        self.deal, self.people, self.dice = deal, people, dice

    def take(self, step: str) -> None:
        before = self._held()
        try:
            with transaction.atomic():
                getattr(self, f"_{step}")()
        except (DomainError, IntegrityError):
            assert self._held() == before
        except IndexError:
            pass  # nothing there to try it on

    def check(self) -> None:
        for row in figures(self.deal.contract).milestones:
            parts = [each.part for each in row.deliverables]
            account = row.account
            assert account.accepted_fen == earned_fen(row.milestone.amount_fen, parts, live=False)
            assert account.payable_fen == earned_fen(row.milestone.amount_fen, parts, live=True)
            assert account.paid_fen <= account.held_fen <= account.accepted_fen <= account.amount_fen
        assert figures(self.deal.contract).account.held_fen <= self.deal.contract.amount_fen

    def _held(self) -> list[tuple[object, ...]]:
        return list(PaymentRequest.objects.order_by("id").values_list("id", "state", "recovered_fen"))

    def _who(self) -> Standing:
        return self.dice.choice(self.people)

    def _payment(self) -> PaymentRequest:
        rows = PaymentRequest.objects.select_related("milestone__contract__supplier").order_by("id")
        return self.dice.choice(list(rows))

    def _serve(self) -> None:
        grade = self.dice.choice([Grade.A, Grade.B, Grade.C, Grade.D])
        self.deal.serve(self.dice.randint(30, 300), deliverable=self.dice.randrange(3), grade=grade)

    def _accept(self) -> None:
        deliverable = self.dice.choice(list(deliverables_of(self.deal.contract)))
        open_ = deliverable.delivered - deliverable.accepted  # type: ignore[attr-defined]
        by = self.dice.choice([self.deal.acceptor, self._who()])
        accepting.accept_delivery(
            by=by, deliverable=deliverable, amount=max(1, open_) + self.dice.randint(-1, 1), at=NOW
        )

    def _ask(self) -> None:
        milestone = self.dice.choice(self.deal.milestones)
        left = next(
            row.account.left_fen
            for row in figures(self.deal.contract).milestones
            if row.milestone.pk == milestone.pk
        )
        amount = self.dice.choice([left, left + 1, left // 2, self.dice.randint(1, milestone.amount_fen)])
        paying.ask_payment(by=self.deal.head, milestone=milestone, amount_fen=amount, at=NOW)

    def _approve(self) -> None:
        by = self.dice.choice([self.deal.approver, self._who()])
        paying.approve_payment(by=by, payment=self._payment(), at=NOW)

    def _pay(self) -> None:
        by = self.dice.choice([self.deal.payer, self._who()])
        paying.record_payment(by=by, payment=self._payment(), voucher="记-1", paid_on=TODAY, at=NOW)

    def _refuse(self) -> None:
        paying.refuse_payment(by=self._who(), payment=self._payment(), note="再看看", at=NOW)

    def _withdraw(self) -> None:
        paying.withdraw_payment(by=self._who(), payment=self._payment(), at=NOW)

    def _take_back(self) -> None:
        acceptance = self.dice.choice(list(Acceptance.objects.order_by("id")))
        accepting.take_back_acceptance(by=self.deal.acceptor, acceptance=acceptance, why="点错了", at=NOW)

    def _unlink(self) -> None:
        link = self.dice.choice(list(DeliverableActivity.objects.order_by("id")))
        recording.unlink_activity(by=self.deal.head, link=link, at=NOW)

    def _void(self) -> None:
        entry = self.dice.choice(list(HoursEntry.objects.filter(minutes__gt=0).order_by("id")))
        ledger.void(entry=entry, reason="没有到场", by_account=None, at=NOW)

    def _recover(self) -> None:
        amount = self.dice.randint(1, 1_000_00)
        paying.recover_payment(
            by=self.deal.payer, payment=self._payment(), amount_fen=amount, voucher="收-1", at=NOW
        )

    def _raw_state(self) -> None:
        """Past every action: somebody writes the table."""
        state = self.dice.choice(["approved", "paid"])
        decided = {"decided_by_id": self.deal.approver.account_id, "decided_at": NOW}
        paid = {"paid_by_id": self.deal.payer.account_id, "paid_on": TODAY, "voucher": "记-1"}
        PaymentRequest.objects.filter(pk=self._payment().pk).update(
            state=state, **decided, **(paid if state == "paid" else {})
        )

    def _raw_recovered(self) -> None:
        PaymentRequest.objects.filter(pk=self._payment().pk).update(recovered_fen=0, recovery_voucher="")

    def _raw_amount(self) -> None:
        Milestone.objects.filter(pk=self.deal.milestones[0].pk).update(amount_fen=9_000_00)

    def _raw_target(self) -> None:
        Deliverable.objects.filter(pk=self.deal.deliverables[0].pk).update(target=1)


COUNTED = st.integers(min_value=0, max_value=30).flatmap(
    lambda papers: st.tuples(
        st.integers(min_value=1, max_value=10**7), st.just(papers), st.integers(min_value=0, max_value=papers)
    )
)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amount=st.integers(min_value=1, max_value=10**13), parts=st.lists(COUNTED, max_size=3))
def test_the_database_and_the_rule_earn_the_same(
    ground: tuple[Deal, list[Standing]], amount: int, parts: list[tuple[int, int, int]]
) -> None:
    """Papers are counted, so that any number of them can be there without a ledger behind it."""
    contract = ground[0].contract
    copy = Contract(
        city=contract.city, number="草", plan=contract.plan, region=contract.region, region_path=contract.region_path,
        supplier=contract.supplier, amount_fen=amount, starts_on=TODAY, ends_on=TODAY, drafted_at=NOW,
        drafted_by_id=contract.drafted_by_id,
    )  # fmt: skip
    with transaction.atomic():
        copy.save(force_insert=True)
        milestone = Milestone.objects.create(
            city=copy.city, contract=copy, name="一", due_on=TODAY, amount_fen=amount
        )
        made = [_counted(milestone, number, *each) for number, each in enumerate(parts)]
        # Without its budget in the way.
        type(copy.plan).objects.filter(pk=copy.plan_id).update(budget_fen=10**14)
        Contract.objects.filter(pk=copy.pk).update(
            state="running", signed_on=TODAY, signed_by_id=copy.drafted_by_id
        )
        for deliverable, (_target, papers, accepted) in zip(made, parts, strict=True):
            if accepted:
                Acceptance.objects.create(
                    city=copy.city, deliverable=deliverable, amount=accepted, delivered=papers, accepted_at=NOW,
                    accepted_by_id=copy.drafted_by_id,
                )  # fmt: skip
        account = figures(copy).milestones[0].account
        transaction.set_rollback(True)
    rule = [Part(*each) for each in parts]
    assert account.accepted_fen == earned_fen(amount, rule, live=False)
    assert account.payable_fen == earned_fen(amount, rule, live=True)


def _counted(milestone: Milestone, number: int, target: int, papers: int, _accepted: int) -> Deliverable:
    made = Deliverable.objects.create(
        city=milestone.city, milestone=milestone, kind="document", name=str(number), target=target
    )
    ContractPaper.objects.bulk_create(
        ContractPaper(
            city=made.city, deliverable=made, key="", name="", media_type="", size=1, added_at=NOW,
            sha256=sha256(f"{number} {each}".encode()).digest(), added_by_id=milestone.contract.drafted_by_id,
        )
        for each in range(papers)
    )  # fmt: skip
    return made


@pytest.mark.django_db
class TestPastTheActions:
    """Raw statements against the tables, as a careless script would write them."""

    @pytest.fixture
    def deal(self) -> Deal:
        """Five hours of ten are accepted: 2,000 yuan, of which 1,000 are approved."""
        made = make_contract()
        made.serve(300)
        made.accept(5)
        paying.approve_payment(by=made.approver, payment=made.ask(1_000_00), at=NOW)
        return made

    def refused(self, rule: str, write: Callable[[], object]) -> None:
        before = _everything()
        with pytest.raises(IntegrityError) as fault, transaction.atomic():
            write()
        assert broken_constraint(fault.value) == rule
        assert _everything() == before

    def test_payments(self, deal: Deal) -> None:
        held = PaymentRequest.objects.filter(state="approved")
        open_ = PaymentRequest.objects.filter(pk=deal.ask(1_000_01).pk)
        by = {"decided_by_id": deal.approver.account_id, "decided_at": NOW}
        paid = {"paid_by_id": deal.payer.account_id, "paid_on": TODAY, "voucher": "记-1"}

        self.refused("payment_within_accepted", lambda: open_.update(state="approved", **by))
        self.refused("payment_stays", lambda: open_.update(state="paid", **by, **paid))
        self.refused("payment_stays", lambda: held.update(amount_fen=4_000_00))
        self.refused("payment_stays", lambda: held.update(milestone=deal.milestones[1]))
        self.refused("payment_stays", lambda: held.update(state="asked"))
        self.refused("payment_stays", lambda: held.delete())
        acceptor = {"decided_by_id": deal.acceptor.account_id, "decided_at": NOW}
        self.refused(
            "payment_not_approved_by_who_accepted", lambda: open_.update(state="approved", **acceptor)
        )
        self.refused(
            "payment_stays",
            lambda: PaymentRequest.objects.create(
                city=registry.CITY, milestone=deal.milestones[0], amount_fen=1, state="approved",
                asked_by_id=deal.head.account_id, asked_at=NOW, **by,
            ),
        )  # fmt: skip

    def test_acceptances(self, deal: Deal) -> None:
        rows = Acceptance.objects.all()
        back = {
            "taken_back_at": NOW, "taken_back_by_id": deal.acceptor.account_id, "taken_back_why": "点错了",
        }  # fmt: skip

        self.refused("acceptance_is_paid", lambda: rows.update(**back))
        self.refused("acceptance_stays", lambda: rows.update(amount=10))
        self.refused("acceptance_stays", lambda: rows.delete())
        self.refused(
            "accepted_within_delivered",
            lambda: Acceptance.objects.create(
                city=registry.CITY, deliverable=deal.deliverables[0], amount=1, delivered=99,
                accepted_by_id=deal.acceptor.account_id, accepted_at=NOW,
            ),
        )  # fmt: skip

    def test_records(self, deal: Deal) -> None:
        links = DeliverableActivity.objects.all()

        self.refused("record_is_accepted", lambda: links.delete())
        self.refused("record_stays", lambda: links.update(deliverable=deal.deliverables[1]))
        self.refused(
            "activity_billed_once_per_kind",
            lambda: DeliverableActivity.objects.create(
                city=registry.CITY, deliverable=deal.deliverables[1], activity=links.get().activity,
                kind=DeliverableKind.PEOPLE, linked_by_id=deal.head.account_id, linked_at=NOW,
            ),
        )  # fmt: skip

    def test_terms(self, deal: Deal) -> None:
        milestones = Milestone.objects.filter(pk=deal.milestones[0].pk)
        contracts = Contract.objects.filter(pk=deal.contract.pk)

        for change in (
            {"amount_fen": 1},
            {"amount_fen": 6_000_00},
            {"due_on": date(2027, 1, 1)},
            {"name": "别的"},
        ):
            self.refused("terms_stand", lambda change=change: milestones.update(**change))  # type: ignore[misc]
        self.refused("terms_stand", lambda: Deliverable.objects.update(target=1))
        self.refused("terms_stand", lambda: Deliverable.objects.filter(pk=deal.deliverables[1].pk).delete())
        for change in ({"state": "draft"}, {"amount_fen": 9_000_00}, {"starts_on": date(2025, 1, 1)}):
            self.refused("terms_stand", lambda change=change: contracts.update(**change))  # type: ignore[misc]
        self.refused(
            "terms_stand",
            lambda: Milestone.objects.create(
                city=registry.CITY, contract=deal.contract, name="多出来的", due_on=TODAY, amount_fen=1
            ),
        )

    def test_a_contract_is_born_a_draft_and_milestones_stay_within_it(self, deal: Deal) -> None:
        draft = make_contract(plan=deal.plan, amount_fen=1_000_00, milestones=(), signed=False).contract
        copy = Contract.objects.get(pk=draft.pk)
        copy.pk, copy.number, copy.state, copy.signed_on = uuid7(), "又一份", "running", TODAY
        copy.signed_by_id = deal.approver.account_id

        self.refused("terms_stand", lambda: copy.save(force_insert=True))
        row = {"city": registry.CITY, "contract": draft, "due_on": TODAY}
        Milestone.objects.create(name="一", amount_fen=600_00, **row)
        self.refused(
            "milestones_within_contract",
            lambda: Milestone.objects.create(name="二", amount_fen=400_01, **row),
        )
        self.refused(
            "milestones_within_contract",
            lambda: Contract.objects.filter(pk=draft.pk).update(amount_fen=599_99),
        )


def _everything() -> list[object]:
    kinds = (Contract, Milestone, Deliverable, DeliverableActivity, Acceptance, PaymentRequest)
    return [list(kind.objects.order_by("id").values()) for kind in kinds]  # type: ignore[attr-defined]
