"""My qualifications: what I handed in, how it stands, and a new one with its paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members, volunteers
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.typed import day_typed
from redvest.faces.site.me import own_record
from redvest.registry.actions.qualification import open_proof, submit_qualification
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.qualification import own_qualification, qualification_row, qualifications_of
from redvest.registry.rules.qualification import QualificationForm


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def qualifications(request: HouseRequest) -> HttpResponse:
    """Show them, or take a new one in."""
    volunteer, at = own_record(request), clock.now()
    fault = None
    if request.method == "POST":
        paper = request.FILES.get("proof")
        try:
            submit_qualification(
                by=request.standing, volunteer=volunteer, form=_form(request),
                proof=paper.read() if paper else b"", at=at,
            )  # fmt: skip
        except DomainError as refused:
            fault = refused
        else:
            messages.success(request, _("交上去了，核实好就会显示“已核实”。"))
            return redirect("site:qualifications")
    context = {
        "tab": "me",
        "rows": [qualification_row(each, clock.day_of(at)) for each in qualifications_of(volunteer.pk)[:50]],
        "kinds": list(people_list("qualification").items()),
        "typed": request.POST,
        "fault": fault.message if fault else "",
    }
    return render(request, "site/qualifications.html", context, status=fault.status if fault else 200)


def _form(request: HouseRequest) -> QualificationForm:
    sent = request.POST
    return QualificationForm(
        kind=sent.get("kind", ""),
        issued_by=sent.get("issued_by", ""),
        issued_on=day_typed(sent.get("issued_on", "")),
        expires_on=day_typed(sent.get("expires_on", "")),
        number=sent.get("number", ""),
    )


@never_cache
@require_safe
@members
def proof(request: HouseRequest, key: UUID) -> HttpResponse:
    """The paper itself, for its holder or a minor's guardian; staff open it at the desk."""
    at = clock.now()
    found = own_qualification(request.standing, key, at)
    data = open_proof(by=request.standing, qualification=found, at=at)
    return paper_answer(data, found.proof_type)
