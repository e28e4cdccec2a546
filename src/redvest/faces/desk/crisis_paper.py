"""A crisis on paper: sheets to print before the network goes, and typing them in when it is back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.crisis import hand_back_crisis
from redvest.care.actions.crisis_paper import Entered, PaperForm, enter_paper
from redvest.care.choices import CrisisSkill
from redvest.care.queries.crisis import brief_of, crisis_for, needs_count
from redvest.care.queries.crisis_need import OPEN_STATES, board
from redvest.care.queries.crisis_people import area_of, areas_of, out_there, people_of
from redvest.care.rules.crisis_paper import lines_of
from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.crises import commanded, crisis_page
from redvest.faces.desk.forms.crisis import BackFields, PaperFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.typed import number_typed

BLANKS, MOST_PRINTED, MOST_NAMED = 4, 1000, 200
SHEETS = ("form", "roster", "board")


@never_cache
@sensitive_post_parameters("lines")
@require_http_methods(["GET", "POST"])
@staff
def crisis_paper(request: HouseRequest, key: UUID) -> HttpResponse:
    """What to print, and a field for the lines; those that were taken leave it, the others stay with why."""
    found = crisis_for(request.standing, key)
    areas = [(str(each.pk), each.name) for each in areas_of(found)]
    initial = {"version": found.brief_version, "on": clock.day_of(clock.now())}
    form = PaperFields(request.POST or None, areas=areas, initial=initial)
    done: list[Entered] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = key_typed(said["area"]) if said["area"] else None
        wanted = PaperForm(
            lines_of(said["lines"]), said["version"], said["on"], area_of(found, chosen) if chosen else None
        )
        done = enter_paper(by=request.standing, crisis=found, form=wanted, at=clock.now())
        form = _left_over(request, done, wanted.lines[len(done) :], areas)
    wrong = [each for each in done if each.fault]
    context = {
        "form": form,
        "wrong": wrong,
        "taken": [each for each in done if not each.fault],
        "sheets": SHEETS,
    }
    return crisis_page(
        request, found, "crisis_paper", "paper", context, status=422 if wrong or form.errors else 200
    )


def _left_over(
    request: HouseRequest, done: list[Entered], rest: Sequence[str], areas: list[tuple[str, str]]
) -> PaperFields:
    """The same form with the lines that still have to be put right, and those that were too many for one go."""
    taken = sum(not each.fault for each in done)
    if taken:
        said = ngettext("录入了 %(n)d 行。", "录入了 %(n)d 行。", taken) % {"n": taken}
        messages.success(request, said)
    if rest:
        left = _("还有 %(n)d 行没录，留在下面，再按一次就接着录。") % {"n": len(rest)}
        messages.warning(request, left)
    kept = {name: request.POST.get(name, "") for name in ("version", "on", "area")}
    return PaperFields(
        areas=areas, initial=kept | {"lines": "\n".join([*(each.line for each in done if each.fault), *rest])}
    )


@never_cache
@require_safe
@staff
def crisis_sheet(request: HouseRequest, key: UUID, sheet: str) -> HttpResponse:
    """``form``: blank registrations; ``roster``: who registered, with room for in and out; ``board``: the verified needs.

    Many are printed in parts, and each says that it is one of them. Who registers meanwhile comes at the end of the last.
    """
    found, at = crisis_for(request.standing, key), clock.now()
    if sheet not in SHEETS:
        raise NotFound
    context: dict[str, Any] = {
        "sheet": sheet, "brief": brief_of(found), "printed_at": at, "blanks": range(BLANKS),
        "skills": CrisisSkill.choices,
        "places": areas_of(found).filter(closed_at__isnull=True),
    }  # fmt: skip
    if sheet == "roster":
        people = people_of(found).order_by("registered_at", "id")
        context |= _part(request, people)
    elif sheet == "board":
        context |= _part(request, board(found, at))
    return crisis_page(request, found, "crisis_sheet", "paper", context)


def _part(request: HouseRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """The rows of one part, and which of how many it is."""
    total, asked = rows.count(), number_typed(request.GET.get("part", "")) or 1
    parts = max(1, -(-total // MOST_PRINTED))
    part = min(max(asked, 1), parts)
    shown = list(rows[(part - 1) * MOST_PRINTED : part * MOST_PRINTED])
    first = (part - 1) * MOST_PRINTED + 1
    return {
        "rows": shown, "total": total, "part": part, "parts": range(1, parts + 1), "first": first,
        "last": first + len(shown) - 1,
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def crisis_back(request: HouseRequest, key: UUID) -> HttpResponse:
    """Back to normal days: who is still out there has to be answered for first."""
    found = commanded(request, key)
    form = BackFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            handed = hand_back_crisis(
                by=request.standing, crisis=found, note=form.cleaned_data["note"], at=clock.now()
            )
        except DomainError as fault:
            blame(form, fault, {})
        else:
            messages.success(
                request, _("结束了，转回日常。%(n)d 条没办完的需求转为日常需求。") % {"n": handed}
            )
            return redirect("desk:crisis", key=key)
    states, out = needs_count(found).by_state, out_there(found)
    context = {
        "form": form, "out": list(out[:MOST_NAMED]), "out_count": out.count(), "left": sum(states[each] for each in OPEN_STATES),
    }  # fmt: skip
    return crisis_page(request, found, "crisis_back", "back", context, status=422 if form.errors else 200)
