"""A plan held while something begins under it: whoever finishes or withdraws it waits, and the other way round."""

from __future__ import annotations

from redvest.core.errors import DomainError
from redvest.oversight.choices import PlanState
from redvest.oversight.models import ProjectPlan

OPEN = (PlanState.LISTED, PlanState.RUNNING)


def hold_open_plan(*, plan: ProjectPlan, refusal: type[DomainError]) -> None:
    """In the caller's transaction, before anything below the plan is held. Raises ``refusal`` where it is not open."""
    rows = ProjectPlan.objects.select_for_update(no_key=True).filter(pk=plan.pk, state__in=OPEN)
    if not rows.exists():
        raise refusal
