"""One's own free times, languages and preferences."""

from __future__ import annotations

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.shapes.profile import ProfileForm, ProfileShape
from redvest.registry.actions.profile import ProfileAnswers, keep_profile
from redvest.registry.choices import ProjectInvites, TeamInvites
from redvest.registry.models import Profile, Volunteer
from redvest.registry.policy import require_volunteer
from redvest.registry.queries.profile import missing_in, profile_of
from redvest.registry.rules.availability import decode

calls = Calls("志愿者")


@calls.get("/me/profile", volunteers, "我什么时候有空", ProfileShape)
def my_profile(request: Asking) -> HttpResponse:
    """What was said so far, or what holds for somebody who never said anything."""
    volunteer = Volunteer.objects.get(pk=require_volunteer(request.standing))
    return answer(_shape(volunteer, profile_of(volunteer)))


@calls.put("/me/profile", volunteers, "改我什么时候有空", ProfileShape)
def put_profile(request: Asking, form: ProfileForm) -> HttpResponse:
    """Keep it whole; sending the same again changes nothing."""
    volunteer = Volunteer.objects.get(pk=require_volunteer(request.standing))
    answers = ProfileAnswers(
        slots=tuple(form.slots),
        languages=tuple(form.languages),
        affiliation=form.affiliation,
        affiliation_agreed=form.affiliation_agreed,
        project_invites=form.project_invites.value,
        team_invites=form.team_invites.value,
    )
    kept = keep_profile(by=request.standing, volunteer=volunteer, answers=answers, at=clock.now())
    return answer(_shape(volunteer, kept))


def _shape(volunteer: Volunteer, profile: Profile) -> ProfileShape:
    return ProfileShape(
        slots=list(decode(profile.slots)),
        languages=profile.languages,
        affiliation=profile.affiliation,
        project_invites=ProjectInvites(profile.project_invites),
        team_invites=TeamInvites(profile.team_invites),
        missing=missing_in(volunteer, profile),
    )
