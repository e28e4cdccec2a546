"""Reads the profile, the lists it chooses from, and what is still missing in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from redvest.registry.models import Profile, Volunteer

_FILE = Path(__file__).parents[1] / "data" / "people_lists.csv"


@cache
def people_list(name: str) -> dict[str, str]:
    """One list ("language", "affiliation"): names by key, in their order."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["key"]: row["name"] for row in csv.DictReader(lines) if row["list"] == name}


def profile_of(volunteer: Volunteer) -> Profile:
    """The profile, or an unsaved one with what holds for somebody who never said anything."""
    found = Profile.objects.filter(volunteer=volunteer).first()
    return found or Profile(volunteer=volunteer)


def missing_in(volunteer: Volunteer, profile: Profile) -> list[str]:
    """What would help those who look for people, in words. The political affiliation is never asked after."""
    return list(_missing(volunteer, profile))


def _missing(volunteer: Volunteer, profile: Profile) -> Iterator[str]:
    if not volunteer.region_id:
        yield _("住在哪里")
    if not volunteer.domains.exists():
        yield _("想做什么")
    if not volunteer.skills:
        yield _("会什么")
    if not profile.slots:
        yield _("什么时候有空")
    if not profile.languages:
        yield _("会说什么话")
