"""The project library: its entries with what was contracted, accepted and paid of each, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from redvest.core.search import query_terms
from redvest.oversight.choices import ContractState, PlanState, TenderState, WayOfRunning
from redvest.oversight.models import (
    Contract,
    EffectEvaluation,
    Partner,
    PaymentRequest,
    ProjectPlan,
    TenderNotice,
)
from redvest.oversight.project_plan_errors import EffectUnknown, PlanUnknown
from redvest.service.choices import ProjectState
from redvest.service.models import Project


def plans_of(city: str) -> QuerySet[ProjectPlan]:
    return ProjectPlan.objects.filter(city=city).select_related("project__body", "region")


def plan_of(city: str, key: UUID) -> ProjectPlan:
    """Raises PlanUnknown."""
    found = plans_of(city).select_related("drafted_by", "listed_by").filter(pk=key).first()
    if found is None:
        raise PlanUnknown
    return found


def with_money(rows: QuerySet[ProjectPlan]) -> QuerySet[ProjectPlan]:
    """With ``contracted_fen`` that signed contracts bind (of ended ones what was earned), and ``paid_fen``, less what was
    recovered: the sum that the budget holds (``oversight_bound_fen``)."""
    signed = Contract.objects.filter(plan_id=OuterRef("pk")).exclude(state=ContractState.DRAFT)
    paid = PaymentRequest.objects.filter(milestone__contract__plan_id=OuterRef("pk"), paid_on__isnull=False)
    bound = Func("pk", function="oversight_bound_fen", output_field=BigIntegerField())
    return rows.annotate(
        contracted_fen=_sum(signed.values("plan_id"), bound),
        paid_fen=_sum(paid.values("milestone__contract__plan_id"), F("amount_fen") - F("recovered_fen")),
    )


def _sum(rows: QuerySet[Contract, object] | QuerySet[PaymentRequest, object], what: object) -> Coalesce:
    summed = rows.order_by().annotate(found=Sum(what)).values("found")
    return Coalesce(
        Subquery(summed, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField()
    )


def narrowed(
    rows: QuerySet[ProjectPlan], *, words: str = "", way: str = "", state: str = "", path: str = ""
) -> QuerySet[ProjectPlan]:
    """Only those that are so named, run this way, in this state, under this place."""
    if words:
        rows = rows.filter(project__search__contains=query_terms(words))
    if way in WayOfRunning.values:
        rows = rows.filter(way=way)
    if state in PlanState.values:
        rows = rows.filter(state=state)
    return rows.filter(region_path__startswith=path) if path else rows


def partners_of(plan: ProjectPlan) -> QuerySet[Partner]:
    return Partner.objects.filter(plan=plan).select_related("body").order_by("name", "role")


def partner_of(plan: ProjectPlan, key: UUID) -> Partner | None:
    return Partner.objects.filter(plan=plan, pk=key).first()


def has_open_contracts(plan: ProjectPlan) -> bool:
    live = (ContractState.DRAFT, ContractState.RUNNING)
    return Contract.objects.filter(plan=plan, state__in=live).exists()


def has_open_tenders(plan: ProjectPlan) -> bool:
    """Whether offers are taken, or somebody was chosen and has no contract yet."""
    of_award = Contract.objects.filter(bid__tender=OuterRef("pk"))
    rows = TenderNotice.objects.filter(plan=plan)
    open_ = Q(state=TenderState.PUBLISHED) | Q(Q(state=TenderState.AWARDED), ~Exists(of_award))
    return rows.filter(open_).exists()


def projects_to_list(bodies: Sequence[UUID], paths: Sequence[str], city: str) -> QuerySet[Project]:
    """Running projects of these bodies and places that are not in the library, by name."""
    where = Q(body_id__in=bodies)
    for path in paths:
        where |= Q(region_path__startswith=path)
    rows = Project.objects.filter(where, city=city, plan__isnull=True).exclude(state=ProjectState.CLOSED)
    return rows.select_related("body").order_by("name", "id")


def suppliers_of(plan: ProjectPlan) -> set[UUID]:
    """The organisations of its contracts and its own."""
    found = Contract.objects.filter(plan=plan).values_list("supplier_id", flat=True)
    return {plan.project.body_id, *found}


def effects_of(plan: ProjectPlan) -> QuerySet[EffectEvaluation]:
    found = EffectEvaluation.objects.filter(plan=plan).select_related("evaluated_by")
    return found.order_by("-evaluated_at", "-id")


def effect_of(city: str, key: UUID) -> EffectEvaluation:
    """Raises EffectUnknown."""
    rows = EffectEvaluation.objects.filter(city=city).select_related("plan__project__body", "plan__region")
    found = rows.filter(pk=key).first()
    if found is None:
        raise EffectUnknown
    return found


def public_effects(city: str) -> QuerySet[EffectEvaluation]:
    """Those published, the latest first."""
    rows = EffectEvaluation.objects.filter(city=city, published_at__isnull=False)
    return rows.select_related("plan__project__body", "plan__region").order_by("-published_at", "-id")


def public_effect_of(city: str, key: UUID) -> EffectEvaluation:
    """One that was published. Raises EffectUnknown."""
    found = effect_of(city, key)
    if found.published_at is None:
        raise EffectUnknown
    return found
