"""A contract at the desk: its terms, its milestones in figures, and its payments, each with the next step by role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.faces.desk.forms.contract import (
    FIELDS,
    AskFields,
    ContractFields,
    DeliverableFields,
    MilestoneFields,
)
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.library import CONTRACT_LOOKS
from redvest.faces.desk.out_of_reach import BodyOutOfReach
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import told_moved
from redvest.faces.shared.typed import day_typed
from redvest.oversight.actions import contract as act
from redvest.oversight.actions import payment as paying
from redvest.oversight.choices import ContractState, PaymentState, WayOfRunning
from redvest.oversight.models import Contract, Milestone, PaymentRequest, ProjectPlan
from redvest.oversight.payment_errors import PaidOnWrong, PaymentUnknown
from redvest.oversight.policy import contract_for, may_ask_payment, may_buy, plan_for, require_purchases
from redvest.oversight.queries.contract import (
    Figures,
    figures,
    milestone_of,
    milestones_accepted_by,
    payment_of,
    payments_of,
)
from redvest.oversight.queries.tender import awards_to_contract
from redvest.oversight.rules.money import fen_typed
from redvest.oversight.rules.terms import ContractForm, DeliverableForm, MilestoneForm
from redvest.registry.models import Body, Department
from redvest.registry.policy import Standing

PAYMENT_LOOKS = {
    PaymentState.ASKED: "wait", PaymentState.APPROVED: "wait", PaymentState.PAID: "ok", PaymentState.REFUSED: "bad",
    PaymentState.WITHDRAWN: "off",
}  # fmt: skip
OPEN = (ContractState.RUNNING, ContractState.ENDED)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_contract(request: HouseRequest, key: UUID) -> HttpResponse:
    """A draft for a plan: with who was awarded (``?bid=``), or with a named organisation."""
    by, plan = request.standing, plan_for(request.standing, key)
    require_purchases(by, plan.city, plan.region_path)
    awards = list(awards_to_contract(plan))
    bid = next((each for each in awards if str(each.pk) == request.GET.get("bid", "")), None)
    departments = [(str(each.pk), each.name) for each in Department.objects.filter(city=plan.city)]
    form = ContractFields(
        request.POST or None, departments=departments, awarded=str(bid.pk) if bid else "",
        free=plan.way != WayOfRunning.PURCHASE, initial={"amount": bid.amount_fen if bid else plan.budget_fen},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = act.draft_contract(
                by=by, plan=plan, supplier=bid.body if bid else _supplier(plan, typed["supplier"]), bid=bid,
                form=ContractForm(
                    typed["number"], typed["amount"], typed["starts_on"], typed["ends_on"], typed.get("exemption", "")
                ),
                department=Department.objects.filter(city=plan.city, pk=typed["department"] or "0").first(),
                at=clock.now(),
            )  # fmt: skip
        except DomainError as fault:
            if fault.code == NotAllowed.code:
                raise
            blame(form, fault, FIELDS | {BodyOutOfReach.code: "supplier"})
        else:
            messages.success(request, _("合同草稿建好了，接着写节点和交付物。"))
            return redirect("desk:contract", key=made.pk)
    context = {"form": form, "plan": plan, "bid": bid, "awards": awards}
    return show(request, "desk/contract_form.html", context, on="library", status=422 if form.errors else 200)


def _supplier(plan: ProjectPlan, code: str) -> Body:
    found = Body.objects.filter(city=plan.city, code=code.strip()).first()
    if found is None:
        raise BodyOutOfReach
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def contract(request: HouseRequest, key: UUID) -> HttpResponse:
    """One contract. A POST does what the pressed button says."""
    by, verb = request.standing, request.POST.get("verb", "")
    found = contract_for(by, key)
    plan_key = found.plan_id
    forms: dict[str, Form] = {
        "milestone": MilestoneFields(request.POST if verb == "milestone" else None, prefix="m"),
        "deliverable": DeliverableFields(request.POST if verb == "deliverable" else None, prefix="d"),
        "ask": AskFields(request.POST if verb == "ask" else None, prefix="a"),
    }
    if request.method == "POST" and _did(request, by, found, verb, forms.get(verb)):
        return redirect("desk:plan", key=plan_key) if verb == "drop" else redirect("desk:contract", key=key)
    rows = figures(found)
    for name in ("deliverable", "ask"):
        choices = [(str(row.milestone.pk), row.milestone.name) for row in rows.milestones]
        forms[name].fields["milestone"].widget.choices = choices
    context = _context(by, found, rows) | {f"{name}_form": form for name, form in forms.items()}
    faulty = any(form.errors for form in forms.values())
    return show(request, "desk/contract.html", context, on="library", status=422 if faulty else 200)


def _context(by: Standing, found: Contract, rows: Figures) -> dict[str, Any]:
    state, buys = ContractState(found.state), may_buy(by, found)
    payments = list(payments_of(found))
    asks, mine = may_ask_payment(by, found), _for_me(by, found, payments) if buys else set()
    return {
        "contract": found,
        "look": CONTRACT_LOOKS[state],
        "rows": rows.milestones,
        "sum": rows.account,
        "payments": [
            {"payment": each, "look": PAYMENT_LOOKS[PaymentState(each.state)], "mine": each.pk in mine} for each in payments
        ],
        "buys": buys,
        "draft": state == ContractState.DRAFT,
        "drafts": buys and state == ContractState.DRAFT,
        "asks": asks and state in OPEN,
        "open": state in OPEN,
        "running": state == ContractState.RUNNING,
        "overpaid": any(row.account.overpaid_fen for row in rows.milestones),
        "next": _next(rows, payments, mine, state, buys=buys, asks=asks),
        "today_text": clock.day_of(clock.now()).isoformat(),
    }  # fmt: skip


def _for_me(by: Standing, found: Contract, payments: list[PaymentRequest]) -> set[UUID]:
    """The payments whose next step this officer may do: who accepted does not approve, who approved does not pay."""
    accepted, me = milestones_accepted_by(found, by.account_id), by.account_id
    approve = {
        each.pk for each in payments if each.state == PaymentState.ASKED and each.milestone_id not in accepted
    }
    pay = {each.pk for each in payments if each.state == PaymentState.APPROVED and each.decided_by_id != me}
    return (approve | pay) - {each.pk for each in payments if each.asked_by_id == me}


def _next(
    rows: Figures,
    payments: list[PaymentRequest],
    mine: set[UUID],
    state: ContractState,
    *,
    buys: bool,
    asks: bool,
) -> str:
    """The one step that a person's page puts forward: its name, or the id of the payment it is about."""
    if state == ContractState.DRAFT:
        bare = not rows.milestones or any(not row.deliverables for row in rows.milestones)
        return "" if not buys else ("write" if bare else "sign")
    waiting = [each for each in payments if each.pk in mine]
    if buys and state in OPEN and waiting:
        return str(min(waiting, key=lambda each: each.state != PaymentState.APPROVED).pk)
    earned = any(row.account.left_fen and not row.asked for row in rows.milestones)
    return "ask" if asks and state in OPEN and earned else ""


def _did(request: HouseRequest, by: Standing, found: Contract, verb: str, form: Form | None) -> bool:
    typed = form.cleaned_data if form is not None and form.is_valid() else {}
    acts = _terms(request, by, found, typed) | _payments(request, by, found, typed)
    if verb not in acts:
        messages.error(request, _("没看懂要做哪一步，请再点一次。"))
        return True
    if form is not None and not typed:
        return False
    try:
        acts[verb]()
    except DomainError as fault:
        if fault.code == NotAllowed.code or fault.status == 404:
            raise
        if form is None:
            errors = fault.details.get("errors") or []
            messages.error(request, errors[0]["sentence"] if errors else fault.message)
            return True
        fields = FIELDS | {"payment-not-covered": "amount", "payment-open": "milestone"}
        if told_moved(request, fault, fields):
            return True
        blame(form, fault, fields)
        return False
    messages.success(request, _("记下了。"))
    return True


def _terms(
    request: HouseRequest, by: Standing, found: Contract, typed: dict[str, Any]
) -> dict[str, Callable[[], object]]:
    at = clock.now()
    return {
        "milestone": lambda: act.add_milestone(
            by=by, contract=found, form=MilestoneForm(typed["name"], typed["due_on"], typed["amount"]), at=at
        ),
        "deliverable": lambda: act.add_deliverable(
            by=by, milestone=_milestone(found, typed["milestone"]), at=at,
            form=DeliverableForm(typed["kind"], typed["name"], typed["target"]),
        ),
        "milestone-off": lambda: act.remove_milestone(
            by=by, milestone=_milestone(found, request.POST.get("milestone", "")), at=at
        ),
        "sign": lambda: act.sign_contract(by=by, contract=found, at=at),
        "drop": lambda: act.drop_contract(by=by, contract=found, at=at),
        "close": lambda: act.close_contract(by=by, contract=found, at=at),
        "end": lambda: act.end_contract(by=by, contract=found, note=request.POST.get("note", ""), at=at),
    }  # fmt: skip


def _payments(
    request: HouseRequest, by: Standing, found: Contract, typed: dict[str, Any]
) -> dict[str, Callable[[], object]]:
    at, sent = clock.now(), request.POST

    def payment() -> PaymentRequest:
        row = payment_of(found.city, _key(sent.get("payment", "")))
        if row.milestone.contract_id != found.pk:
            raise PaymentUnknown
        return row

    return {
        "ask": lambda: paying.ask_payment(
            by=by, milestone=_milestone(found, typed["milestone"]), amount_fen=typed["amount"], words=typed["words"], at=at
        ),
        "withdraw": lambda: paying.withdraw_payment(by=by, payment=payment(), at=at),
        "approve": lambda: paying.approve_payment(by=by, payment=payment(), at=at),
        "refuse": lambda: paying.refuse_payment(by=by, payment=payment(), note=sent.get("note", ""), at=at),
        "pay": lambda: paying.record_payment(
            by=by, payment=payment(), voucher=sent.get("voucher", ""),
            paid_on=_paid_on(sent.get("paid_on", ""), at), at=at,
        ),
        "recover": lambda: paying.recover_payment(
            by=by, payment=payment(), amount_fen=fen_typed(sent.get("amount", "")), voucher=sent.get("voucher", ""), at=at
        ),
    }  # fmt: skip


def _paid_on(text: str, at: datetime) -> date:
    """Today where nothing is typed. Raises PaidOnWrong for what is no day."""
    day = day_typed(text)
    if day is None and text.strip():
        raise PaidOnWrong
    return day or clock.day_of(at)


def _milestone(found: Contract, text: str) -> Milestone:
    row = milestone_of(found.city, _key(text))
    if row.contract_id != found.pk:
        raise NotFound
    return row


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise NotFound from fault
