"""Whom a day's matching proposes for what waits (推荐人选): the reasons, why not somebody else, and asking them by one button."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.care.actions.dispatch import ask_in_waves
from redvest.care.models import Need, NeedAsk
from redvest.care.queries.proposals import Day, Proposal, day_of_place
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.options import Options, region_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.needs import require_intake
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.registry.models import Region, Volunteer
from redvest.registry.policy import Standing, require_governs
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.standing import KEEPING

SHOWN = 40  # needs on the page, what is due first; as many are asked about by one press


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def matching(request: HouseRequest) -> HttpResponse:
    """For a place in charge (``?region=``). A POST asks whom the matching of this moment proposes, for one need or all shown."""
    by, at = request.standing, clock.now()
    require_intake(by)
    place = _place(by, asked_text(request, "region", 12))
    day = day_of_place(place, at)
    proposed: defaultdict[Any, list[Proposal]] = defaultdict(list)
    for each in day.proposals():
        proposed[each.need.pk].append(each)
    if request.method == "POST":
        wanted = request.POST.get("need", "")
        needs = [each for each in day.needs if str(each.pk) == wanted] if wanted else day.needs[:SHOWN]
        _ask(request, [each for each in needs if proposed[each.pk]], proposed, at)
        return redirect(f"{reverse('desk:matching')}?region={place.code}")
    context = {
        "place": place,
        "regions": _regions(by, place),
        "needs": len(day.needs),
        "places": day.places,
        "found": len(day.found),
        "open": day.open,
        "rows": _rows(day, proposed),
        "some": any(proposed[each.pk] for each in day.needs[:SHOWN]),
        **_why_not(request, day),
    }
    return show(request, "desk/matching.html", context, on="needs")


def _paths(by: Standing) -> tuple[str, ...]:
    """What somebody governs, and the communities whose stations they keep."""
    kept = (grant.station_path for grant in by.grants if grant.role in KEEPING and grant.station_path)
    return (*by.regions(), *kept)


def _regions(by: Standing, place: Region) -> Options:
    found: dict[str, object] = {}
    for path in sorted(_paths(by), key=len):
        found |= {code: name for code, name in region_options(path) if code not in found}
    return list((found | {place.code: found.get(place.code, place.name)}).items())


def _place(by: Standing, code: str) -> Region:
    """The one asked for, or the highest that somebody has; a station's keeper looks after its community."""
    paths = _paths(by)
    asked = Region.objects.filter(pk=code, city=by.city).first() if code else None
    if asked is None:
        return Region.objects.get(city=by.city, path=min(paths, key=len))
    if asked.path not in paths:
        require_governs(by, asked.path)
    return asked


def _ask(request: HouseRequest, needs: list[Need], proposed: dict[Any, list[Proposal]], at: datetime) -> None:
    """Each need for itself: one that somebody else just dealt with does not stop the others."""
    rounds, missed = [], []
    for need in needs:
        first = [(each.volunteer_id, each.kept) for each in proposed[need.pk]]
        try:
            rounds.append(ask_in_waves(by=request.standing, need=need, at=at, first=first))
        except DomainError as fault:
            if fault.status == 403:
                raise
            missed.append(f"{need.title}：{fault.message}")
    if rounds:
        people = NeedAsk.objects.filter(dispatch__in=rounds).count()
        said = _("%(needs)d 件需求问出去了，一共问了 %(people)d 位志愿者。没人接会接着问下一批。")
        messages.success(request, said % {"needs": len(rounds), "people": people})
    for words in missed[:5]:
        messages.error(request, words)
    if len(missed) > 5:
        messages.error(request, _("另外还有 %(n)d 件没有问成，请在需求页上看。") % {"n": len(missed) - 5})
    if not needs:
        messages.error(request, _("这件需求现在没有合适的人选，或者刚刚有了变动。"))


def _rows(day: Day, proposed: dict[Any, list[Proposal]]) -> list[dict[str, Any]]:
    shown = day.needs[:SHOWN]
    keys = {each.volunteer_id for need in shown for each in proposed[need.pk]}
    names = dict(Volunteer.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [
        {
            "need": need,
            "people": [
                {"name": mask_name(names[each.volunteer_id]), "why": "；".join(each.told)}
                for each in proposed[need.pk]
            ],
            "short": need.hands - need.taken - len(proposed[need.pk]),
        }
        for need in shown
    ]


def _why_not(request: HouseRequest, day: Day) -> dict[str, Any]:
    """The answer to "why not this one": ``?need=`` and a volunteer's number ``?who=``."""
    number, wanted = "".join(asked_text(request, "who", 30).split()), request.GET.get("need", "")
    need = next((each for each in day.needs if str(each.pk) == wanted), None)
    if need is None or not number:
        return {}
    who = Volunteer.objects.filter(number=number, city=need.city).first()
    said = day.why_not(need, who.pk) if who else ""
    return {
        "asked_need": need,
        "asked_who": number,
        "answer": said or _("这里没有这个编号的志愿者，或者他的资料现在不能接单。看看编号有没有写错。"),
    }
