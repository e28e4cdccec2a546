"""The radar's cases for officers: what was seen, why, and who looks into it."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Query

from redvest.core.errors import NotAllowed
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff
from redvest.faces.openapi.shapes.base import PageQuery
from redvest.faces.openapi.shapes.integrity import Cases, CaseShape
from redvest.service.models import IntegrityCase
from redvest.service.queries.integrity_case import cases_for

calls = Calls("风险提示")


@calls.get("/integrity/cases", staff, "我负责区域的风险提示", Cases)
def integrity_cases(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """Cases of the places governed, the latest first; never one that the caller has a part in."""
    if not request.standing.regions():
        raise NotAllowed
    rows = cases_for(request.standing)
    page = page_of(rows, keys=("-opened_at", "-id"), after=asked.after, size=asked.limit)
    return answer(Cases(items=[_case(each) for each in page.items], next=page.next))


def _case(case: IntegrityCase) -> CaseShape:
    return CaseShape(
        id=case.pk,
        rule=case.rule,
        rule_words=str(case.get_rule_display()),
        subject=case.subject_kind,
        severity=case.severity,
        state=case.state,
        outcome=case.outcome,
        reason=case.reason,
        innocent=case.innocent,
        figures=case.figures,
        officer=case.officer.name if case.officer else "",
        opened_at=case.opened_at,
        due_at=case.due_at,
    )
