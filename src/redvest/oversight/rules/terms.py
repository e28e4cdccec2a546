"""What a tender, an offer, a contract and its parts must say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from redvest.oversight.choices import DeliverableKind
from redvest.oversight.contract_errors import BadContract, BadMilestone
from redvest.oversight.rules.project_plan import fault
from redvest.oversight.tender_errors import AwardReasonNeeded, BadBid, BadTender

SHORTEST_REASON = 10
LARGEST = 5 * 1024 * 1024  # bytes of a delivered paper
MOST_TARGET = 10_000_000


@dataclass(frozen=True, slots=True)
class TenderForm:
    number: str
    title: str
    words: str
    budget_fen: int
    closes_on: date


@dataclass(frozen=True, slots=True)
class ContractForm:
    """``exemption`` is the legal basis of a purchase without a tender."""

    number: str
    amount_fen: int
    starts_on: date
    ends_on: date
    exemption: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneForm:
    name: str
    due_on: date
    amount_fen: int


@dataclass(frozen=True, slots=True)
class DeliverableForm:
    kind: str
    name: str
    target: int


def check_tender(form: TenderForm, *, budget_fen: int) -> None:
    """``budget_fen`` is the plan's. Raises BadTender."""
    faults = []
    if not 0 < len(form.number.strip()) <= 40:
        faults.append(fault("number", _("公告编号要写，最长 40 个字。")))
    if not 0 < len(form.title.strip()) <= 80:
        faults.append(fault("title", _("标题要写，最长 80 个字。")))
    if not 0 < len(form.words.strip()) <= 5000:
        faults.append(fault("words", _("公告内容要写，最长 5000 个字。")))
    if not 0 < form.budget_fen <= budget_fen:
        faults.append(fault("budget", _("最高限价要大于零，不超过项目预算。")))
    if faults:
        raise BadTender(errors=faults)


def check_bid(amount_fen: int, words: str, *, budget_fen: int) -> None:
    """``budget_fen`` is the most that is paid. Raises BadBid."""
    faults = []
    if not 0 < amount_fen <= budget_fen:
        faults.append(fault("amount", _("报价要大于零，不超过最高限价。")))
    if not 0 < len(words.strip()) <= 3000:
        faults.append(fault("words", _("写一写打算怎么做，最长 3000 个字。")))
    if faults:
        raise BadBid(errors=faults)


def check_reason(text: str) -> str:
    """The reason in one line. Raises AwardReasonNeeded."""
    said = " ".join(text.split())[:500]
    if len(said) < SHORTEST_REASON:
        raise AwardReasonNeeded
    return said


def check_contract(form: ContractForm, *, most_fen: int) -> None:
    """``most_fen``: the budget or the awarded price. Raises BadContract."""
    faults = []
    if not 0 < len(form.number.strip()) <= 40:
        faults.append(fault("number", _("合同编号要写，最长 40 个字。")))
    if not 0 < form.amount_fen <= most_fen:
        faults.append(fault("amount", _("合同金额要大于零，不超过预算和中标价。")))
    if form.ends_on < form.starts_on:
        faults.append(fault("ends_on", _("截止日期不能早于起始日期。")))
    if form.exemption.strip() and not 10 <= len(form.exemption.strip()) <= 300:
        faults.append(fault("exemption", _("不招标的依据写 10 到 300 个字，写明哪条规定。")))
    if faults:
        raise BadContract(errors=faults)


def check_milestone(form: MilestoneForm, *, starts_on: date, ends_on: date) -> None:
    """Raises BadMilestone."""
    faults = []
    if not 0 < len(form.name.strip()) <= 60:
        faults.append(fault("name", _("节点名称要写，最长 60 个字。")))
    if form.amount_fen <= 0:
        faults.append(fault("amount", _("节点金额要大于零。")))
    if not starts_on <= form.due_on <= ends_on:
        faults.append(fault("due_on", _("完成期限要在合同期里。")))
    if faults:
        raise BadMilestone(errors=faults)


def check_deliverable(form: DeliverableForm) -> None:
    """Raises BadMilestone."""
    faults = []
    if form.kind not in DeliverableKind.values:
        faults.append(fault("kind", _("请选择交付物按什么算。")))
    if not 0 < len(form.name.strip()) <= 80:
        faults.append(fault("what", _("交付物名称要写，最长 80 个字。")))
    if not 1 <= form.target <= MOST_TARGET:
        faults.append(fault("target", _("目标要大于零。")))
    if faults:
        raise BadMilestone(errors=faults)
