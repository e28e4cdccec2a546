"""Nominations at the desk: those of an edition, one with its check and its evidence, and what organisations nominate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.edition import FIELDS, BodyNomination, CheckFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.shared.award_words import (
    evaluation_average,
    nomination_state,
    nominee_name,
    nominee_place,
    told_state,
)
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told, told_moved
from redvest.honour.actions.award_confer import revoke_award
from redvest.honour.actions.award_result import replace_winner
from redvest.honour.actions.nomination import nominate_for_body
from redvest.honour.actions.nomination_check import CHECKABLE, check_nomination
from redvest.honour.choices import DECIDED_EDITIONS, EditionState, NominationState
from redvest.honour.models import AwardCategory, AwardNomination
from redvest.honour.policy import own_nomination
from redvest.honour.queries.award import edition_in_charge, editions_open_for_nominations
from redvest.honour.queries.award_record import evidence_of, facts_on, nominee_of
from redvest.honour.queries.nomination import Named, gave_way, nomination_in_charge, nominations_of
from redvest.honour.rules.award import Conditions, eligible, fact_sentence
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.sharing import may_look

OPEN = (NominationState.NOMINATED, NominationState.REFUSED)


@never_cache
@require_safe
@staff
def nominations(request: HouseRequest, key: UUID) -> HttpResponse:
    """``state=`` and ``category=`` narrow it; what waits longest comes first."""
    edition = edition_in_charge(request.standing, key)
    state, category = request.GET.get("state", ""), key_typed(request.GET.get("category", ""))
    rows = nominations_of(edition)
    if state in NominationState.values:
        rows = rows.filter(state=state)
    if category is not None:
        rows = rows.filter(category_id=category)
    found, pager = paged(request, rows, keys=("nominated_at", "id"))
    context = {
        "edition": edition,
        "rows": [_row(each) for each in found],
        "pager": pager,
        "states": NominationState.choices,
        "state": state if state in NominationState.values else "",
        "categories": list(AwardCategory.objects.filter(edition=edition)),
        "category": category,
    }
    return show(request, "desk/nominations.html", context, on="editions")


def _row(nomination: AwardNomination, *, whole: bool = False) -> dict[str, Any]:
    return {
        "each": nomination,
        "name": nominee_name(nomination, whole=whole),
        "place": nominee_place(nomination),
        "state": nomination_state(nomination),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def nomination(request: HouseRequest, key: UUID) -> HttpResponse:
    """One with every condition and what was found; a POST checks it, replaces it or takes the award away."""
    by, at = request.standing, clock.now()
    found = nomination_in_charge(by, key)
    edition = found.edition
    verb = which(request, "qualify", "refuse", "replace", "revoke") if request.method == "POST" else ""
    checking = verb in ("qualify", "refuse")
    form = CheckFields(request.POST if checking else None)
    if verb and (
        _checked(request, by, found, verb, form) if checking else _decided(request, by, found, verb)
    ):
        return redirect("desk:nomination", key=key)
    person = found.volunteer
    open_ = found.state in OPEN and edition.state in CHECKABLE
    facts = found.facts
    nominee = nominee_of(found)
    if open_:
        facts = facts_on(nominee, Conditions.of(found.category.eligibility), edition.year, clock.day_of(at))
    pack = found.evidence or evidence_of(nominee, edition.year, clock.day_of(at))
    replacing = edition.state == EditionState.PUBLICITY and _gave_way(found)
    context = {
        **_row(found, whole=person is None or may_look(by, person, at)),
        "edition": edition,
        "facts": [(fact_sentence(each), each["ok"]) for each in facts],
        "eligible": eligible(facts),
        "open": open_,
        "own": own_nomination(by, found, at),
        "pack": pack,
        "average": evaluation_average(pack),
        "seconds": list(found.secondings.select_related("account").order_by("at", "id")[:20]),
        "next_ones": _next_ones(found) if replacing and not _replaced(found) else [],
        "revokes": edition.state in DECIDED_EDITIONS and found.state == NominationState.CHOSEN,
        "form": form,
    }
    return show(request, "desk/nomination.html", context, on="editions", status=422 if form.errors else 200)


def _gave_way(found: AwardNomination) -> bool:
    return AwardNomination.objects.filter(gave_way(), pk=found.pk).exists()


def _replaced(found: AwardNomination) -> bool:
    return AwardNomination.objects.filter(replaces=found).exists()


def _next_ones(found: AwardNomination) -> list[tuple[str, str]]:
    rows = nominations_of(found.edition).filter(
        category_id=found.category_id, state=NominationState.NOT_CHOSEN
    )
    return [(str(each.pk), nominee_name(each)) for each in rows.order_by("id")]


def _checked(
    request: HouseRequest, by: Standing, found: AwardNomination, verb: str, form: CheckFields
) -> bool:
    if not form.is_valid():
        return False
    reason, qualify = form.cleaned_data["reason"], verb == "qualify"
    try:
        check_nomination(by=by, key=found.pk, qualify=qualify, reason=reason, at=clock.now())
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        if told_moved(request, fault, ("nominee-unasked",)):
            return True
        blame(form, fault, FIELDS)
        return False
    messages.success(request, _("入围了，对方会收到消息。") if qualify else _("没有通过，对方会收到消息。"))
    return True


def _decided(request: HouseRequest, by: Standing, found: AwardNomination, verb: str) -> bool:
    reason, at = request.POST.get("reason", ""), clock.now()
    with refusal_told(request):
        if verb == "revoke":
            revoke_award(by=by, key=found.pk, reason=reason, at=at)
            messages.success(request, _("取消了，对方会收到消息。"))
        else:
            new = key_typed(request.POST.get("nomination", "")) or found.pk
            replace_winner(by=by, key=found.edition_id, struck=found.pk, nomination=new, reason=reason, at=at)
            messages.success(request, _("递补好了，公示期按新的日子算。"))
    return True


@never_cache
@require_safe
@staff
def evidence(request: HouseRequest, key: UUID) -> JsonResponse:
    """The pack as a file: what was frozen with the check, or what the records say today."""
    by, at = request.standing, clock.now()
    found = nomination_in_charge(by, key)
    if found.volunteer is not None and not may_look(by, found.volunteer, at):
        raise NotAllowed
    nominee = nominee_of(found)
    pack = {
        "nomination": str(found.pk),
        "edition": found.edition.title,
        "category": found.category.name,
        "name": nominee_name(found, whole=True),
        "number": nominee.number if isinstance(nominee, Volunteer) else nominee.code,
        "words": found.words,
        "facts": found.facts,
        "frozen": bool(found.evidence),
        "evidence": found.evidence or evidence_of(nominee, found.edition.year, clock.day_of(at)),
    }
    answer = JsonResponse(pack, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="nomination-{found.pk}.json"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def nominate_here(request: HouseRequest) -> HttpResponse:
    """Somebody of an organisation that I lead, for an edition that is open; and what became of those before."""
    by, at = request.standing, clock.now()
    bodies = list(Body.objects.filter(pk__in=by.bodies()).order_by("name"))
    if not bodies:
        raise NotAllowed
    categories = AwardCategory.objects.filter(
        edition__in=editions_open_for_nominations(by.city, clock.day_of(at)), subject__in=["person", "project"]
    ).select_related("edition")  # fmt: skip
    known = {str(each.pk): each for each in categories.order_by("edition", "order", "id")}
    form = BodyNomination(
        request.POST or None, bodies=[(str(each.pk), each.name) for each in bodies],
        categories=[(pk, f"{each.edition.title} · {each.name}") for pk, each in known.items()],
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        body = next(each for each in bodies if str(each.pk) == typed["body"])
        if _nominated(by, body, known[typed["category"]], form):
            messages.success(request, _("推荐上去了，对方同意以后就能参评。"))
            return redirect("desk:award-nominate")
    rows = AwardNomination.objects.filter(nominating_body_id__in=by.bodies()).select_related(
        "category", "edition", "volunteer__region", "body", "region", "project__body"
    )
    found, pager = paged(request, rows, keys=("-nominated_at", "-id"))
    context = {
        "form": form,
        "open": bool(known),
        "rows": [{**_row(each), "state": told_state(each, each.edition)} for each in found],
        "pager": pager,
    }
    return show(
        request, "desk/award_nominate.html", context, on="editions", status=422 if form.errors else 200
    )


def _nominated(by: Standing, body: Body, category: AwardCategory, form: BodyNomination) -> bool:
    typed = form.cleaned_data
    try:
        nominate_for_body(
            by=by, body=body, edition=category.edition_id, category=category.pk,
            named=Named(typed["number"], typed["name"]), words=typed["words"], at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        blame(form, fault, FIELDS)
        return False
    return True
