"""What goes by paper: a sign-in sheet typed in, one-time hour codes on slips, a volunteer's printed card."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.codes import qr_svg
from redvest.faces.desk.frame import show
from redvest.faces.desk.gate_by_hand import clock_time
from redvest.faces.desk.gate_scan import sentence_of
from redvest.faces.desk.minors import minor_door
from redvest.faces.desk.presence import stay_words, stays_of
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.models import Volunteer
from redvest.registry.queries.volunteer import people_of
from redvest.registry.rules.volunteer_number import grouped
from redvest.service import policy
from redvest.service.actions.card import issue_card
from redvest.service.actions.hour_code import MOST, make_hour_codes
from redvest.service.actions.paper import PaperLine, record_paper
from redvest.service.choices import HOLDING
from redvest.service.models import Activity, SignUp
from redvest.service.queries.codes import card_text, hour_code_text
from redvest.service.queries.presence import hour_codes_of

Faults = dict[UUID, str]


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def paper_roster(request: HouseRequest, key: UUID) -> HttpResponse:
    """Times of many people at once; lines that cannot be come back with what was typed."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_lead(by, found)
    faults: Faults = {}
    places = SignUp.objects.filter(activity=found, state__in=HOLDING).select_related("volunteer")
    places = places.order_by("volunteer__pinyin", "queue")
    if request.method == "POST":
        lines, faults = _lines(request, found, [place.volunteer_id for place in places])
        refused = record_paper(by=by, activity=found, lines=lines, at=at) if lines else {}
        faults |= {who: sentence_of(code) for who, code in refused.items()}
        _say(request, len(lines) - len(refused), len(faults))
        if not faults:
            return redirect("desk:paper", key=key)
    stays = stays_of(found)
    rows = [
        {
            "volunteer": place.volunteer_id,
            "name": place.volunteer.name,
            "number": grouped(place.volunteer.number),
            "times": " · ".join(stay_words(stay) for stay in stays.get(place.volunteer_id, [])),
            "in_at": request.POST.get(f"in-{place.volunteer_id}", "") if place.volunteer_id in faults else "",
            "out_at": request.POST.get(f"out-{place.volunteer_id}", "")
            if place.volunteer_id in faults
            else "",
            "fault": faults.get(place.volunteer_id, ""),
        }
        for place in places
    ]
    context = {**activity_head(by, found, at, tab="gate"), "rows": rows}
    return show(request, "desk/paper.html", context, on="activities")


def _lines(request: HouseRequest, found: Activity, people: list[UUID]) -> tuple[list[PaperLine], Faults]:
    """The lines that something was typed in; a time that is none is a fault of its line."""
    lines, faults = [], {}
    for who in people:
        typed = [request.POST.get(f"{end}-{who}", "").strip() for end in ("in", "out")]
        if not any(typed):
            continue
        times: list[datetime | None] = [clock_time(text, found) for text in typed]
        if times[0] is None or times[1] is None:
            faults[who] = _("来和走的时间都要写，写成 8:30 这样。")
        elif times[1] <= times[0]:
            faults[who] = _("走的时间要比来的时间晚。")
        else:
            lines.append(PaperLine(who, times[0], times[1]))
    return lines, faults


def _say(request: HouseRequest, done: int, refused: int) -> None:
    if done:
        said = ngettext("录进来 %(n)d 人。", "录进来 %(n)d 人。", done) % {"n": done}
        messages.success(request, said + _("手工录入要本人和第二位工作人员都确认，才是 C 级。"))
    if refused:
        said = ngettext(
            "有 %(n)d 行没有录进来，原因写在名字下面。", "有 %(n)d 行没有录进来，原因写在名字下面。", refused
        )
        messages.error(request, said % {"n": refused})
    if not done and not refused:
        messages.warning(request, _("一行也没有填。照着纸上的，把来和走的时间写进去。"))


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def hour_codes(request: HouseRequest, key: UUID) -> HttpResponse:
    """Make slips, print them, see which are used."""
    by, at = request.standing, clock.now()
    found = activity_within(by, key)
    policy.require_may_lead(by, found)
    typed = {name: request.POST.get(name, "").strip()[:6] for name in ("count", "minutes")}
    fault = ""
    if request.method == "POST":
        try:
            count, minutes = (int(text) if text.isdecimal() else 0 for text in typed.values())
            make_hour_codes(by=by, activity=found, count=count, minutes=minutes, at=at)
        except DomainError as refusal:
            fault = refusal.message
        else:
            messages.success(request, _("码做好了，打印出来剪开，到了现场再发。"))
            return redirect("desk:hour-codes", key=key)
    codes = list(hour_codes_of(found)[: 2 * MOST])
    planned = int((found.ends_at - found.starts_at).total_seconds()) // 60
    context: dict[str, Any] = {
        **activity_head(by, found, at, tab="gate"),
        "slips": [
            _slip(request, hour_code_text(code), code.minutes) for code in codes if code.volunteer_id is None
        ],
        "used": [code for code in codes if code.volunteer_id is not None],
        "count": typed["count"] or 20,
        "minutes": typed["minutes"] or planned,
        "planned": planned,
        "most": MOST,
        "fault": fault,
    }
    return show(request, "desk/hour_codes.html", context, on="activities")


def _slip(request: HouseRequest, text: str, minutes: int) -> dict[str, Any]:
    """A slip's picture leads to the page where the code is used, with the code filled in."""
    url = request.build_absolute_uri(f"{reverse('site:hour-code')}?code={text}")
    return {"text": text, "minutes": minutes, "svg": qr_svg(url)}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def card(request: HouseRequest, key: UUID) -> HttpResponse:
    """A volunteer's card, for whoever may print it; a POST makes a new one and stops the old."""
    # People on one's lists need not be members: whether a card may be printed for them is for the action to say.
    volunteer = Volunteer.objects.filter(pk=key, city=request.standing.city).first()
    if volunteer is None:
        raise NotFound
    if (
        people_of(request.standing).filter(pk=key).exists()
        and (door := minor_door(request, volunteer)) is not None
    ):
        return door
    renew = request.method == "POST"
    found = issue_card(by=request.standing, volunteer=volunteer, renew=renew, at=clock.now())
    if renew:
        messages.success(request, _("新卡做好了，旧卡从现在起不能用了。"))
        return redirect("desk:person-card", key=key)
    context = {
        "volunteer": volunteer,
        "name": volunteer.name,
        "number": grouped(volunteer.number),
        "qr_svg": qr_svg(card_text(found)),
        "card": found,
    }
    return show(request, "desk/card.html", context, on="people")
