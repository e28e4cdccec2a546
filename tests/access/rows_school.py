"""A class of the own organisation with somebody asked into it, for the access matrix."""

from __future__ import annotations

from typing import Any

from redvest.registry.choices import PupilState
from redvest.registry.models import Body, Volunteer
from tests.factories.school import make_class, make_pupil


def school_keys(body: Body, volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    found = make_class(body=body)
    asked = make_pupil(found, volunteer, state=PupilState.ASKED)
    return {
        "desk/classes/<uuid:key>/": (found.pk, asked.pk),  # as an upload's key it names none
        "me/school/asked/<uuid:key>/": (asked.pk,),
    }
