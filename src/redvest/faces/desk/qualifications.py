"""Qualifications that wait to be verified, of the people in charge of, with their papers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.pages import paged
from redvest.registry.actions.qualification import decide_qualification, open_proof
from redvest.registry.models import Qualification
from redvest.registry.qualification_errors import QualificationUnknown
from redvest.registry.queries.qualification import qualification_row, qualifications_to_verify


@never_cache
@require_safe
@staff
def qualifications(request: HouseRequest) -> HttpResponse:
    """The oldest first."""
    found, pager = paged(request, qualifications_to_verify(request.standing), keys=("submitted_at", "id"))
    today = clock.day_of(clock.now())
    rows = [{**qualification_row(each, today), "person": each.volunteer.name} for each in found]
    return show(request, "desk/qualifications.html", {"rows": rows, "pager": pager}, on="people")


def _waiting(request: HouseRequest, key: UUID) -> Qualification:
    found = (
        Qualification.objects.select_related("volunteer").filter(pk=key, city=request.standing.city).first()
    )
    if found is None:
        raise QualificationUnknown
    return found


@require_POST
@staff
def decide(request: HouseRequest, key: UUID) -> HttpResponse:
    """Verify, or refuse with a reason."""
    accept, note = request.POST.get("decision") == "accept", request.POST.get("note", "")
    found = _waiting(request, key)
    try:
        decide_qualification(
            by=request.standing, qualification=found, accept=accept, note=note, at=clock.now()
        )
    except DomainError as fault:
        if fault.code == "not-allowed":
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("核实好了。") if accept else _("没有通过，本人会看到原因。"))
    return redirect("desk:qualifications")


@never_cache
@require_safe
@staff
def proof(request: HouseRequest, key: UUID) -> HttpResponse:
    """The paper; the look is on record."""
    found = _waiting(request, key)
    data = open_proof(by=request.standing, qualification=found, at=clock.now())
    return paper_answer(data, found.proof_type)
