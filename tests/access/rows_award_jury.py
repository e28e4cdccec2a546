"""An edition of the own district that votes and one that is judged, with a seat and a result, for the access matrix."""

from __future__ import annotations

from typing import Any

from redvest.honour.choices import EditionState
from redvest.honour.models import AwardFreeze
from redvest.honour.queries.award_jury import entry_key
from tests.factories.award_jury import (
    make_category,
    make_entry,
    make_judged,
    make_juror,
    make_vote,
    move_to,
)
from tests.factories.registry import CITY, NOW, make_region_tree


def jury_keys() -> dict[str, tuple[Any, ...]]:
    place = make_region_tree().yushui.path
    voting = make_entry(make_category(make_judged(state=EditionState.VOTING, region_path=place)))
    vote = make_vote(voting, set_aside="device", set_aside_at=NOW)
    entry = make_entry(make_category(make_judged(region_path=place)))
    juror = make_juror(entry.edition)
    shown = make_judged(region_path=place)
    AwardFreeze.objects.create(
        city=CITY, edition=shown, number=1, frozen_at=NOW, digest="0" * 64,
        log='{"categories":[],"jurors":[],"digest":"0"}',
    )  # fmt: skip
    move_to(shown, EditionState.PUBLICITY)
    return {
        "desk/jury/<uuid:key>/": (entry.edition_id, entry_key(juror, entry.pk)),
        "desk/editions/<uuid:key>/jury/": (entry.edition_id, juror.pk),
        "desk/editions/<uuid:key>/votes/": (voting.edition_id, vote.pk),
        "awards/<uuid:key>/vote/": (voting.edition_id, voting.category_id),
        "awards/<uuid:key>/result/": (shown.pk,),
        "awards/<uuid:key>/scores.json": (shown.pk,),
        "awards/<uuid:key>/scores-": (shown.pk, 1),
    }
