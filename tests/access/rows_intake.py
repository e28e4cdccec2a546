"""A need at the own place with a picture, and one that somebody asked for: what the addresses of intake stand for."""

from __future__ import annotations

from typing import Any

from redvest.care.actions.need_picture import add_pictures
from redvest.care.models import Need
from redvest.registry.models import Grid, Station
from tests.factories.care import make_need
from tests.factories.intake import png
from tests.factories.registry import NOW, make_officer, make_volunteer, standing_of


def intake_keys(own: Station) -> dict[str, tuple[Any, ...]]:
    """Merged into the rows of the matrix; the grid of the community is there already."""
    need: Need = make_need(region=own.region)
    (picture,) = add_pictures(by=make_officer(), need=need, files=[png()], at=NOW)
    asker = make_volunteer()
    assert asker.account is not None
    mine = make_need(region=own.region, requester=asker.account)
    (own_picture,) = add_pictures(by=standing_of(asker.account), need=mine, files=[png(7)], at=NOW)
    return {
        "desk/needs/<uuid:key>/": (need.pk, picture.pk),
        "desk/needs/doors/<uuid:key>/": (Grid.objects.values_list("pk", flat=True)[0],),
        "me/needs/asked/<uuid:key>/": (mine.pk, own_picture.pk),
    }
