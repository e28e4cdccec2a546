"""Writing to who is on the roster of an activity, and how the letters fared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.registry.choices import Channel, DeliveryState
from redvest.registry.models import Message
from redvest.registry.queries.message import copies_of_letter, unreached
from redvest.registry.queries.setting import rule
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions.letter import LONGEST, write_letter
from redvest.service.choices import LetterAudience
from redvest.service.models import Activity
from redvest.service.queries.letter import LetterFate, letters_of, readers

_KINDS = {
    DeliveryState.SENT: "ok", DeliveryState.DELIVERED: "ok", DeliveryState.FAILED: "bad",
    DeliveryState.DROPPED: "off", DeliveryState.UNKNOWN: "off",
}  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def letters(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who leads it writes, and reads what was written; who watches over it sees how the letters fared alone."""
    found = activity_within(request.standing, key)
    policy.require_may_see_roster(request.standing, found)
    if request.method != "POST":
        return _show(request, found)
    try:
        write_letter(
            by=request.standing, activity=found, audience=request.POST.get("audience", ""),
            text=request.POST.get("text", ""), at=clock.now(),
        )  # fmt: skip
    except NotAllowed:
        raise
    except DomainError as fault:
        return _show(request, found, fault)
    messages.success(request, _("信发出去了，谁看过、哪里没送到会列在下面。"))
    return redirect("desk:letters", key=key)


def _show(request: HouseRequest, found: Activity, fault: DomainError | None = None) -> HttpResponse:
    by, at = request.standing, clock.now()
    leads = policy.may_lead(by, found)
    context: dict[str, Any] = {
        **activity_head(by, found, at, tab="letters"),
        "audiences": [(each.value, each.label, readers(found.pk, each).count()) for each in LetterAudience],
        "letters": [_row(each, named=leads) for each in letters_of(found)],
        "most": rule("message.letters_per_day", found.region_path, clock.day_of(at)),
        "longest": LONGEST,
        "typed": request.POST if fault else {},
        "fault": fault.message if fault else "",
    }
    return show(request, "desk/letters.html", context, on="activities", status=fault.status if fault else 200)


def _row(fate: LetterFate, *, named: bool) -> dict[str, Any]:
    return {
        "letter": fate.letter,
        "text": fate.letter.text if named else "",
        "told": fate.told,
        "read": fate.read,
        "failed": fate.failed,
    }


@never_cache
@require_safe
@staff
def letter(request: HouseRequest, key: UUID, letter: UUID) -> HttpResponse:
    """The copies of a letter one by one; with ``only=failed`` those that reached nobody."""
    by = request.standing
    found = activity_within(by, key)
    policy.require_may_see_roster(by, found)
    mine = next((each for each in letters_of(found) if each.letter.pk == letter), None)
    if mine is None:
        raise NotFound
    leads, only = policy.may_lead(by, found), request.GET.get("only") == "failed"
    copies = copies_of_letter(letter)
    rows, pager = paged(request, unreached(copies) if only else copies, keys=("id",))
    context: dict[str, Any] = {
        **activity_head(by, found, clock.now(), tab="letters"),
        "row": _row(mine, named=leads),
        "copies": [_copy(each, leads) for each in rows],
        "only": only,
        "pager": pager,
    }
    return show(request, "desk/letter.html", context, on="activities")


def _copy(copy: Message, named: bool) -> dict[str, Any]:
    """One reader: who it is about, read or not, and each channel's word. Nothing of any other message."""
    name = copy.volunteer.name if copy.volunteer else ""
    own = (
        copy.account_id is not None
        and copy.volunteer is not None
        and copy.account_id == copy.volunteer.account_id
    )
    return {
        "name": name if named else mask_name(name),
        "guardian": not own,
        "read": copy.read_at is not None,
        "inbox": copy.account_id is not None,
        "channels": [
            {
                "words": f"{Channel(each.channel).label} · {DeliveryState(each.state).label}",
                "kind": _KINDS.get(DeliveryState(each.state), "wait"),
            }
            for each in copy.deliveries.all()
        ],
    }
