"""Certificates for many at once: choosing the people, watching it go, taking the papers and the refusals home."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.batch import BatchFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.desk.sheets import sheet_answer
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.models import Body
from redvest.service.actions.batch import BatchForm, ask_batch
from redvest.service.models import CertificateBatch
from redvest.service.queries import batch as read
from redvest.service.queries.certificate import is_head
from redvest.service.rules.batch import PeopleUnknown

TICKED_MOST = 200  # members who can be ticked one by one; larger bodies paste or take all
SHOWN = 20
FIELDS = {
    "batch-empty": "numbers",
    "people-unknown": "numbers",
    "batch-too-large": "numbers",
    "wrong-period": "ends_on",
}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def batches(request: HouseRequest, key: UUID) -> HttpResponse:
    """The form for a new batch, and the batches of this body so far."""
    by = request.standing
    body = body_within(by, key)
    if not is_head(by, body):
        raise NotAllowed
    members = list(read.members_of(body)[: TICKED_MOST + 1])
    form = BatchFields(request.POST or None, members=members if len(members) <= TICKED_MOST else [])
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_batch(
                by=by, body=body, form=_chosen(form, body), at=clock.now(),
                site_address=request.build_absolute_uri("/"),
            )  # fmt: skip
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("交上去了，正在后台开具。可以关掉这一页，过一会儿再来。"))
            return redirect("desk:batch", key=asked.pk)
    context = {
        "body": body,
        "form": form,
        "members": read.members_of(body).count(),
        "rows": [_row(each) for each in read.batches_of(body)[:SHOWN]],
    }
    return show(request, "desk/batches.html", context, on="certificates", status=422 if form.errors else 200)


def _chosen(form: BatchFields, body: Body) -> BatchForm:
    typed = form.cleaned_data
    people, unknown = form.people(body)
    if unknown:
        them = _("这些行里没有本组织的人：%(them)s") % {"them": "、".join(unknown[:10])}
        raise PeopleUnknown(errors=[{"field": "numbers", "sentence": them}])
    same = {name: typed[name] for name in ("title", "starts_on", "ends_on")}
    return BatchForm(people, **same)


def _row(batch: CertificateBatch) -> dict[str, Any]:
    found = read.progress(batch)
    return {
        "batch": batch,
        "progress": found,
        "done": batch.finished_at is not None,
        "title": batch.title or _("批量开具"),
    }


@never_cache
@require_safe
@staff
def batch(request: HouseRequest, key: UUID) -> HttpResponse:
    """How far it is: percent, how many done, who was refused and why; reloading tells the latest."""
    found = read.batch_for(by=request.standing, batch_id=key)
    return show(request, "desk/batch.html", _progress(found), on="certificates")


@never_cache
@require_safe
@staff
def batch_progress(request: HouseRequest, key: UUID) -> HttpResponse:
    """The moving part of that page alone, for the script that asks every two seconds."""
    found = read.batch_for(by=request.standing, batch_id=key)
    return render(request, "desk/_batch_progress.html", _progress(found))


def _progress(found: CertificateBatch) -> dict[str, Any]:
    until = read.expires_at(found)
    return {
        **_row(found),
        "refusals": read.refusals(found),
        "expires_at": until,
        "fresh": until is not None and until >= clock.now(),
    }


@never_cache
@require_safe
@staff
def batch_zip(request: HouseRequest, key: UUID) -> HttpResponseBase:
    """The papers that stand, in one ZIP, for some days after it was finished."""
    found = read.batch_for(by=request.standing, batch_id=key)
    read.require_fresh(found, clock.now())
    response = StreamingHttpResponse(read.zip_of(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="certificates-{found.asked_at:%Y%m%d}.zip"'
    return response


@never_cache
@require_safe
@staff
def batch_refusals(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who got none, each with the reason, as an Excel file."""
    found = read.batch_for(by=request.standing, batch_id=key)
    rows = ([volunteer.name, volunteer.number, reason] for volunteer, reason in read.refusals(found))
    return sheet_answer([_("姓名"), _("志愿者编号"), _("原因")], rows, name=_("没有开成的人"))
