"""How awards are told: the words and colours of their states, and what a nominee is called, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from redvest.core.clock import day_of
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardEdition, AwardNomination
from redvest.registry.queries.sharing import is_minor
from redvest.registry.queries.shown_name import public_names
from redvest.registry.rules.names import mask_name

_EDITION_KINDS = {
    EditionState.DRAFT: "off", EditionState.DECIDED: "ok", EditionState.CONFERRED: "ok", EditionState.ARCHIVED: "off",
    EditionState.CALLED_OFF: "bad",
}  # fmt: skip
_NOMINATION_KINDS = {
    NominationState.NOMINATED: "wait", NominationState.QUALIFIED: "ok", NominationState.CHOSEN: "ok",
    NominationState.REFUSED: "bad", NominationState.STRUCK: "bad",
}  # fmt: skip
_DECIDED_WORDS = (EditionState.DRAFT, EditionState.NOMINATING, EditionState.CHECKING, EditionState.VOTING,
                  EditionState.JUDGING)  # fmt: skip


def edition_state(edition: AwardEdition) -> tuple[str, str]:
    state = EditionState(edition.state)
    return str(state.label), _EDITION_KINDS.get(state, "wait")


def nomination_state(nomination: AwardNomination) -> tuple[str, str]:
    state = NominationState(nomination.state)
    return str(state.label), _NOMINATION_KINDS.get(state, "off")


def told_state(nomination: AwardNomination, edition: AwardEdition) -> tuple[str, str]:
    """As whoever stands reads it: whom the jury leans to is nobody's to know before it is announced."""
    if nomination.state == NominationState.NOMINATED and nomination.consented_at is None:
        return _("等本人同意"), "wait"
    if nomination.state == NominationState.CHOSEN and edition.state in _DECIDED_WORDS:
        return str(NominationState.QUALIFIED.label), "ok"
    return nomination_state(nomination)


def nominee_name(nomination: AwardNomination, *, whole: bool = False) -> str:
    """What is nominated; a person's name masked unless ``whole``."""
    if nomination.volunteer is not None:
        return nomination.volunteer.name if whole else mask_name(nomination.volunteer.name)
    found = nomination.body or nomination.region or nomination.project
    return found.name if found is not None else ""


def nominee_place(nomination: AwardNomination) -> str:
    """Where a person lives, or whose project it is; nothing where the name says it."""
    if nomination.volunteer is not None:
        return nomination.volunteer.region.name if nomination.volunteer.region else ""
    return nomination.project.body.name if nomination.project is not None else ""


def public_nominees(nominations: Iterable[AwardNomination], at: datetime) -> dict[UUID, str]:
    """As everybody may read them: masked without a consent to publish the name, a minor without any. One query."""
    rows = list(nominations)
    grown = [each.volunteer for each in rows if each.volunteer and not is_minor(each.volunteer, at)]
    names = public_names(grown, day_of(at)) if grown else {}
    return {
        each.pk: (names.get(each.volunteer_id) or _("一位未成年志愿者"))
        if each.volunteer_id
        else nominee_name(each)
        for each in rows
    }


def evaluation_average(pack: dict[str, Any]) -> str:
    """The average of evaluations of a pack, out of five; nothing below three of them, which would tell who gave them."""
    said = pack.get("evaluations") or {}
    count, points = said.get("count", 0), said.get("points", 0)
    return f"{points / count / 3:.1f}" if count >= 3 else ""
