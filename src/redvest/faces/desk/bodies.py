"""Organisations of my place: the list, applying for a new one, approving or refusing, and one's own page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.core.search import query_terms
from redvest.faces.desk.forms.body import FIELDS, BodyFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.options import domain_options, region_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import bodies_within, body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.words import day_words
from redvest.registry.actions.body import apply_for_body, decide_body, resume_body, suspend_body
from redvest.registry.choices import BodyKind, BodyState
from redvest.registry.models import Body
from redvest.registry.queries.account import account_of
from redvest.registry.queries.body import people_in
from redvest.registry.queries.body_life import applied_by, live_brands
from redvest.registry.queries.role import live_grants
from redvest.registry.queries.team_kind import team_kind_name
from redvest.registry.rules.annual_report import report_years
from redvest.service import policy
from redvest.service.actions.dissolution import dissolve_body
from redvest.service.models import Activity, Project
from redvest.service.queries.certificate import is_head

KINDS = {
    BodyState.APPLIED: "wait",
    BodyState.ACTIVE: "ok",
    BodyState.REFUSED: "bad",
    BodyState.SUSPENDED: "bad",
    BodyState.EXITED: "off",
}


NOTES = {
    BodyState.SUSPENDED: gettext_lazy("暂停的原因"), BodyState.EXITED: gettext_lazy("解散的原因"),
    BodyState.REFUSED: gettext_lazy("没有通过的原因"),
}  # fmt: skip


@never_cache
@require_safe
@staff
def bodies(request: HouseRequest) -> HttpResponse:
    """The list by name; those that wait for an answer have their own filter."""
    state = asked_text(request, "state")
    state = state if state in BodyState.values else ""
    rows = bodies_within(request.standing).select_related("region")
    if state:
        rows = rows.filter(state=state)
    asked = asked_text(request)
    if terms := query_terms(asked):
        led = Q(responsible_name__icontains=asked) | Q(contact_name__icontains=asked)
        rows = rows.filter(Q(search__contains=terms) | Q(code=asked.upper()) | led)
    found, pager = paged(request, rows, keys=("name", "id"))
    context = {
        "rows": [_row(body) for body in found],
        "pager": pager,
        "asked": asked,
        "state": state,
        "states": BodyState.choices,
        "governs": bool(request.standing.regions()),
    }
    return show(request, "desk/bodies.html", context, on="bodies")


def _row(body: Body) -> dict[str, object]:
    return {
        "body": body,
        "team": team_kind_name(body.team_kind),
        "region": body.region.name,
        "state": BodyState(body.state).label,
        "kind": KINDS[BodyState(body.state)],
    }


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_body(request: HouseRequest) -> HttpResponse:
    """An application; an officer of the place decides on it."""
    by = request.standing
    root = min(by.regions(), key=len) if by.regions() else f"{by.city}/"
    choices = {"regions": region_options(root), "domains": domain_options()}
    form = BodyFields(
        request.POST or None, initial={"kind": BodyKind.REGISTERED.value}, for_another=bool(by.regions()), **choices
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            head = account_of(by.city, form.cleaned_data["head"]) if form.cleaned_data.get("head") else None
            body = apply_for_body(by=by, form=form.to_form(), head=head, at=clock.now())
        except DomainError as fault:
            missing = fault.details.get("missing") or fault.details.get("too_long") or []
            blame(form, fault, {**FIELDS, fault.code: missing[0]} if missing else FIELDS)
        else:
            messages.success(request, _("“%(name)s”的申请交上去了，等所在区审核。") % {"name": body.name})
            return redirect("desk:bodies")
    return show(
        request, "desk/body_form.html", {"form": form}, on="bodies", status=422 if form.errors else 200
    )


@never_cache
@require_safe
@staff
def body(request: HouseRequest, key: UUID) -> HttpResponse:
    """One organisation: its facts, its people with roles, what it is doing."""
    by, at = request.standing, clock.now()
    found = body_within(by, key)
    today, governs = clock.day_of(at), by.governs(found.region_path)
    waits = governs and found.state == BodyState.APPLIED
    own = waits and applied_by(by.account_id, found)
    grants = live_grants(today).filter(body=found).select_related("account").order_by("role", "account__name")
    context = {
        "body": found,
        "row": _row(found),
        "kind": BodyKind(found.kind).label,
        "applied": day_words(clock.day_of(found.applied_at), today),
        "grants": grants,
        "members": people_in(found.pk).count(),
        "projects": Project.objects.filter(body=found).count(),
        "activities": Activity.objects.filter(body=found).count(),
        "note_of": NOTES.get(BodyState(found.state), _("审核意见")),
        "brands": live_brands(found),
        "may_decide": waits and not own,
        "own_application": own,
        "may_suspend": governs and found.state == BodyState.ACTIVE,
        "may_resume": governs and found.state == BodyState.SUSPENDED,
        "may_dissolve": governs and found.state in (BodyState.ACTIVE, BodyState.SUSPENDED),
        "report_year": next(iter(report_years(clock.day_of(found.applied_at), today)), None),
        "heads": found.pk in by.headed(),
        "may_publish": policy.may_publish_for(by, found) and found.state == BodyState.ACTIVE,
        "may_issue": is_head(by, found),
        "may_give": by.administers(found.pk, found.region_path) and found.state == BodyState.ACTIVE,
    }
    return show(request, "desk/body.html", context, on="bodies")


@require_POST
@staff
def decide(request: HouseRequest, key: UUID) -> HttpResponse:
    """Approve, refuse, suspend, let go on or dissolve: whichever button was pressed."""
    by, at = request.standing, clock.now()
    found = body_within(by, key)
    note = request.POST.get("note", "")
    verbs: dict[str, tuple[str, Callable[[], Body]]] = {
        "approve": (
            _("通过了，现在就能发布活动。"),
            lambda: decide_body(by=by, body=found, approve=True, note=note, at=at),
        ),
        "refuse": (
            _("没有通过，申请人会看到原因。"),
            lambda: decide_body(by=by, body=found, approve=False, note=note, at=at),
        ),
        "suspend": (
            _("已经暂停，期间不能发布活动。"),
            lambda: suspend_body(by=by, body=found, note=note, at=at),
        ),
        "resume": (_("已经恢复。"), lambda: resume_body(by=by, body=found, note=note, at=at)),
        "dissolve": (
            _("已经解散，联系得上的成员会收到消息。"),
            lambda: dissolve_body(
                by=by, body=found, successor_code=request.POST.get("successor", ""), note=note, at=at
            ),
        ),
    }
    said, act = verbs.get(request.POST.get("verb", ""), ("", None))
    if act is None:
        messages.error(request, _("没看懂要做哪一步，请再点一次。"))
        return redirect("desk:body", key=key)
    try:
        act()
    except DomainError as fault:
        if fault.status in (401, 403):
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, said)
    return redirect("desk:body", key=key)
