"""A star of somebody at the own place, in public, with an objection, for the access matrix."""

from __future__ import annotations

from typing import Any

from redvest.honour.choices import StarState
from redvest.honour.models import StarObjection
from redvest.registry.models import Volunteer
from tests.factories.registry import NOW, make_account
from tests.factories.star import make_star, serve


def star_keys(volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    serve(volunteer, 100)
    award = make_star(volunteer=volunteer, state=StarState.IN_PUBLICITY)
    objection = StarObjection.objects.create(
        city=award.city, award=award, raised_by=make_account(name="王小路"), words="那天没来", raised_at=NOW
    )
    return {
        "desk/stars/<uuid:key>/": (award.pk, objection.pk),
        "me/stars/<uuid:key>/": (award.pk,),
        "stars/<uuid:key>/": (award.pk,),
    }
