"""My entries and my children's: where each is, the yes to showing it, taking it back, the paper; the guardian's link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock, throttle
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.contest_page import judging_hidden, picture_answer, waits_for_guardian
from redvest.faces.shared.entry import HouseRequest, members, public
from redvest.faces.shared.files import download_answer
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.forms.contest import AgreeFields
from redvest.honour.actions.contest_consent import agree_entry, refuse_entry, remind_guardian, stop_showing
from redvest.honour.actions.contest_entry import withdraw_contest_entry
from redvest.honour.actions.contest_paper import paper_of_entry
from redvest.honour.choices import LIVE_ENTRIES, TOOK_PART, ContestState
from redvest.honour.models import ContestEntry
from redvest.honour.policy import answers_for_entry, is_author
from redvest.honour.queries.contest_entry import entries_of, entry_behind, entry_of, picture_in
from redvest.honour.queries.contest_private import author_masked, author_whole
from redvest.honour.rules.contest_paper_pdf import render_papers
from redvest.registry.policy import Standing

TRIES = 60  # an hour from one address


@never_cache
@require_safe
@members
def mine(request: HouseRequest) -> HttpResponse:
    """The latest first."""
    rows = entries_of(request.standing, clock.now())
    found, pager = paged(request, rows, keys=("-entered_at", "-id"))
    context = {
        "tab": "me",
        "rows": [
            (each, judging_hidden(each, each.contest), _whose(request.standing, each)) for each in found
        ],
        "pager": pager,
    }
    return render(request, "site/my_contests.html", context)


def _whose(by: Standing, entry: ContestEntry) -> str:
    """The name beside a work that is not one's own."""
    return "" if is_author(by, entry) else author_masked(entry)


@never_cache
@require_http_methods(["GET", "POST"])
@members
def one(request: HouseRequest, key: UUID) -> HttpResponse:
    """``verb`` is ``agree``, ``refuse``, ``hide``, ``withdraw`` or ``remind``."""
    by, at = request.standing, clock.now()
    entry = entry_of(by, key, at)
    answers = answers_for_entry(by, entry, at)
    form = _agree_form(request, entry)
    if request.method == "POST":
        verb = which(request, "agree", "refuse", "hide", "withdraw", "remind")
        if verb != "agree":
            with refusal_told(request):
                messages.success(request, _do(by, entry, verb))
            return redirect("site:my-contest", key=key)
        if form.is_valid() and _agreed(request, by, entry, form):
            return redirect("site:my-contest", key=key)
    live = entry.state in LIVE_ENTRIES
    over = entry.contest.state == ContestState.PUBLISHED and entry.state in TOOK_PART
    context = {
        "tab": "me",
        **_told(entry),
        "form": form,
        "name": _whose(by, entry),
        "answers": answers and live and entry.contest.state != ContestState.CALLED_OFF,
        "outdated": entry.publish_agreed_at and entry.rights_version != entry.contest.rights_version,
        "live": live,
        "remindable": waits_for_guardian(entry) and not answers,
        "paper": over and entry.emptied_at is None and entry.forgotten_at is None,
    }
    return render(
        request, "site/my_contest.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _told(entry: ContestEntry) -> dict[str, Any]:
    return {
        "entry": entry,
        "contest": entry.contest,
        "state": judging_hidden(entry, entry.contest),
        "waiting": waits_for_guardian(entry),
        "pictures": list(entry.pictures.order_by("place")),
    }


def _agree_form(request: HouseRequest, entry: ContestEntry) -> AgreeFields:
    initial = {
        "version": entry.contest.rights_version, "publish": entry.publish_agreed_at is not None,
        "show_name": entry.show_name,
    }  # fmt: skip
    sent = request.method == "POST" and request.POST.get("verb") == "agree"
    return AgreeFields(request.POST if sent else None, initial=initial)


def _agreed(
    request: HouseRequest, by: Standing, entry: ContestEntry, form: AgreeFields, token: str = ""
) -> bool:
    typed = form.cleaned_data
    try:
        agree_entry(
            by=by, key=entry.pk, rights=typed["version"], publish=typed["publish"], show_name=typed["show_name"],
            at=clock.now(), token=token,
        )  # fmt: skip
    except DomainError as fault:
        if fault.status in (401, 403, 404):
            raise
        form.add_error("rights" if fault.code == "rights-not-agreed" else None, fault.message)
        return False
    if typed["publish"]:
        messages.success(request, _("记下了，入选了可以展示。想改随时能改。"))
    else:
        messages.success(request, _("记下了，作品参加评选，不展示。"))
    return True


def _do(by: Standing, entry: ContestEntry, verb: str) -> str:
    at, key = clock.now(), entry.pk
    if verb == "withdraw":
        withdraw_contest_entry(by=by, key=key, at=at)
        return _("撤回了。")
    if verb == "hide":
        stop_showing(by=by, key=key, at=at)
        return _("收回了，作品不再展示。")
    if verb == "refuse":
        refuse_entry(by=by, key=key, at=at)
        return _("知道了，作品不参加了，孩子的信息已经删除。")
    remind_guardian(by=by, key=key, at=at)
    return _("又发了一条短信请家长同意。")


@never_cache
@require_safe
@members
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """One of mine."""
    found = picture_in(entry_of(request.standing, key, clock.now()), picture)
    return picture_answer(found, whole="whole" in request.GET)


@never_cache
@require_safe
@members
def paper(request: HouseRequest, key: UUID) -> HttpResponse:
    """The paper of having taken part, as a file."""
    at = clock.now()
    here = request.build_absolute_uri("/").rstrip("/")
    facts = paper_of_entry(by=request.standing, key=key, at=at, site_address=here)
    return download_answer(render_papers([facts], at), "application/pdf", f"{facts.number}.pdf")


@never_cache
@require_http_methods(["GET", "POST"])
@public
def guardian(request: HouseRequest, token: str) -> HttpResponse:
    """The page behind the link in a parent's text: what the child made, how it is used, yes or no."""
    entry = _behind(request, token)
    form = _agree_form(request, entry)
    if request.method == "POST":
        if which(request, "agree", "refuse") == "refuse":
            refuse_entry(by=request.standing, key=entry.pk, token=token, at=clock.now())
            return render(request, "site/contest_yes.html", {"gone": True, "contest": entry.contest})
        if form.is_valid() and _agreed(request, request.standing, entry, form, token):
            return redirect("site:contest-yes", token=token)
    context = {
        **_told(entry),
        "form": form,
        "name": author_whole(entry),
        "token": token,
        "live": entry.state in LIVE_ENTRIES,
    }
    return render(
        request, "site/contest_yes.html", context, status=422 if form.is_bound and form.errors else 200
    )


@never_cache
@require_safe
@public
def guardian_picture(request: HouseRequest, token: str, picture: UUID) -> HttpResponse:
    """A picture of the work that a guardian is asked about."""
    return picture_answer(picture_in(_behind(request, token), picture), whole=False)


def _behind(request: HouseRequest, token: str) -> ContestEntry:
    """Nobody guesses a token, and nobody shall try for long."""
    try:
        return entry_behind(token, clock.now())
    except DomainError:
        key = f"contest-yes:{client_address(request)}"
        throttle.hit(key, limit=TRIES, window=timedelta(hours=1), at=clock.now())
        raise
