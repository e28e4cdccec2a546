"""A volunteer's own front page and profile."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.care.queries.spotted import reported_by
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, members, volunteers
from redvest.faces.shared.prefs import safe_next
from redvest.faces.site.consents import answer_consent, purpose_pressed
from redvest.faces.site.forms.real_name import ProfileForm
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.hours import grade_sums
from redvest.faces.site.signups import shown, signups_ahead
from redvest.faces.site.words import number_words, span_words, where_words
from redvest.registry.actions.volunteer import update_profile
from redvest.registry.choices import ConsentPurpose, DutyTurnState, RealNameState, VolunteerState
from redvest.registry.models import Consent, Region, Volunteer
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.registry.queries.duty import turns_of
from redvest.registry.queries.guardian import children_of
from redvest.registry.queries.merge import open_erasure
from redvest.registry.queries.privacy_notice import to_ask_again
from redvest.registry.queries.profile import missing_in, profile_of
from redvest.registry.queries.skill import skills_on
from redvest.registry.rules.privacy_notice import version_on
from redvest.registry.rules.skill import split
from redvest.service.choices import ProposalState
from redvest.service.queries.roster import asks_of
from redvest.service.queries.signup import next_of_children

# Withdrawing is as easy as giving (design 4.9); the registration itself ends by leaving the register.
# The political affiliation is agreed to where it is named (site/times.py), and taken back here like the others.
CHANGEABLE = (ConsentPurpose.PUBLISH_NAME, ConsentPurpose.LOCATION, ConsentPurpose.AFFILIATION)


@never_cache
@require_safe
@members
def me(request: HouseRequest) -> HttpResponse:
    """Who I am here, what comes next, what I have done; without a record, the way to one."""
    if request.standing.volunteer_id is None:
        staff = request.standing.is_staff or bool(request.standing.waiting)
        context = {"tab": "me", "name": request.standing.name, "is_staff": staff}
        context["children"] = children_next(request.standing, clock.now())
        return render(request, "site/me_new.html", context)
    volunteer, at = own_record(request), clock.now()
    coming = _next(volunteer.pk, at)
    context = {
        "tab": "me",
        "volunteer": volunteer,
        "number": number_words(volunteer.number),
        "state": state_words(volunteer),
        "children": [] if coming else children_next(request.standing, at),
        "lives_in": where_words("", volunteer.region.name) if volunteer.region else "",
        "next_signup": coming,
        "duty": next(
            (each for each in turns_of(volunteer.pk, at)[:5] if each.state != DutyTurnState.CALLED_OFF), None
        ),
        "asked": asks_of(volunteer.pk, at).filter(state=ProposalState.ASKED).count(),
        "spotted": reported_by(require_member(request.standing)).count(),
        "sums": grade_sums(volunteer.pk),
        "wish": open_erasure(volunteer.pk),
        "is_staff": request.standing.is_staff or bool(request.standing.waiting),
        "again": asked_again(to_ask_again(volunteer.pk, clock.day_of(at)), clock.day_of(at)),
    }
    return render(request, "site/me.html", context)


def asked_again(purposes: list[ConsentPurpose], today: date) -> dict[str, Any]:
    """What ``site/_ask_again.html`` shows: the purposes that changed, and the notice that changed them."""
    version = version_on(today)
    return {"purposes": purposes, "key": version.key, "what": version.what}


def own_record(request: HouseRequest) -> Volunteer:
    """The record of who asks."""
    return Volunteer.objects.select_related("region").get(pk=require_volunteer(request.standing))


def state_words(volunteer: Volunteer) -> tuple[str, str]:
    """How the record stands: a word and how to colour it."""
    if volunteer.state == VolunteerState.ACTIVE:
        good = volunteer.real_name_state in (RealNameState.CHECKED, RealNameState.VERIFIED)
        return str(RealNameState(volunteer.real_name_state).label), "ok" if good else "wait"
    waits = volunteer.state == VolunteerState.PENDING_GUARDIAN
    return str(VolunteerState(volunteer.state).label), "wait" if waits else "off"


def children_next(by: Standing, at: datetime) -> list[dict[str, Any]]:
    """What comes next for each child whom one answers for."""
    today = clock.day_of(at)
    return [
        {
            "name": each.volunteer.name,
            "title": each.activity.title,
            "when": span_words(each.period.lower, each.period.upper, today),
            "url": reverse("site:child-signup", args=[each.volunteer_id, each.pk]),
        }
        for each in next_of_children(children_of(by, at), at)
    ]


def _next(volunteer_id: UUID, at: datetime) -> dict[str, Any] | None:
    found = signups_ahead(volunteer_id, at).first()
    return shown(found, at) if found else None


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def profile(request: HouseRequest) -> HttpResponse:
    """Where I live, what I like to do, what I can; and what I agreed to."""
    volunteer, city = own_record(request), settings.REDVEST_CITY
    if request.method != "POST":
        return _show(request, volunteer, ProfileForm(city=city, initial=known(volunteer)))
    if request.POST.get("step") == "places":
        return _show(request, volunteer, ProfileForm.as_typed(request.POST, city))
    form = ProfileForm(request.POST, city=city)
    if not form.is_valid():
        return _show(request, volunteer, form, status=422)
    try:
        update_profile(
            by=request.standing,
            volunteer=volunteer,
            region_code=form.region_code(),
            domains=tuple(form.cleaned_data["domains"]),
            skills=form.cleaned_data["skills"],
            at=clock.now(),
        )
    except DomainError as fault:
        blame(form, fault)
        return _show(request, volunteer, form, status=fault.status)
    messages.success(request, _("改好了。"))
    return redirect("site:profile")


def known(volunteer: Volunteer) -> dict[str, Any]:
    """The record as the form shows it: each level of the path in its own list."""
    codes = volunteer.region_path.strip("/").split("/") if volunteer.region_path else []
    found = dict(Region.objects.filter(code__in=codes).values_list("level", "code"))
    able, own = split(volunteer.skills, skills_on(clock.day_of(clock.now())))
    return {
        "district": found.get("district") or found.get("zone") or "",
        "street": found.get("street", ""),
        "community": found.get("community", ""),
        "domains": list(volunteer.domains.values_list("key", flat=True)),
        "able": list(able),
        "skills": own,
    }


def _show(request: HouseRequest, volunteer: Volunteer, form: ProfileForm, status: int = 200) -> HttpResponse:
    given = {
        consent.purpose: consent
        for consent in Consent.objects.filter(volunteer=volunteer, withdrawn_at__isnull=True)
    }
    context = {
        "tab": "me",
        "volunteer": volunteer,
        "number": number_words(volunteer.number),
        "missing": missing_in(volunteer, profile_of(volunteer)),
        "form": form,
        "consents": [
            {
                "purpose": purpose.value,
                "words": purpose.label,
                "given": given.get(purpose),
                "fixed": purpose not in CHANGEABLE,
            }
            for purpose in ConsentPurpose
            if purpose == ConsentPurpose.PUBLISH_NAME or purpose in given
        ],
    }
    return render(request, "site/profile.html", context, status=status)


@never_cache
@require_POST
@volunteers
def consent(request: HouseRequest) -> HttpResponse:
    """Give or take back one consent; both are one press."""
    pressed = purpose_pressed(request, CHANGEABLE)
    if pressed == ConsentPurpose.AFFILIATION and request.POST.get("give") == "1":
        return redirect("site:times")
    answer_consent(request, own_record(request), pressed)
    return redirect(safe_next(request, reverse("site:profile")))
