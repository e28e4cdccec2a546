"""Keeps what a volunteer says about themselves. The political affiliation stands and falls with its own consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.registry.actions.consent import affiliation_consent
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import ProjectInvites, TeamInvites
from redvest.registry.models import Profile, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.profile_errors import (
    AffiliationUnasked,
    AffiliationUnknown,
    InvitesWrong,
    LanguageUnknown,
)
from redvest.registry.queries.guardian import require_own_or_guardian
from redvest.registry.queries.profile import people_list
from redvest.registry.rules.availability import encode


@dataclass(frozen=True, slots=True)
class ProfileAnswers:
    """``slots`` are codes such as ``sat-morning``; ``affiliation`` is empty where somebody does not say."""

    slots: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    affiliation: str = ""
    affiliation_agreed: bool = False
    project_invites: str = ProjectInvites.ASK.value
    team_invites: str = TeamInvites.REFUSE.value


@transaction.atomic
def keep_profile(*, by: Standing, volunteer: Volunteer, answers: ProfileAnswers, at: datetime) -> Profile:
    """Save the answers whole, by the person or a minor's guardian.

    Raises NotTheGuardian, VolunteerNotActive of who is erased, SlotsWrong, LanguageUnknown, AffiliationUnknown,
    AffiliationUnasked, InvitesWrong, and GuardianCodeNeeded where a small child names an affiliation alone.
    """
    as_guardian = require_own_or_guardian(by, volunteer, at)
    mask = encode(answers.slots)
    _check(answers)
    hold_living(volunteer_id=volunteer.pk)
    affiliation_consent(
        by=by, volunteer=volunteer, given=bool(answers.affiliation), by_guardian=as_guardian, at=at
    )
    profile, _ = Profile.objects.update_or_create(
        volunteer=volunteer,
        defaults={
            "slots": mask,
            "languages": list(dict.fromkeys(answers.languages)),
            "affiliation": answers.affiliation,
            "project_invites": answers.project_invites,
            "team_invites": answers.team_invites,
            "changed_at": at,
        },
    )
    write_line(
        by=by.actor,
        at=at,
        city=volunteer.city,
        verb="keep_profile",
        target=volunteer,
        as_guardian=as_guardian,
    )
    return profile


def _check(answers: ProfileAnswers) -> None:
    if not set(answers.languages) <= people_list("language").keys():
        raise LanguageUnknown
    if answers.affiliation and answers.affiliation not in people_list("affiliation"):
        raise AffiliationUnknown
    if answers.affiliation and not answers.affiliation_agreed:
        raise AffiliationUnasked
    if answers.project_invites not in ProjectInvites.values or answers.team_invites not in TeamInvites.values:
        raise InvitesWrong
