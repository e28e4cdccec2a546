"""Back-fills at the desk: asking, looking with the evidence at hand, deciding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.record import BackfillFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within, only_body
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import download_answer
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.registry.choices import BodyState
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing, require_leads
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions.backfill import approve_backfill, ask_backfill, refuse_backfill
from redvest.service.actions.evidence_file import NewFile
from redvest.service.choices import RequestState
from redvest.service.models import BackfillRequest
from redvest.service.queries.backfill import backfills_for, evidence_with_request
from redvest.service.rules.backfill import BackfillForm

# Beside which field a refusal is said.
FIELDS = {
    "bad-evidence": "papers",
    "evidence-needed": "papers",
    "own-hours": "people",
    "backfill-too-late": "ends_at",
}


class BackfillOutOfReach(NotFound):
    """没有找到这份申请或材料，或者它不在你负责的范围里。"""

    code = "backfill-out-of-reach"


@never_cache
@require_safe
@staff
def backfills(request: HouseRequest) -> HttpResponse:
    """``done=1``: those decided; else those that wait. A leader sees their own, heads and officers all in their charge."""
    by, done = request.standing, request.GET.get("done") == "1"
    rows = backfills_for(by)
    rows = rows.exclude(state=RequestState.OPEN) if done else rows.filter(state=RequestState.OPEN)
    found, pager = paged(request, rows, keys=("-asked_at", "-id"))
    context = {
        "rows": [each for each in found if policy.may_see_backfill(by, each)],
        "pager": pager,
        "done": done,
        "may_ask": bool(by.bodies()),
        "record_tab": "backfills",
    }
    return show(request, "desk/backfills.html", context, on="overdue")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_backfill(request: HouseRequest) -> HttpResponse:
    """A leader asks for their body; who leads several says first for which one."""
    by = request.standing
    body = _chosen_body(request)
    if body is None:
        bodies = Body.objects.filter(pk__in=by.bodies(), state=BodyState.ACTIVE).order_by("name")
        return show(
            request, "desk/backfill_body.html", {"bodies": bodies, "record_tab": "backfills"}, on="overdue"
        )
    require_leads(by, body.pk)
    form = BackfillFields(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = _ask(request, form, body)
        if made is not None:
            messages.success(request, _("申请好了。等区域工作人员审批；名单上的人会收到消息，可以自己确认。"))
            return redirect("desk:backfill", key=made.pk)
    context = {"form": form, "body": body, "record_tab": "backfills"}
    status = 422 if form.is_bound and form.errors else 200
    return show(request, "desk/backfill_new.html", context, on="overdue", status=status)


def _chosen_body(request: HouseRequest) -> Body | None:
    text = request.GET.get("body", "")
    try:
        return body_within(request.standing, UUID(text)) if text else only_body(request.standing)
    except ValueError:
        return None


def _ask(request: HouseRequest, form: BackfillFields, body: Body) -> BackfillRequest | None:
    said = dict(form.cleaned_data)
    files = [NewFile(file.name, file.read()) for file in said.pop("papers")]
    lines = said.pop("people")
    numbers = [number for number, _minutes in lines]
    known = dict(Volunteer.objects.filter(city=body.city, number__in=numbers).values_list("number", "id"))
    if unknown := [number for number in numbers if number not in known]:
        form.add_error("people", _("没有这个编号：%(numbers)s。") % {"numbers": "、".join(unknown[:5])})
        return None
    people = tuple((known[number], minutes) for number, minutes in lines)
    try:
        return ask_backfill(
            by=request.standing,
            body=body,
            form=BackfillForm(people=people, **said),
            files=files,
            at=clock.now(),
        )
    except DomainError as fault:
        if fault.status in (401, 404):
            raise
        blame(form, fault, FIELDS)
        return None


@never_cache
@require_safe
@staff
def backfill(request: HouseRequest, key: UUID) -> HttpResponse:
    """One request: what is asked, by whom, each person's own word, the evidence for those who may read it."""
    by = request.standing
    found = _within(by, key)
    lines = list(found.lines.select_related("volunteer", "entry").order_by("volunteer__pinyin", "id"))
    opens = by.administers(found.body_id, found.region_path)
    context: dict[str, Any] = {
        "request_": found,
        "lines": [
            {
                "line": line,
                "name": line.volunteer.name if by.leads(found.body_id) else mask_name(line.volunteer.name),
            }
            for line in lines
        ],
        "files": list(found.files.order_by("id")) if opens else [],
        "kept": found.files.count() if not opens else 0,
        "open": found.state == RequestState.OPEN,
        "may_decide": policy.may_decide_backfill(by, found, {line.volunteer_id for line in lines}),
        "record_tab": "backfills",
    }
    return show(request, "desk/backfill.html", context, on="overdue")


def _within(by: Standing, key: UUID) -> BackfillRequest:
    found = backfills_for(by).select_related("asked_by", "decided_by").filter(pk=key).first()
    if found is None or not policy.may_see_backfill(by, found):
        raise BackfillOutOfReach
    return found


@require_POST
@staff
def decide_backfill(request: HouseRequest, key: UUID) -> HttpResponse:
    """Approve, or refuse with a reason."""
    found = _within(request.standing, key)
    with refusal_told(request):
        if request.POST.get("decision") == "approve":
            approve_backfill(by=request.standing, request=found, at=clock.now())
            messages.success(request, _("批准了。确认过的人记 C 级，还没确认的先记 D 级。"))
        else:
            refuse_backfill(
                by=request.standing, request=found, note=request.POST.get("note", ""), at=clock.now()
            )
            messages.success(request, _("没有批准，申请人会看到原因。"))
    return redirect("desk:backfill", key=key)


@never_cache
@require_safe
@staff
def evidence(request: HouseRequest, key: UUID) -> HttpResponse:
    """A file, for heads of the body and officers of the place; always as a download, never run in a page."""
    file = evidence_with_request(request.standing.city, key)
    if file is None or not policy.may_read_evidence(request.standing, file):
        raise BackfillOutOfReach
    name = f"{file.pk}.{file.key.rsplit('.', 1)[-1]}"
    return download_answer(storage().read(file.key), file.media_type, name)
