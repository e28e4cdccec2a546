"""Objections that nobody will answer any more, since what they were said against is no longer in public: whoever objected
was promised an answer, and reads what became of it."""

from __future__ import annotations

from datetime import datetime

from redvest.honour.models import AwardEdition, AwardObjection, StarAward, StarObjection
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing
from redvest.service.choices import ObjectionState


def settle_award_objections(*, edition: AwardEdition, answer: str, by: Standing, at: datetime) -> int:
    """All that are open, inside an action that holds the edition."""
    rows = AwardObjection.objects.filter(edition=edition, state=ObjectionState.OPEN)
    about = Notice(MessageKind.OTHER, about=edition)
    return _settle(
        list(rows.select_related("raised_by").order_by("pk")), f"“{edition.title}”公示", answer, about, by, at
    )


def settle_star_objections(*, award: StarAward, answer: str, by: Standing, at: datetime) -> int:
    """The same of a star that came to its end while in public, inside an action that holds it."""
    rows = StarObjection.objects.filter(award=award, state=ObjectionState.OPEN)
    found = list(rows.select_related("raised_by").order_by("pk"))
    return _settle(found, "星级公示", answer, Notice(MessageKind.HOURS), by, at)


def _settle(
    found: list[AwardObjection] | list[StarObjection], where: str, answer: str, notice: Notice, by: Standing, at: datetime
) -> int:  # fmt: skip
    for each in found:
        each.state, each.answer = ObjectionState.CLOSED, answer[:200]
        each.answered_by_id, each.answered_at = by.account_id, at
        each.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        if each.raised_by is not None:
            text = f"你对{where}提的意见有答复了：{answer}。"
            tell_accounts(accounts=[each.raised_by], text=text, at=at, notice=notice)
    return len(found)
