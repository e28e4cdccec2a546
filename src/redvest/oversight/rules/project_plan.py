"""What an entry of the library, a partner and an evaluation must say. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from redvest.oversight.choices import EvaluatorKind, PartnerRole, WayOfRunning
from redvest.oversight.project_plan_errors import BadEffect, BadPartner, BadProjectPlan

MOST_INDICATORS = 12
Fault = dict[str, str]


@dataclass(frozen=True, slots=True)
class PlanForm:
    way: str
    budget_fen: int
    money_from: str = ""
    aims: str = ""


@dataclass(frozen=True, slots=True)
class PartnerForm:
    """``name`` and ``credit_code`` of a unit that is no organisation of the house."""

    role: str
    name: str = ""
    credit_code: str = ""
    amount_fen: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure before and after."""

    name: str
    before: float
    after: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class EffectForm:
    score: int
    words: str
    indicators: tuple[Indicator, ...] = field(default=())
    evaluator_kind: str = EvaluatorKind.OFFICER
    evaluator_name: str = ""


def fault(name: str, sentence: str) -> Fault:
    return {"field": name, "sentence": sentence}


def check_plan(form: PlanForm) -> None:
    """Raises BadProjectPlan."""
    faults = []
    if form.way not in WayOfRunning.values:
        faults.append(fault("way", _("请选择运作方式。")))
    if form.budget_fen < 0:
        faults.append(fault("budget", _("预算不能是负数。")))
    if form.way == WayOfRunning.PURCHASE and form.budget_fen == 0:
        faults.append(fault("budget", _("政府购买要写预算。")))
    if form.budget_fen and not form.money_from.strip():
        faults.append(fault("money_from", _("有预算就要写明钱从哪里来。")))
    faults += _too_long({"money_from": (form.money_from, 200), "aims": (form.aims, 500)})
    if faults:
        raise BadProjectPlan(errors=faults)


def check_partner(form: PartnerForm, *, known: bool) -> None:
    """``known``: it is an organisation of the house, so that neither name nor code is asked for. Raises BadPartner."""
    faults = []
    if form.role not in PartnerRole.values:
        faults.append(fault("role", _("请选择合作方出什么。")))
    if not known and not form.name.strip():
        faults.append(fault("name", _("请选择组织，或者写单位名称。")))
    if form.amount_fen < 0:
        faults.append(fault("amount", _("出资不能是负数。")))
    if not form.amount_fen and not form.words.strip():
        faults.append(fault("words", _("写明出多少钱，或者出什么。")))
    faults += _too_long({"name": (form.name, 80), "words": (form.words, 200)})
    if faults:
        raise BadPartner(errors=faults)


def check_effect(form: EffectForm) -> None:
    """Raises BadEffect."""
    faults = []
    if not 0 <= form.score <= 100:
        faults.append(fault("score", _("得分在 0 到 100 之间。")))
    if len(form.words.strip()) < 10:
        faults.append(fault("words", _("评语至少写十个字，会对外公开。")))
    if form.evaluator_kind not in EvaluatorKind.values:
        faults.append(fault("evaluator_kind", _("请选择谁来评估。")))
    if form.evaluator_kind == EvaluatorKind.THIRD_PARTY and not form.evaluator_name.strip():
        faults.append(fault("evaluator_name", _("请写评估机构的名称。")))
    if not form.indicators or len(form.indicators) > MOST_INDICATORS:
        faults.append(fault("indicators", _("写 1 到 12 个指标，一行一个：名称、之前、之后。")))
    if any(not 0 < len(each.name.strip()) <= 40 for each in form.indicators):
        faults.append(fault("indicators", _("指标名称要写，最长 40 个字。")))
    faults += _too_long({"words": (form.words, 1000), "evaluator_name": (form.evaluator_name, 80)})
    if faults:
        raise BadEffect(errors=faults)


def indicators_typed(text: str) -> tuple[Indicator, ...]:
    """One line each: name, before, after and perhaps a unit, with spaces or commas between. Raises BadEffect."""
    return tuple(_indicator(line) for line in text.splitlines() if line.strip())


def _indicator(line: str) -> Indicator:
    parts = [each for each in line.replace("，", " ").replace(",", " ").replace("、", " ").split() if each]
    try:
        name, before, after = parts[0], float(parts[1]), float(parts[2])
    except (IndexError, ValueError) as wrong:
        raise BadEffect(
            errors=[fault("indicators", _("每行写名称、之前的数、之后的数，中间空一格。"))]
        ) from wrong
    if not all(abs(number) < 1e12 for number in (before, after)):
        raise BadEffect(errors=[fault("indicators", _("指标的数太大了。"))])
    return Indicator(name, before, after, " ".join(parts[3:])[:10])


def _too_long(texts: dict[str, tuple[str, int]]) -> Iterable[Fault]:
    return [
        fault(name, _("这一项最长 %(most)d 个字。") % {"most": most})
        for name, (text, most) in texts.items()
        if len(text) > most
    ]
