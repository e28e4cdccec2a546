"""An award of the own place in public with an objection and a story, and one that is open for nominations."""

from __future__ import annotations

from typing import Any

from redvest.honour.choices import CategorySubject, EditionState, NominationState
from redvest.honour.models import AwardObjection, AwardStory
from redvest.registry.models import Volunteer
from tests.factories.award import make_category, make_edition, make_nomination
from tests.factories.registry import CITY, NOW, make_account, make_volunteer


def award_keys(volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    place = volunteer.region
    shown = make_edition(state=EditionState.PUBLICITY, region=place)
    category = make_category(edition=shown)
    winner = make_nomination(category=category, volunteer=volunteer, state=NominationState.CHOSEN)
    objection = AwardObjection.objects.create(
        city=CITY, edition=shown, nomination=winner, raised_by=make_account(name="王小路"), words="那天没来", raised_at=NOW
    )  # fmt: skip
    given = make_category(edition=make_edition(state=EditionState.CONFERRED, region=place))
    other = make_volunteer(
        name="孙上墙", region=place
    )  # who lets a name be read by everybody, unlike the volunteer
    wall = make_nomination(
        category=given, volunteer=other, state=NominationState.CHOSEN, wall_consented_at=NOW
    )
    story = AwardStory.objects.create(city=CITY, nomination=wall, text="长" * 40, written_at=NOW)
    open_one = make_category(edition=make_edition(region=place), subject=CategorySubject.PERSON)
    return {
        "desk/editions/<uuid:key>/": (shown.pk,),
        "desk/editions/<uuid:key>/categories/": (shown.pk, category.pk),
        "desk/editions/<uuid:key>/objections/": (shown.pk, objection.pk),
        "desk/nominations/<uuid:key>/": (winner.pk,),
        "desk/stories/<uuid:key>/": (story.pk,),
        "awards/<uuid:key>/": (shown.pk,),
        "api/v1/awards/<uuidstr:award_id>": (shown.pk,),
        "awards/<uuid:key>/nominate/": (open_one.edition_id, open_one.pk),
        "me/nominations/<uuid:key>/": (winner.pk,),
        "honour/<uuid:key>/": (wall.pk,),
    }
