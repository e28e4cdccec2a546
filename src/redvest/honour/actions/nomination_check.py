"""The qualification check: computed from the records, frozen with the row, and never about one's own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.honour.actions.award import hold_edition, said_why
from redvest.honour.actions.award_tell import tell_nominee, whom
from redvest.honour.choices import EditionState, NominationState
from redvest.honour.models import AwardNomination
from redvest.honour.nomination_errors import NominationMoved, NominationUnknown, NomineeUnasked, NotEligible
from redvest.honour.policy import require_may_check
from redvest.honour.queries.award_record import evidence_of, facts_on, nominee_of
from redvest.honour.rules.award import Conditions, eligible, failing
from redvest.registry.policy import Standing

CHECKABLE = (EditionState.NOMINATING, EditionState.CHECKING)
_OPEN = (NominationState.NOMINATED, NominationState.REFUSED)


@transaction.atomic
def check_nomination(
    *, by: Standing, key: UUID, qualify: bool, reason: str = "", at: datetime
) -> AwardNomination:
    """Through, when every condition is met and whoever stands agreed; or refused with a reason, which a later record may
    turn: a refused one can be checked again until the check is over. What was found stands with the row.

    Raises NominationUnknown, EditionMoved, OwnNomination, NominationMoved, NomineeUnasked, NotEligible, AwardReasonMissing.
    """
    found = AwardNomination.objects.filter(pk=key).only("edition_id").first()
    if found is None:
        raise NominationUnknown
    edition = hold_edition(by=by, key=found.edition_id, states=CHECKABLE)
    rows = AwardNomination.objects.select_for_update(of=("self",), no_key=True)
    nomination = rows.select_related("category", "edition", "body", "region", "project__body").get(pk=key)
    require_may_check(by, nomination, at)
    if nomination.state not in _OPEN:
        raise NominationMoved
    nominee, on = nominee_of(nomination), day_of(at)
    facts = facts_on(nominee, Conditions.of(nomination.category.eligibility), edition.year, on)
    if qualify:
        if nomination.consented_at is None:
            raise NomineeUnasked
        if not eligible(facts):
            raise NotEligible(" ".join(failing(facts)), missing=failing(facts))
        nomination.state, nomination.reason = NominationState.QUALIFIED, ""
        nomination.evidence = evidence_of(nominee, edition.year, on)
    else:
        nomination.state, nomination.reason = NominationState.REFUSED, said_why(text=reason)
    nomination.facts, nomination.checked_at, nomination.checked_by_id = facts, at, by.account_id
    nomination.save()
    write_line(
        by=by.actor, at=at, city=edition.city, verb="check_nomination", target=nomination, reason=nomination.reason,
        qualify=qualify,
    )  # fmt: skip
    name = nomination.category.name
    if qualify:
        text = f"“{edition.title}”{name}的资格审核通过了，{whom(nomination=nomination)}入围。"
    else:
        text = f"“{edition.title}”{name}的资格审核没有通过：{nomination.reason}。"
    tell_nominee(nomination=nomination, text=text, at=at)
    return nomination
