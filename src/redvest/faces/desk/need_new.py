"""Taking a need down in under a minute: the number first, then what the other side says, in the order it is asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.care.actions.need import enter_need
from redvest.care.actions.need_call import enter_call, recall_former
from redvest.care.actions.need_picture import add_pictures, bare_pictures
from redvest.care.choices import NeedChannel, NeedKind
from redvest.care.intake_errors import NeedIncomplete
from redvest.care.models import Need
from redvest.care.queries.need_place import communities_of, label_of, labelled, named
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.need import FIELDS, EntryFields, NumberFields
from redvest.faces.desk.forms.options import domain_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.needs import require_intake
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.need_fields import blame_need
from redvest.registry.actions.help_call import show_help_phone
from redvest.registry.models import HelpCall
from redvest.registry.queries.help_call import help_call_for


@never_cache
@sensitive_post_parameters("phone", "name", "address", "words")
@require_http_methods(["GET", "POST"])
@staff
def need_new(request: HouseRequest) -> HttpResponse:
    """``verb`` is ``find`` (the number alone; never in an address) or ``enter``. ``?call=``: asked at a station's screen."""
    by = request.standing
    require_intake(by)
    places, call = labelled(communities_of(by)), _call(request)
    verb = request.POST.get("verb", "")
    number = NumberFields(request.POST if verb == "find" else None)
    known: Need | None = None
    initial: dict[str, Any] = {"region": places[0][1] if len(places) == 1 else ""}
    if verb == "find" and number.is_valid():
        known, found = _recalled(request, number)
        initial |= found
    elif verb != "enter" and call is not None:
        initial |= _of_call(request, call)
    form = EntryFields(
        request.POST if verb == "enter" else None, request.FILES if verb == "enter" else None,
        initial=initial, domains=domain_options(), places=len(places), focus=_focus(verb, number, known, call),
    )  # fmt: skip
    if verb == "enter" and form.is_valid() and (need := _entered(request, form, places, call)) is not None:
        said = _("登记好了，单号 %(number)s。") % {"number": need.number}
        messages.success(request, said)
        return redirect("desk:need", key=need.pk)
    context = {
        "number_form": number,
        "form": form,
        "places": places,
        "known": known,
        "asked_number": verb == "find" and number.is_valid(),
        "started": verb != "" or call is not None,
        "call": call,
    }
    status = 422 if form.errors or number.errors else 200
    return show(request, "desk/need_new.html", context, on="needs", status=status)


def _focus(verb: str, number: NumberFields, known: Need | None, call: HelpCall | None) -> str:
    """Where typing goes on: the number first, then the first thing that is not filled in."""
    if verb == "enter":
        return ""  # what is at fault is told at the top
    if call is not None:
        return "name"
    if verb == "find" and not number.errors:
        return "title" if known else "name"
    number.fields["phone"].widget.attrs["autofocus"] = True
    return ""


def _call(request: HouseRequest) -> HelpCall | None:
    try:
        key = UUID(request.GET.get("call", ""))
    except ValueError:
        return None
    return help_call_for(request.standing, key)


def _recalled(request: HouseRequest, number: NumberFields) -> tuple[Need | None, dict[str, Any]]:
    """What is known of who called before; a number that can be none is said beside it."""
    phone = number.cleaned_data["phone"]
    try:
        found = recall_former(by=request.standing, phone=phone, at=clock.now())
    except DomainError as fault:
        blame(number, fault, {"phone-invalid": "phone"})
        return None, {}
    if found is None:
        return None, {"phone": phone}
    need, private = found
    return need, {
        "phone": phone, "name": private.name, "address": private.address, "region": label_of(need.region),
        "domain": need.domain_id, "asked_by": private.asked_by, "relation": private.relation,
    }  # fmt: skip


def _of_call(request: HouseRequest, call: HelpCall) -> dict[str, Any]:
    """From the station's screen: the number to ring back leaves a line as on its own page."""
    phone = show_help_phone(by=request.standing, call=call, at=clock.now()) if call.phone_tail else ""
    return {
        "phone": phone,
        "title": call.get_kind_display(),
        "region": label_of(call.station.region),
        "channel": NeedChannel.STATION,
    }


def _entered(
    request: HouseRequest, form: EntryFields, places: list[tuple[str, str]], call: HelpCall | None
) -> Need | None:
    by, at, typed = request.standing, clock.now(), form.cleaned_data
    code = named(places, typed["region"])
    if not code and typed["region"]:
        form.add_error("region", _("没有找到这个社区，或者不止一个。请从列出的里面选。"))
        return None
    filled = form.to_form(region=code, channel=NeedChannel(typed["channel"]), kind=NeedKind(typed["kind"]))
    files = form.files_sent()
    try:
        bare_pictures(files=files)
        need = (
            enter_call(by=by, call=call, form=filled, at=at)
            if call
            else enter_need(by=by, form=filled, at=at)
        )
        if files:
            add_pictures(by=by, need=need, files=files, at=at)
    except NeedIncomplete as fault:
        blame_need(form, fault.details["errors"])
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        blame(form, fault, FIELDS)
    else:
        return need
    return None
