"""Awards that volunteers reported: an officer looks at the proof and says yes or no; and voiding one on record."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.files import download_answer
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import pressed
from redvest.registry.policy import Standing
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.actions.award import decide_award, void_award
from redvest.service.award_errors import AwardNotFound
from redvest.service.models import AwardRecord
from redvest.service.queries.award import awards_in_charge, awards_to_verify
from redvest.service.queries.record import may_see_record
from redvest.service.rules.award import MEDIA_TYPES


@never_cache
@require_safe
@staff
def awards(request: HouseRequest) -> HttpResponse:
    """What waits, the longest waiting first; for who governs no place there is nothing."""
    rows, pager = paged(request, awards_to_verify(request.standing), keys=("created_at", "id"))
    context = {
        "rows": [{"award": row, "number": grouped(row.volunteer.number)} for row in rows],
        "pager": pager,
    }
    return show(request, "desk/awards.html", context, on="people")


def _reported(by: Standing, key: UUID) -> AwardRecord:
    found = awards_in_charge(by).filter(pk=key).first()
    if found is None:
        raise AwardNotFound
    return found


@never_cache
@require_safe
@staff
def proof(request: HouseRequest, key: UUID) -> HttpResponse:
    """The file that came with an application, as a download: it is somebody else's file and is not run here."""
    award = _reported(request.standing, key)
    if not award.proof_key:
        raise AwardNotFound
    kind = award.proof_key.rpartition(".")[2]
    name = f"award-{award.pk}.{kind}"
    return download_answer(storage().read(award.proof_key), MEDIA_TYPES[kind], name)


@require_POST
@staff
def decide(request: HouseRequest, key: UUID) -> HttpResponse:
    """On record, or refused with a reason that the volunteer sees."""
    award = _reported(request.standing, key)
    approve = pressed(request, "approve", "refuse")
    try:
        decide_award(
            by=request.standing,
            award=award,
            approve=approve,
            note=request.POST.get("note", ""),
            at=clock.now(),
        )
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("核实过了，记进了档案。") if approve else _("没有通过，本人会看到原因。"))
    return redirect("desk:awards")


@require_POST
@staff
def void(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take an award off the record, with a reason."""
    award = (
        AwardRecord.objects.select_related("volunteer", "body")
        .filter(pk=key, city=request.standing.city)
        .first()
    )
    if award is None or not may_see_record(request.standing, award.volunteer):
        raise AwardNotFound
    try:
        void_award(by=request.standing, award=award, reason=request.POST.get("reason", ""), at=clock.now())
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("这项表彰作废了，原因留着。"))
    return redirect("desk:person-record", key=award.volunteer_id)
