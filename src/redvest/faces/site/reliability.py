"""How one's coming and staying away adds up: the number, every row behind it, and a word on a row that is wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.me import own_record
from redvest.faces.site.words import moment_words
from redvest.service.actions.absence import appeal_absence
from redvest.service.choices import RequestState
from redvest.service.models import AbsenceAppeal, SignUp
from redvest.service.queries.outlook import occasion_of, past_of, terms_for
from redvest.service.rules.outlook import OutlookTerms, counts_as, reliability, weight_of
from redvest.service.signup_errors import SignUpNotFound

MOST = 200


@never_cache
@require_safe
@volunteers
def outlook(request: HouseRequest) -> HttpResponse:
    """Nobody but the person sees this; leaders see sums of many people alone."""
    return _show(request)


def _show(
    request: HouseRequest, typed_for: UUID | None = None, fault: DomainError | None = None
) -> HttpResponse:
    """The page, with what was typed for one of the rows and why it was refused."""
    at, me = clock.now(), own_record(request)
    terms = terms_for(me.region_path or f"{me.city}/", at)
    past = list(past_of(me.pk, at)[:MOST])
    share = reliability([occasion_of(each) for each in past], at, terms)
    context = {
        "tab": "me",
        "percent": round(share * 100),
        "rows": [_row(each, terms, at) for each in past],
        "typed_for": typed_for,
        "typed": request.POST.get("words", ""),
        "fault": fault.message if fault else "",
        "terms": terms,
        "counted": any(counts_as(occasion_of(each), terms) is not None for each in past),
    }
    return render(request, "site/reliability.html", context, status=fault.status if fault else 200)


def _row(found: SignUp, terms: OutlookTerms, at: Any) -> dict[str, Any]:
    occasion = occasion_of(found)
    value = counts_as(occasion, terms)
    appeal = getattr(found, "absence_appeal", None)
    if value is None:
        said, kind = _("有理由，不算"), "off"
    elif value == 1:
        said, kind = _("到了"), "ok"
    else:
        said, kind = (_("没到"), "bad") if found.state == "absent" else (_("临近取消"), "wait")
    return {
        "id": found.pk,
        "title": found.activity.title,
        "body": found.activity.body.name,
        "when": moment_words(found.period.lower, clock.day_of(at)),
        "said": said,
        "kind": kind,
        "weight": round(weight_of(occasion, at, terms) * 100) if value is not None else None,
        "may_say": value is not None and value < 1 and appeal is None,
        "appeal": str(RequestState(appeal.state).label) if appeal else "",
        "answer": appeal.answer if appeal else "",
        "due": moment_words(appeal.answer_by, clock.day_of(at)) if appeal and _waits(appeal) else "",
    }


def _waits(appeal: AbsenceAppeal) -> bool:
    return appeal.state == RequestState.OPEN and appeal.answer_by is not None


@never_cache
@require_POST
@volunteers
def appeal(request: HouseRequest, key: UUID) -> HttpResponse:
    """To the organisation whose activity it was."""
    if not SignUp.objects.filter(pk=key, volunteer_id__in=request.standing.records).exists():
        raise SignUpNotFound
    try:
        appeal_absence(
            by=request.standing, signup_id=key, words=request.POST.get("words", ""), at=clock.now()
        )
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        return _show(request, key, fault)
    messages.success(request, _("交给组织了，有答复会告诉你。"))
    return redirect("site:reliability")
