"""Signing up somebody who stands at the desk and has no phone: who it is, what is open, the slip to take home.

The address of a person's page is sealed for the one who scanned the card, and opens for half an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.db.models import Case, F, IntegerField, When
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.core.throttle import hit
from redvest.faces.desk.frame import show
from redvest.faces.desk.words import moment_words, span_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.registry.models import Station, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.recovery import stations_to_witness
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.actions.proxy import Consent, answer_here, sign_up_for
from redvest.service.choices import ActivityState, ConsentHow, OfferState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.party_errors import PersonUnknownHere
from redvest.service.queries.activity import in_my_charge
from redvest.service.queries.person_here import coming_of, person_here

SALT, OPEN_FOR = "desk-sign-up-for", 1800
TRIES, WINDOW = 200, timedelta(hours=1)
MOST = 40


def _require_desk(by: Standing) -> None:
    if not by.stations() and not by.regions() and not by.bodies():
        raise NotAllowed


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def who(request: HouseRequest) -> HttpResponse:
    """The card under the scanner, or number and name."""
    _require_desk(request.standing)
    context: dict[str, Any] = {"fault": "", "typed": "", "name": ""}
    if request.method != "POST":
        return show(request, "desk/sign_up_who.html", context, on="people")
    at = clock.now()
    context["typed"], context["name"] = request.POST.get("code", "")[:400], request.POST.get("name", "")[:60]
    try:
        hit(f"here:{request.standing.account_id}", limit=TRIES, window=WINDOW, at=at)
        person = person_here(request.standing.city, context["typed"], context["name"])
    except DomainError as fault:
        context["fault"] = fault.message
        return show(request, "desk/sign_up_who.html", context, on="people", status=fault.status)
    return redirect("desk:sign-up-for", token=sealed(request.standing, person))


def sealed(by: Standing, person: Volunteer) -> str:
    return signing.dumps([str(person.pk), str(by.account_id)], salt=SALT)


def _opened(by: Standing, token: str) -> Volunteer:
    """Raises PersonUnknownHere for a text that is none, too old, or somebody else's."""
    _require_desk(by)
    try:
        person, account = signing.loads(token, salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature as fault:
        raise PersonUnknownHere("时间过了，请再扫一次卡。") from fault
    found = Volunteer.objects.filter(pk=person, city=by.city).first()
    if account != str(by.account_id) or found is None:
        raise PersonUnknownHere
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def sign_up(request: HouseRequest, token: str) -> HttpResponse:
    """What the person has, and what is open. A POST signs up, or hears the person's yes."""
    by, at = request.standing, clock.now()
    person = _opened(by, token)
    stations = list(stations_to_witness(by)[:MOST]) if by.stations() or by.regions() else []
    fault, reasons, status, typed = "", [], 200, {}
    if request.method == "POST":
        try:
            made = _do(request, person, stations, at)
        except DomainError as refused:
            if refused.status in (401, 403):
                raise
            fault, status, typed = refused.message, refused.status, _typed(request)
            reasons = [str(each["sentence"]) for each in refused.details.get("reasons", [])]
        else:
            return redirect("desk:sign-up-slip", token=token, signup=made)
    rows = coming_of(person)
    today = clock.day_of(at)
    context = {
        "token": token, "person": mask_name(person.name), "number": grouped(person.number), "fault": fault,
        "reasons": [each for each in reasons if each != fault], "stations": stations, "hows": ConsentHow.choices,
        "coming": [_coming(row, bool(stations), today) for row in rows], "q": request.GET.get("q", "")[:40],
        "posts": [_open(post, today) for post in _posts(by, stations, request.GET.get("q", ""), at)],
        "key": typed.get("key") or uuid4().hex, "typed": typed,
    }  # fmt: skip
    return show(request, "desk/sign_up_for.html", context, on="people", status=status)


def _typed(request: HouseRequest) -> dict[str, str]:
    """The whole form again: the person stands at the desk."""
    return {name: request.POST.get(name, "")[:200] for name in ("post", "how", "station", "words", "key")}


def _do(request: HouseRequest, person: Volunteer, stations: list[Station], at: datetime) -> UUID:
    said = request.POST
    chosen = said.get("station", "")
    station = next((each for each in stations if str(each.pk) == chosen), None)
    if station is None and len(stations) == 1:
        station = stations[0]
    if said.get("verb") == "answer":
        signup = key_typed(said.get("signup", ""))
        if station is None or signup is None:
            raise PersonUnknownHere("请先选在哪个服务站办。")
        found = answer_here(by=request.standing, person=person, signup_id=signup, station=station, at=at)
        messages.success(request, _("记下了：本人当面说来，你是见证人。"))
        return found.pk
    post = key_typed(said.get("post", ""))
    if post is None:
        raise PersonUnknownHere("请先选一个岗位。")
    consent = Consent(how=said.get("how", ""), words=said.get("words", ""), station=station)
    done = sign_up_for(
        by=request.standing, person=person, post_id=post, consent=consent, key=said.get("key", "")[:100], at=at
    )  # fmt: skip
    messages.success(request, _("报好了。把下面这张条打印出来，给本人带走。"))
    return done.id


def _coming(row: SignUp, at_station: bool, today: Any) -> dict[str, Any]:
    asked = row.state == SignUpState.CONFIRMED and row.reconfirm_by is not None and row.reconfirmed_at is None
    return {
        "id": row.pk, "title": row.activity.title, "post": row.post.label,
        "when": span_words(row.period.lower, row.period.upper, today), "state": SignUpState(row.state).label,
        "kind": "ok" if row.state == SignUpState.CONFIRMED else "wait",
        "may_answer": at_station and (asked or row.state == SignUpState.OFFERED), "asked": asked,
    }  # fmt: skip


def _open(post: Post, today: Any) -> dict[str, Any]:
    return {
        "id": str(post.pk), "title": post.activity.title, "post": post.label, "left": post.places - post.taken,
        "body": post.activity.body.name, "when": span_words(*post.times, today), "place": post.activity.place_name,
    }  # fmt: skip


def _posts(by: Standing, here: list[Station], q: str, at: datetime) -> list[Post]:
    """Open posts with room: at a station all of the city, those around the corner first; for leaders their own."""
    own = Activity.objects.filter(city=by.city) if here else in_my_charge(by)
    open_now = own.filter(
        state=ActivityState.PUBLISHED, signup_opens_at__lte=at, signup_closes_at__gt=at, starts_at__gt=at
    )
    if words := q.strip()[:40]:
        open_now = open_now.filter(title__icontains=words)
    rows = Post.objects.filter(activity__in=open_now, taken__lt=F("places"))
    rows = rows.annotate(far=_far_from(here))
    return list(
        rows.select_related("activity__body").order_by("far", "activity__starts_at", "order", "id")[:MOST]
    )


def _far_from(stations: list[Station]) -> Case:
    """What is in a station's own community stands first, then its district, then the rest of the city."""
    paths = [each.region.path for each in stations]
    districts = ["/".join(path.split("/")[:2]) + "/" for path in paths]
    turns = [
        *(When(activity__region_path__startswith=path, then=0) for path in paths),
        *(When(activity__region_path__startswith=path, then=1) for path in districts),
    ]
    return Case(*turns, default=2, output_field=IntegerField())


@never_cache
@require_safe
@staff
def slip(request: HouseRequest, token: str, signup: UUID) -> HttpResponse:
    """One sheet in large print: what, when, where, whom to call when one cannot come."""
    person = _opened(request.standing, token)
    found = next((row for row in coming_of(person) if row.pk == signup), None)
    if found is None:
        raise PersonUnknownHere
    today = clock.day_of(clock.now())
    offer = found.offers.filter(state=OfferState.OPEN).first()
    context = {
        "found": found, "person": person.name, "number": grouped(person.number), "token": token,
        "when": span_words(found.period.lower, found.period.upper, today),
        "where": found.post.meeting_point or found.activity.place_name, "state": SignUpState(found.state).label,
        "kept": moment_words(offer.expires_at, today) if offer and offer.expires_at else "",
        "back_url": reverse("desk:sign-up-for", args=[token]),
    }  # fmt: skip
    return show(request, "desk/sign_up_slip.html", context, on="people")
