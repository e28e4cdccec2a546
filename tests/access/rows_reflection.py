"""A reflection of somebody who served for the own organisation, waiting, with a picture, for the access matrix."""

from __future__ import annotations

from typing import Any

from redvest.registry.models import Body, Volunteer
from tests.factories.reflection import make_picture, make_reflection, make_service


def reflection_keys(body: Body, volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    service = make_service(body=body, person=volunteer)
    row = make_reflection(service)
    return {
        "desk/reflections/<uuid:key>/": (row.pk,),
        "me/reflections/write/<uuid:key>/": (service.activity.pk,),
        "me/reflections/<uuid:key>/": (row.pk,),
        "reflections/<uuid:key>/pictures/<uuid:picture>/": (row.pk, make_picture(row).pk),
    }
