"""One deliverable opened to its rows: the activities or papers behind it, and what was accepted of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.faces.desk.forms.contract import FIELDS, AcceptFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import download_answer
from redvest.faces.shared.told import told_moved
from redvest.oversight.actions import acceptance as accepting
from redvest.oversight.actions import contract_record as recording
from redvest.oversight.choices import ContractState, DeliverableKind
from redvest.oversight.models import Deliverable
from redvest.oversight.policy import deliverable_for, may_buy, may_deliver
from redvest.oversight.queries.contract import (
    acceptance_of,
    acceptances_of,
    activities_to_link,
    link_of,
    links_of,
    paper_of,
    papers_of,
)
from redvest.oversight.rules.terms import LARGEST
from redvest.registry.policy import Standing
from redvest.service.models import Activity


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def deliverable(request: HouseRequest, key: UUID) -> HttpResponse:
    """Its rows. A POST does what the pressed button says."""
    by, verb = request.standing, request.POST.get("verb", "")
    found = deliverable_for(by, key)
    open_ = max(0, found.delivered - found.accepted)  # type: ignore[attr-defined]
    form = AcceptFields(request.POST if verb == "accept" else None, initial={"amount": open_ or None})
    if request.method == "POST" and _did(request, by, found, verb, form):
        return redirect("desk:deliverable", key=key)
    contract = found.milestone.contract
    running = contract.state == ContractState.RUNNING
    papers = found.kind == DeliverableKind.DOCUMENT
    delivers = running and may_deliver(by, contract)
    context = {
        "deliverable": found,
        "contract": contract,
        "open": open_,
        "fallen": max(0, found.accepted - found.delivered),  # type: ignore[attr-defined]
        "document": papers,
        "links": [] if papers else list(links_of(found)),
        "papers": list(papers_of(found)) if papers else [],
        "to_link": list(activities_to_link(found)) if delivers and not papers else [],
        "acceptances": list(acceptances_of(found)),
        "delivers": delivers,
        "accepts": running and may_buy(by, contract),
        "buys": may_buy(by, contract),
        "form": form,
    }  # fmt: skip
    return show(request, "desk/deliverable.html", context, on="library", status=422 if form.errors else 200)


def _did(request: HouseRequest, by: Standing, found: Deliverable, verb: str, form: AcceptFields) -> bool:
    at, sent = clock.now(), request.POST
    typed: dict[str, Any] = form.cleaned_data if verb == "accept" and form.is_valid() else {}

    def key() -> UUID:
        try:
            return UUID(sent.get("row", ""))
        except ValueError as fault:
            raise NotFound from fault

    acts: dict[str, Callable[[], object]] = {
        "link": lambda: recording.link_activity(by=by, deliverable=found, activity=_activity(found, key()), at=at),
        "unlink": lambda: recording.unlink_activity(by=by, link=link_of(found, key()), at=at),
        "paper": lambda: _deliver(request, by, found),
        "paper-off": lambda: recording.withdraw_paper(by=by, paper=paper_of(found, key()), at=at),
        "accept": lambda: accepting.accept_delivery(
            by=by, deliverable=found, amount=typed["amount"], words=typed["words"], at=at
        ),
        "take-back": lambda: accepting.take_back_acceptance(
            by=by, acceptance=acceptance_of(found, key()), why=sent.get("why", ""), at=at
        ),
    }  # fmt: skip
    if verb not in acts:
        messages.error(request, _("没看懂要做哪一步，请再点一次。"))
        return True
    if verb == "accept" and not typed:
        return False
    try:
        acts[verb]()
    except DomainError as fault:
        if fault.code == NotAllowed.code or fault.status == 404:
            raise
        if verb == "accept" and not told_moved(request, fault, FIELDS):
            blame(form, fault, FIELDS)
            return False
        if verb != "accept":
            errors = fault.details.get("errors") or []
            messages.error(request, errors[0]["sentence"] if errors else fault.message)
        return True
    messages.success(request, _("记下了。"))
    return True


def _activity(found: Deliverable, key: UUID) -> Activity:
    row = Activity.objects.filter(pk=key, city=found.city).first()
    if row is None:
        raise NotFound
    return row


def _deliver(request: HouseRequest, by: Standing, found: Deliverable) -> None:
    paper = request.FILES.get("paper")
    # A file over the bound is refused by its size alone and never read whole.
    data = paper.read(LARGEST + 1) if paper else b""
    name = (paper.name or "") if paper else ""
    recording.deliver_paper(by=by, deliverable=found, name=name, data=data, at=clock.now())


@never_cache
@require_safe
@staff
def contract_paper(request: HouseRequest, key: UUID, paper: UUID) -> HttpResponse:
    """The paper itself, as a download."""
    found = paper_of(deliverable_for(request.standing, key), paper)
    name = f"{found.pk}.{found.key.rsplit('.', 1)[-1]}"
    return download_answer(storage().read(found.key), found.media_type, name)
