"""When I am free, what I speak, how I like to be invited: the second half of a volunteer's profile."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.week import PART_WORDS, week_rows
from redvest.faces.site.me import own_record
from redvest.registry.actions.profile import ProfileAnswers, keep_profile
from redvest.registry.choices import ProjectInvites, TeamInvites
from redvest.registry.models import Profile, Volunteer
from redvest.registry.queries.profile import missing_in, people_list, profile_of
from redvest.registry.rules.availability import decode, widened


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def times(request: HouseRequest) -> HttpResponse:
    """Show the answers as they are, or keep new ones."""
    volunteer = own_record(request)
    if request.method != "POST":
        return _show(request, volunteer)
    try:
        keep_profile(
            by=request.standing,
            volunteer=volunteer,
            answers=_answers(request.POST, profile_of(volunteer)),
            at=clock.now(),
        )
    except DomainError as fault:
        return _show(request, volunteer, fault)
    messages.success(request, _("记下了，以后随时能改。"))
    return redirect("site:times")


def _ticked(sent: QueryDict) -> tuple[str, ...]:
    """Cells that were ticked one by one, or by their whole day or part. Raises SlotsWrong."""
    return widened(sent.getlist("slots"), sent.getlist("whole_day"), sent.getlist("whole_part"))


def _still_ticked(sent: QueryDict) -> set[str]:
    """The same after a refusal; what made no sense is left out."""
    try:
        return set(_ticked(sent))
    except DomainError:
        return set(sent.getlist("slots"))


def _answers(sent: QueryDict, kept: Profile) -> ProfileAnswers:
    """Unticking the consent alone takes it back: what was agreed to before is gone with it."""
    agreed, named = sent.get("affiliation_agreed") == "1", sent.get("affiliation", "")
    if not agreed and named and named == kept.affiliation:
        named = ""
    return ProfileAnswers(
        slots=_ticked(sent),
        languages=tuple(sent.getlist("languages")),
        affiliation=named,
        affiliation_agreed=agreed,
        project_invites=sent.get("project_invites", ""),
        team_invites=sent.get("team_invites", ""),
    )


def _show(request: HouseRequest, volunteer: Volunteer, fault: DomainError | None = None) -> HttpResponse:
    """After a refusal what was ticked is still there."""
    profile = profile_of(volunteer)
    typed = request.POST if fault else None
    ticked = _still_ticked(typed) if typed else set(decode(profile.slots))
    spoken = set(typed.getlist("languages")) if typed else set(profile.languages)
    chosen = typed.get("affiliation", "") if typed else profile.affiliation
    context = {
        "tab": "me",
        "fault": fault.message if fault else "",
        "parts": list(PART_WORDS.items()),
        "grid": week_rows(ticked),
        "languages": _options(people_list("language"), spoken),
        "affiliations": _options(people_list("affiliation"), {chosen}),
        "agreed": typed.get("affiliation_agreed") == "1" if typed else bool(profile.affiliation),
        "project_invites": _options(dict(ProjectInvites.choices), {_kept(typed, profile, "project_invites")}),
        "team_invites": _options(dict(TeamInvites.choices), {_kept(typed, profile, "team_invites")}),
        "missing": missing_in(volunteer, profile),
    }
    return render(request, "site/times.html", context, status=fault.status if fault else 200)


def _kept(typed: QueryDict | None, profile: Profile, name: str) -> str:
    return str(typed.get(name, "") if typed else getattr(profile, name))


def _options(known: dict[Any, Any], chosen: set[str]) -> list[dict[str, Any]]:
    return [{"key": key, "words": words, "on": key in chosen} for key, words in known.items()]
