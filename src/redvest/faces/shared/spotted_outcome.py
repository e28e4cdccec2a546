"""What was sent about a spotted problem (随手拍), at the desk or by a keeper: solved, passed on, put together."""

from __future__ import annotations

from django.contrib import messages
from django.utils.translation import gettext as _

from redvest.care.actions.spotted_outcome import join_spotted, pass_on_spotted, solve_spotted
from redvest.care.models import Need
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest
from redvest.faces.shared.pressed import which
from redvest.faces.shared.spotted_form import OutcomeFields
from redvest.faces.shared.spotted_page import may_be_joined
from redvest.faces.shared.told import refusal_told


def outcome_sent(request: HouseRequest, found: Need) -> tuple[OutcomeFields, bool]:
    """The form for the page, and whether there is nothing left to show it for. Who may not act gets the 403 page."""
    if request.method != "POST":
        return OutcomeFields(), False
    verb = which(request, "pass", "solve", "join")
    if verb == "join":
        with refusal_told(request):
            _join(request, found)
        return OutcomeFields(), True
    form = OutcomeFields(request.POST, request.FILES)
    return form, form.is_valid() and _did(request, found, verb, form)


def _did(request: HouseRequest, found: Need, verb: str, form: OutcomeFields) -> bool:
    by, at, words = request.standing, clock.now(), form.cleaned_data["words"]
    try:
        if verb == "pass":
            pass_on_spotted(by=by, need=found, words=words, at=at)
        else:
            solve_spotted(by=by, need=found, words=words, pictures=form.photos(), at=at)
    except DomainError as fault:
        if fault.status == 403:
            raise
        if fault.status == 409:  # somebody else was first: the page as it is now says what became of it
            messages.error(request, fault.message)
            return True
        form.blame(fault)
        return False
    messages.success(request, _("记下了，已经告诉拍照的人。"))
    return True


def _join(request: HouseRequest, found: Need) -> None:
    by, at = request.standing, clock.now()
    alike = may_be_joined(by, found, clock.day_of(at))
    into = next((each for each in alike if str(each.pk) == request.POST.get("into")), found)
    join_spotted(by=by, need=found, into=into, at=at)
    messages.success(request, _("并到一起了。"))
