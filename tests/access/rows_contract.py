"""A plan in the library with its tender, its contract and the paper behind it, for the access matrix."""

from __future__ import annotations

from typing import Any

from redvest.oversight.actions.contract_record import deliver_paper
from redvest.oversight.actions.effect import publish_effect, record_effect
from redvest.oversight.choices import DeliverableKind
from redvest.registry.models import Body
from tests.factories.contract import PDF, make_contract, make_plan
from tests.factories.registry import NOW
from tests.oversight.actions.test_project_plan import GOOD
from tests.oversight.actions.test_tender import published


def contract_keys(body: Body) -> dict[str, tuple[Any, ...]]:
    """Of the own body, at the own place."""
    plan = make_plan(body=body)
    deal = make_contract(plan=plan, milestones=((1_000_00, ((DeliverableKind.DOCUMENT, 1),)),))
    deliverable = deal.deliverables[0]
    paper = deliver_paper(by=deal.head, deliverable=deliverable, name="报告.pdf", data=PDF, at=NOW)
    effect = record_effect(by=deal.approver, plan=plan, form=GOOD, at=NOW)
    publish_effect(by=deal.approver, effect=effect, at=NOW)
    tender = published(plan)
    return {
        "desk/library/<uuid:key>/": (plan.pk,),
        "desk/tenders/<uuid:key>/": (tender.pk,),
        "desk/contracts/<uuid:key>/": (deal.contract.pk,),
        "desk/deliverables/<uuid:key>/": (deliverable.pk, paper.pk),
        "tenders/<uuid:key>/": (tender.pk,),
        "effects/<uuid:key>/": (effect.pk,),
    }
