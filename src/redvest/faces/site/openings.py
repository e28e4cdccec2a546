"""An announced post's own page: when and how its places are given out, where somebody stands in it, and the one step."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.shared.keys import key_typed
from redvest.faces.site.for_whom import standing_for
from redvest.faces.site.opening_words import mode_words, passed_words, stage_lines, wait_words
from redvest.faces.site.signups import refused
from redvest.faces.site.words import moment_words, span_words
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.actions.draw_entry import enter_draw, withdraw_entry
from redvest.service.actions.room import draw_numbers, take_ticket
from redvest.service.choices import LIVE_SIGNUPS, ActivityState, OpeningMode
from redvest.service.models import Opening, SignUp
from redvest.service.opening_errors import OpeningNotFound
from redvest.service.queries.activity import visible_to
from redvest.service.queries.lottery import entry_of
from redvest.service.queries.opening import ticket_of, verdict_for
from redvest.service.queries.signup import position, reasons_against
from redvest.service.rules.room import look_again, seconds_until

SOON = 600  # seconds before an opening from which on the page looks again by itself


def opening_or_404(by: Standing, key: UUID) -> Opening:
    """The opening of a post that this person may see. Raises OpeningNotFound."""
    rows = Opening.objects.select_related("post__activity__body").filter(pk=key, city=settings.REDVEST_CITY)
    found = rows.first()
    if found is None or not visible_to(by, found.post.activity):
        raise OpeningNotFound
    return found


@never_cache
@require_safe
@public
def opening(request: HouseRequest, key: UUID) -> HttpResponse:
    """What is announced, and what somebody can do now. While they wait, the page comes back by itself."""
    at = clock.now()
    found = opening_or_404(request.standing, key)
    if found.waiting_room and found.drawn_at is None and at >= found.opens_at:
        draw_numbers(post_id=key, at=at)  # nobody who waited has to press anything
    child = key_typed(request.GET.get("for", ""))  # nonsense in an address shows one's own, and only shows
    by = standing_for(request.standing, str(child or ""), at)
    context = {**_announced(found, at), **_mine(found, by, at)}
    context["who"] = by.volunteer_id if by is not request.standing else ""
    response = render(request, "site/opening.html", context)
    if context["again"]:
        response["Refresh"] = str(context["again"])
    return response


def _announced(found: Opening, at: datetime) -> dict[str, Any]:
    """What anybody reads."""
    today, activity = clock.day_of(at), found.post.activity
    moments = {"opens": found.opens_at, "closes": found.closes_at, "draws": found.draws_at}
    return {
        "tab": "find",
        "opening": found,
        "post": found.post,
        "activity": activity,
        "lottery": found.mode == OpeningMode.LOTTERY,
        "mode": mode_words(found),
        **{name: moment_words(moment, today) if moment else "" for name, moment in moments.items()},
        "span": span_words(found.opens_at, found.closes_at, today)
        if found.closes_at
        else moment_words(found.opens_at, today),
        "until": wait_words(seconds_until(found.opens_at, at)),
        "begun": at >= found.opens_at,
        "in_entry": found.closes_at is not None and found.opens_at <= at < found.closes_at,
        "stages": stage_lines(found, at) if found.mode == OpeningMode.STAGED else [],
        "off": activity.state != ActivityState.PUBLISHED,
        "missed": found.drawn_at is None and at >= found.post.times[0],
    }


def _mine(found: Opening, by: Standing, at: datetime) -> dict[str, Any]:
    """Where this person stands: signed up, entered, in line, let in, or why not; ``again``: look in so many seconds."""
    live = SignUp.objects.filter(post=found.post_id, volunteer__in=by.records, state__in=LIVE_SIGNUPS).first()
    ticket = ticket_of(found, by.volunteer_id) if found.waiting_room else None
    said = verdict_for(by.volunteer_id, found.post, at)
    entry = entry_of(found, by.records)
    against = reasons_against(volunteer_id=by.volunteer_id, post_id=found.post_id, at=at)
    wait = said.wait if live is None else None
    again = 0
    if wait is not None and (ticket is not None or wait <= SOON):
        lot = (by.volunteer_id or uuid4()).int
        again = look_again(waits=wait, number=ticket.number if ticket else None, lot=lot)
    return {
        "signup": live,
        "place": position(live) if live else None,
        "ticket": ticket,
        "verdict": said,
        "entry": entry if entry is not None and entry.withdrawn_at is None else None,
        "ticket_number": entry.number if entry is not None else None,
        "outcome": entry.outcome if entry is not None else "",
        "why_passed": passed_words(entry.outcome) if entry is not None else "",
        "reasons": [each.sentence for each in against if by.records and each.code != said.code],
        "wait": wait_words(wait) if wait else "",
        "again": again,
        "key": uuid4().hex,
    }


def _step(request: HouseRequest, key: UUID, done: str, step: Any) -> HttpResponse:
    """One of the steps below: back to the page with a word, or the refusal with every reason."""
    who = request.POST.get("who", "")
    page = reverse("site:opening", args=[key]) + (f"?for={who}" if key_typed(who) else "")
    by = standing_for(request.standing, who, clock.now())
    if by.volunteer_id is None:
        messages.info(request, _("先完成实名登记，再回到这一页。"))
        return redirect(f"{reverse('site:real-name')}?next={page}")
    require_volunteer(by)
    try:
        step(by=by, post_id=key, at=clock.now())
    except DomainError as fault:
        return refused(request, fault, page, _("回到放号页"))
    if done:
        messages.success(request, done)
    return redirect(page)


@never_cache
@require_POST
@members
def enter(request: HouseRequest, key: UUID) -> HttpResponse:
    """Enter the lottery."""
    return _step(request, key, _("登记好了，抽签后会发消息告诉你结果。"), enter_draw)


@never_cache
@require_POST
@members
def withdraw(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take the entry back."""
    return _step(request, key, _("已经撤回登记。"), withdraw_entry)


@never_cache
@require_POST
@members
def ticket(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take a number in the waiting room."""
    return _step(request, key, "", take_ticket)
