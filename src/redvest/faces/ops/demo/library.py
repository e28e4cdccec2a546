"""The demo city's project library: a purchase with its tender, contract and payments, and a joint project with its effect.

Made through the actions by the people who may, on the days on which it would have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum

from redvest.core.clock import day_of
from redvest.oversight.actions import contract as contracts
from redvest.oversight.actions import effect, payment, project_plan, tender
from redvest.oversight.actions.acceptance import accept_delivery
from redvest.oversight.actions.contract_record import link_activity
from redvest.oversight.choices import DeliverableKind, PartnerRole, WayOfRunning
from redvest.oversight.models import Bid, Contract, Deliverable, Milestone, ProjectPlan
from redvest.oversight.queries.contract import deliverable_of, milestone_of
from redvest.oversight.rules.project_plan import EffectForm, Indicator, PartnerForm, PlanForm
from redvest.oversight.rules.terms import ContractForm, DeliverableForm, MilestoneForm, TenderForm
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Body, Grant
from redvest.registry.queries.role import standing_of
from redvest.registry.rules.standing import Standing
from redvest.service.choices import Grade, ProjectState
from redvest.service.models import Activity, HoursEntry, Project

SPAN = timedelta(days=120)  # of the contract that is shown, up to today
BUDGET = 60_000_00
PRICE = 48_000_00
NOTICE = "为辖区独居老人提供每周一次的上门陪伴、代买代办和安全检查。本市登记的志愿服务组织都可以报价，按方案和报价综合选定。"
WORDS = "项目组按月走访，老人的就医陪同和生活代办都有人管，邻里互助也带动起来了。"


@dataclass(frozen=True)
class Hands:
    """Who has a part in it: who runs the organisation, and two officers of its place."""

    head: Standing
    officer: Standing
    centre: Standing


def fill_library(*, city: str, at: datetime) -> None:
    """Two projects, of the organisations of districts with the most hours of late; fewer where there are none."""
    found = []
    for body in _busy(city, at):
        hands = _hands(body, at)
        project = (
            Project.objects.filter(body=body, plan__isnull=True).exclude(state=ProjectState.CLOSED).first()
        )
        if hands and project:
            found.append((project, hands))
        if len(found) == 2:
            break
    if found:
        _purchase(*found[0], at)
    if len(found) > 1:
        _joint(*found[1], at)


def _busy(city: str, at: datetime) -> list[Body]:
    since = day_of(at - SPAN)
    rows = HoursEntry.objects.filter(city=city, service_on__gte=since, activity__isnull=False).exclude(
        grade=Grade.D
    )
    busy = (
        rows.order_by()
        .values_list("body_id")
        .annotate(n=Count("activity", distinct=True))
        .order_by("-n", "body_id")
    )
    keys = [key for key, _ in busy[:40]]
    bodies = Body.objects.filter(state=BodyState.ACTIVE).in_bulk(keys)
    return [bodies[key] for key in keys if key in bodies]


def _hands(body: Body, at: datetime) -> Hands | None:
    rows = Grant.objects.select_related("account").order_by("id")
    head = rows.filter(body=body, role=Role.BODY_ADMIN).first()
    places = [code for code in body.region_path.split("/") if code]
    officer = rows.filter(role=Role.REGION_OFFICER, region_id__in=places).first()
    centre = rows.filter(role=Role.CENTRE, region_id=body.city).first()
    if head is None or officer is None or centre is None:
        return None
    standings = [standing_of(each.account, day_of(at)) for each in (head, officer, centre)]
    return Hands(*standings) if standings[0].headed() else None


def _purchase(project: Project, hands: Hands, at: datetime) -> None:
    begun = at - SPAN
    plan = _listed(
        project, hands, PlanForm(WayOfRunning.PURCHASE, BUDGET, "区级财政预算", "独居老人每周有人上门"), begun
    )
    bid = _awarded(plan, hands, begun)
    contract = contracts.draft_contract(
        by=hands.officer, plan=plan, supplier=project.body, bid=bid, at=at - timedelta(days=90),
        form=ContractForm(f"购〔{at:%Y}〕001号", PRICE, day_of(begun), day_of(at + timedelta(days=90))),
    )  # fmt: skip
    activities = list(_served(contract))
    half = max(1, len(activities) // 2)
    parts = [(activities[:half], "第一期", 30_000_00), (activities[half:], "第二期", 18_000_00)]
    made = [_milestone(contract, hands, name, fen, served, at) for served, name, fen in parts]
    contracts.sign_contract(by=hands.officer, contract=contract, at=at - timedelta(days=88))
    for (served, _, _), (milestone, deliverable) in zip(parts, made, strict=True):
        _deliver(milestone, deliverable, served, hands, at)


def _listed(project: Project, hands: Hands, form: PlanForm, at: datetime) -> ProjectPlan:
    plan = project_plan.draft_plan(by=hands.head, project=project, form=form, at=at)
    project_plan.list_plan(by=hands.officer, plan=plan, at=at)
    plan.refresh_from_db()
    return plan


def _awarded(plan: ProjectPlan, hands: Hands, at: datetime) -> Bid:
    """Out for three weeks; awarded the day after."""
    closes = day_of(at + timedelta(days=21))
    notice = tender.draft_tender(
        by=hands.officer, plan=plan, at=at,
        form=TenderForm(f"采〔{at:%Y}〕001号", f"购买“{plan.project.name}”服务"[:80], NOTICE, BUDGET, closes),
    )  # fmt: skip
    tender.publish_tender(by=hands.officer, tender=notice, at=at)
    bid = tender.offer_bid(
        by=hands.head, tender=notice, body=plan.project.body, amount_fen=PRICE, at=at + timedelta(days=9),
        words="两人一组，固定结对，每周上门一次，有事随叫随到。",
    )  # fmt: skip
    tender.award_tender(
        by=hands.officer,
        bid=bid,
        reason="方案细致，固定结对，报价低于最高限价两成。",
        at=at + timedelta(days=22),
    )
    return Bid.objects.select_related("tender__plan", "body").get(pk=bid.pk)


def _served(contract: Contract) -> list[Activity]:
    """The supplier's latest activities with hours that count."""
    rows = HoursEntry.objects.filter(
        body=contract.supplier,
        activity__isnull=False,
        service_on__range=(contract.starts_on, contract.ends_on),
    )
    keys = rows.exclude(grade=Grade.D).order_by().values("activity_id").distinct()
    return list(Activity.objects.filter(pk__in=keys, body=contract.supplier).order_by("-starts_at", "id")[:8])


def _milestone(
    contract: Contract, hands: Hands, name: str, fen: int, served: list[Activity], at: datetime
) -> tuple[Milestone, Deliverable]:
    """As many hours as were served and half as many again, so that something is left to do."""
    day = contract.ends_on
    milestone = contracts.add_milestone(
        by=hands.officer, contract=contract, form=MilestoneForm(name, day, fen), at=at - timedelta(days=89)
    )
    minutes = (
        HoursEntry.objects.filter(activity__in=served)
        .exclude(grade=Grade.D)
        .aggregate(sum=Sum("minutes"))["sum"]
    )
    target = max(10, (minutes or 0) // 40)
    form = DeliverableForm(DeliverableKind.HOURS, "上门陪伴", target)
    deliverable = contracts.add_deliverable(
        by=hands.officer, milestone=milestone, form=form, at=at - timedelta(days=89)
    )
    return milestone, deliverable


def _deliver(
    milestone: Milestone, deliverable: Deliverable, served: list[Activity], hands: Hands, at: datetime
) -> None:
    """Tied to its activities, accepted by the officer, and paid in the first part, asked in the second."""
    for activity in served:
        found = deliverable_of(deliverable.city, deliverable.pk)
        link_activity(by=hands.head, deliverable=found, activity=activity, at=at)
    found = deliverable_of(deliverable.city, deliverable.pk)
    ready = found.delivered if milestone.name == "第一期" else found.delivered // 2  # type: ignore[attr-defined]
    if not ready:
        return
    accept_delivery(
        by=hands.officer, deliverable=found, amount=ready, words="抽查了签到和台账，属实。", at=at
    )
    worth = milestone.amount_fen * min(ready, found.target) // found.target
    request = payment.ask_payment(
        by=hands.head, milestone=milestone_of(milestone.city, milestone.pk), amount_fen=worth, at=at
    )
    if milestone.name == "第一期":
        payment.approve_payment(by=hands.centre, payment=request, at=at)
        payment.record_payment(
            by=hands.officer, payment=request, voucher="记-0312", paid_on=day_of(at), at=at
        )


def _joint(project: Project, hands: Hands, at: datetime) -> None:
    plan = project_plan.draft_plan(
        by=hands.head, project=project, at=at,
        form=PlanForm(WayOfRunning.JOINT, 8_000_00, "爱心企业捐赠", "老人有人陪，孩子放学有去处"),
    )  # fmt: skip
    for form, body in (
        (PartnerForm(PartnerRole.PEOPLE, words="每周固定 6 名志愿者"), project.body),
        (PartnerForm(PartnerRole.MONEY, amount_fen=8_000_00), _other(project)),
    ):
        if body is not None:
            project_plan.add_partner(by=hands.head, plan=plan, form=form, body=body, at=at)
    project_plan.list_plan(by=hands.officer, plan=plan, at=at)
    project_plan.start_plan(by=hands.officer, plan=plan, at=at)
    plan.refresh_from_db()
    indicators = (Indicator("每月走访老人", 40, 126, "人次"), Indicator("固定结对", 0, 31, "户"))
    judged = effect.record_effect(by=hands.centre, plan=plan, form=EffectForm(91, WORDS, indicators), at=at)
    effect.publish_effect(by=hands.officer, effect=judged, at=at)


def _other(project: Project) -> Body | None:
    rows = Body.objects.filter(city=project.city, state=BodyState.ACTIVE)
    return rows.exclude(pk=project.body_id).order_by("code").first()
