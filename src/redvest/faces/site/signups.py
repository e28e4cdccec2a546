"""Signing up and cancelling, and a volunteer's own list of sign-ups."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.core.paging import page_of
from redvest.faces.shared.entry import HouseRequest, members, volunteers
from redvest.faces.shared.words import clock_words
from redvest.faces.site.for_whom import standing_for
from redvest.faces.site.words import countdown_words, moment_words, span_words
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.registry.rules.names import mask_name
from redvest.service.actions.agreement import SIGNERS
from redvest.service.actions.offer import take_offer
from redvest.service.actions.signup import Wish, cancel_signup
from redvest.service.actions.signup import sign_up as book
from redvest.service.choices import LIVE_SIGNUPS, CancelKind, HandOverKind, OfferState, SignUpState
from redvest.service.models import AgreementTerms, DrawEntry, HandOver, Post, SignUp
from redvest.service.queries.application import alternatives
from redvest.service.queries.cancelling import last_moment, late_from
from redvest.service.queries.evaluation import evaluation_open
from redvest.service.queries.hand_over import asked_of, open_of
from redvest.service.queries.lottery import open_entries
from redvest.service.queries.party import my_parties
from redvest.service.queries.presence import agreed_to_location
from redvest.service.queries.protection import signing_of
from redvest.service.queries.signup import signups_of
from redvest.service.signup_errors import AlreadySignedUp, OfferOver, SignUpNotFound

PAGE = 20
ENDED_BY_OTHERS = (SignUpState.REFUSED, SignUpState.LAPSED)  # these people wanted to come: what else is open
KINDS = {
    SignUpState.CONFIRMED: "ok",
    SignUpState.WAITING: "wait",
    SignUpState.OFFERED: "wait",
    SignUpState.APPLIED: "wait",
    SignUpState.REFUSED: "off",
    SignUpState.LAPSED: "off",
    SignUpState.SERVED: "ok",
    SignUpState.CANCELLED: "off",
    SignUpState.ABSENT: "bad",
}


@never_cache
@require_http_methods(["GET", "POST"])
@members
def sign_up(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take a place on a post. Who comes by GET (back from signing in) is shown the activity again."""
    post = Post.objects.select_related("activity").filter(pk=key).first()
    if post is None:
        raise NotFound(_("没有找到这个岗位，它可能已经取消。"))
    page = reverse("site:activity", args=[post.activity_id])
    if request.method != "POST":
        return redirect(page)
    by = standing_for(request.standing, request.POST.get("who", ""), clock.now())
    who = by.volunteer_id if by is not request.standing else None  # a guardian for a child
    if by.volunteer_id is None:
        messages.info(request, _("先完成实名登记，才能报名。填好后会回到这场活动。"))
        return redirect(f"{reverse('site:real-name')}?next={page}")
    words = request.POST.get("words", "").strip()
    try:
        wish = Wish(
            take_at_once="take_at_once" in request.POST,
            words=words,
            made_by=by.account_id if who else None,
        )
        booked = book(by=by, post_id=key, key=request.POST.get("key", "")[:100], wish=wish, at=clock.now())
    except AlreadySignedUp as fault:
        messages.info(request, fault.message)
        return redirect(_own(who, fault.details["signup"]))
    except DomainError as fault:
        return refused(request, fault, page, _("看看这场活动"), typed=words)
    return redirect(_own(who, booked.id))


def _own(child: UUID | None, signup_id: object) -> str:
    """The page of one's own sign-up, or of the child's."""
    if child is None:
        return reverse("site:signup", args=[signup_id])
    return reverse("site:child-signup", args=[child, signup_id])


@never_cache
@require_POST
@volunteers
def cancel(request: HouseRequest, key: UUID) -> HttpResponse:
    """Give the place back."""
    try:
        cancel_signup(by=request.standing, signup_id=key, at=clock.now())
    except SignUpNotFound:
        raise
    except DomainError as fault:
        return refused(request, fault, reverse("site:signups"), _("回到我的报名"))
    messages.success(request, _("已经取消。有人在候补的话，名额按顺序给下一位；要是又能来了，可以再报一次。"))
    return redirect("site:signups")


@never_cache
@require_POST
@volunteers
def take(request: HouseRequest, key: UUID) -> HttpResponse:
    """Say yes to a place that is kept for the volunteer."""
    try:
        take_offer(by=request.standing, signup_id=key, at=clock.now())
    except OfferOver as fault:
        messages.info(request, fault.message)
    return redirect("site:signup", key=key)


@never_cache
@require_safe
@volunteers
def signup(request: HouseRequest, key: UUID) -> HttpResponse:
    """What became of one sign-up, and what comes next."""
    found = with_place_in_line(signups_of(require_volunteer(request.standing))).filter(pk=key).first()
    if found is None:
        raise SignUpNotFound
    at = clock.now()
    begins, ends = found.times
    running = begins <= at <= ends
    context = {
        "tab": "me",
        **facts_of(found, at),
        "agreement": _agreement(found),
        "may_evaluate": found.state in (SignUpState.CONFIRMED, SignUpState.SERVED)
        and evaluation_open(found.activity, at),
        "running": running,
        "locates": running and agreed_to_location(found.volunteer_id),
    }
    return render(request, "site/signup.html", context)


def facts_of(found: SignUp, at: datetime) -> dict[str, Any]:
    """What one's own page says of a sign-up, and a guardian's of a child's: until when, and what else is open."""
    offer = found.offers.filter(state=OfferState.OPEN).first() if found.state == SignUpState.OFFERED else None
    today, last = clock.day_of(at), last_moment(found)
    cancelling = {
        "can_cancel": found.state in LIVE_SIGNUPS and at < last,
        "until": moment_words(last, today),
        "late": found.state == SignUpState.CONFIRMED and late_from(found) <= at < last,
    }
    return {
        "shown": shown(found, at) | cancelling,
        "signup": found,
        "kept_until": moment_words(offer.expires_at, today) if offer and offer.expires_at else "",
        "answer_until": moment_words(found.answer_by, today) if found.answer_by else "",
        "by_whom": mask_name(found.party.made_by.name) if found.party else "",
        "team": found.party.name if found.party else "",
        "asked_for": open_of(found.pk) if found.state == SignUpState.CONFIRMED else None,
        "others": alternatives(found, at) if found.state in ENDED_BY_OTHERS else [],
    }


def _agreement(found: SignUp) -> str:
    """Whether there is an agreement to sign: ``signed``, ``open`` or nothing."""
    if found.state not in SIGNERS or not AgreementTerms.objects.filter(
        activity=found.activity_id, fixed_at__isnull=False
    ):
        return ""
    return "signed" if signing_of(found.activity_id, found.volunteer_id) else "open"


@never_cache
@require_safe
@volunteers
def signups(request: HouseRequest) -> HttpResponse:
    """What lies ahead first, then what has been."""
    at, me = clock.now(), require_volunteer(request.standing)
    ahead = signups_ahead(me, at)
    after = request.GET.get("after", "")[:400]
    past = signups_of(me).exclude(pk__in=ahead.values("pk"))
    page = page_of(past, keys=("-created_at", "-id"), after=after or None, size=PAGE)
    context = {
        "tab": "me",
        "asked": [] if after else asked_of_me(request.standing, at),
        "lots": []
        if after
        else [_lot(each, at) for each in open_entries(request.standing.records, at)[:PAGE]],
        "parties": [] if after else list(my_parties(require_member(request.standing), at)[:PAGE]),
        "ahead": [] if after else [shown(each, at) for each in ahead],
        "past": [shown(each, at) for each in page.items],
        "pager": {
            "prev_url": "?" if after else "",
            "next_url": f"?after={page.next}" if page.next else "",
            "text": "",
        },
    }
    return render(request, "site/signups.html", context)


def _lot(entry: DrawEntry, at: datetime) -> dict[str, Any]:
    """A lottery that one has entered, in words."""
    opening, today = entry.opening, clock.day_of(at)
    return {
        "url": reverse("site:opening", args=[opening.pk]),
        "title": opening.post.activity.title,
        "post": opening.post.label,
        "number": entry.number,
        "draws": moment_words(opening.draws_at, today) if opening.draws_at else "",
    }


def asked_of_me(by: Standing, at: datetime) -> list[dict[str, Any]]:
    """Whose place one is asked to take, or to swap with."""
    return asked_rows(asked_of(by.records, at), at)


def asked_rows(rows: QuerySet[HandOver], at: datetime) -> list[dict[str, Any]]:
    """What is asked of somebody in words, of a child with its name."""
    today = clock.day_of(at)
    return [
        {
            "id": each.pk,
            "to": each.to_volunteer.name if each.to_volunteer else "",
            "swap": each.kind == HandOverKind.SWAP,
            "who": mask_name(each.signup.volunteer.name),
            "title": each.signup.activity.title,
            "when": span_words(each.signup.period.lower, each.signup.period.upper, today),
        }
        for each in rows[:PAGE]
    ]


def signups_ahead(volunteer_id: UUID, at: datetime) -> QuerySet[SignUp]:
    """Live sign-ups of what is not over, the next one first."""
    live = signups_of(volunteer_id).filter(state__in=LIVE_SIGNUPS, activity__ends_at__gt=at)
    return with_place_in_line(live).order_by("activity__starts_at", "id")


def with_place_in_line(rows: QuerySet[SignUp]) -> QuerySet[SignUp]:
    """Each sign-up with its ``place`` in the waiting list, in the same query."""
    line = SignUp.objects.filter(
        post=OuterRef("post"), state=SignUpState.WAITING, queue__lte=OuterRef("queue")
    )
    return rows.annotate(place=Subquery(line.order_by().values("post").annotate(n=Count("pk")).values("n")))


def shown(found: SignUp, at: datetime) -> dict[str, Any]:
    """A sign-up in words."""
    activity, post = found.activity, found.post
    begins, ends = found.times
    today = clock.day_of(at)
    named = found.state == SignUpState.OFFERED and found.party_id is not None  # in somebody's group
    return {
        "id": found.pk,
        "title": activity.title,
        "url": reverse("site:activity", args=[activity.pk]),
        "own_url": reverse("site:signup", args=[found.pk]),
        "post": post.label,
        "body": activity.body.name,
        "when": span_words(begins, ends, today),
        "where": post.meeting_point or activity.place_name,
        "arrive": clock_words(begins),
        "countdown": countdown_words(begins, ends, at),
        "ahead": found.state in LIVE_SIGNUPS and at < begins,
        "state": _state_words(found, named),
        "kind": KINDS[SignUpState(found.state)],
        "confirmed": found.state == SignUpState.CONFIRMED,
        "waiting": found.state == SignUpState.WAITING,
        "offered": found.state == SignUpState.OFFERED,
        "applied": found.state == SignUpState.APPLIED,
        "position": getattr(found, "place", None) if found.state == SignUpState.WAITING else None,
        **reconfirm_facts(found, at),
        "contact_name": activity.contact_name,
        "contact_phone": activity.contact_phone,
    }


def _state_words(found: SignUp, named: bool) -> str:
    """The state as people say it: a place that somebody took over was not given up."""
    if named:
        return _("等你答应")
    if found.state == SignUpState.CANCELLED and found.cancel_kind == CancelKind.HANDED:
        return _("转给别人了")
    return str(SignUpState(found.state).label)


def reconfirm_facts(found: SignUp, at: datetime) -> dict[str, Any]:
    """Whether the person is asked once more, until when, or has said that they come."""
    held = found.state == SignUpState.CONFIRMED and at < found.times[0]
    asked = held and found.reconfirm_by is not None and found.reconfirmed_at is None
    until = moment_words(found.reconfirm_by, clock.day_of(at)) if asked and found.reconfirm_by else ""
    return {
        "asked_again": asked,
        "asked_until": until,
        "said_again": held and found.reconfirmed_at is not None,
    }


def refused(
    request: HouseRequest, fault: DomainError, way: str, way_text: str, typed: str = ""
) -> HttpResponse:
    """The refusal with every reason at once, and with the words that were typed, so that none of them is lost."""
    if fault.status == 401:
        raise fault
    reasons = [str(reason["sentence"]) for reason in fault.details.get("reasons", [])]
    context = {
        "tab": "find",
        "sentence": fault.message,
        "reasons": [reason for reason in reasons if reason != fault.message],
        "courses": [reason["course"] for reason in fault.details.get("reasons", []) if "course" in reason],
        "way": way,
        "way_text": way_text,
        "typed": typed,
    }
    return render(request, "site/refused.html", context, status=fault.status)
