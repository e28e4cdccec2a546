"""Reporting an award that somebody else gave, with its proof."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.forms.parts import AwardFields
from redvest.service.actions.award import apply_for_award
from redvest.service.choices import AwardGiver
from redvest.service.rules.award import LARGEST_PROOF


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def new_award(request: HouseRequest) -> HttpResponse:
    """It waits for an officer of the place where the volunteer lives."""
    form = AwardFields(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                apply_for_award(
                    by=request.standing,
                    giver=AwardGiver(form.cleaned_data["giver"]),
                    form=form.to_form(),
                    proof=form.cleaned_data["proof"].read(LARGEST_PROOF + 1),
                    at=clock.now(),
                )
            except DomainError as fault:
                status = fault.status
                for error in fault.details.get("errors", []):
                    form.add_error(error["field"], error["sentence"])
                if not fault.details.get("errors"):
                    form.add_error(None, fault.message)
            else:
                messages.success(request, _("交上去了。核实以后会记进你的档案，结果在这一页看得到。"))
                return redirect("site:record")
    return render(request, "site/award_new.html", {"tab": "me", "form": form}, status=status)
