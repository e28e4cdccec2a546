"""Tenders: a notice goes out, offers come in unread, one is awarded with a reason, and everybody can read that."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.core.errors import NotAllowed
from redvest.oversight.actions.plan_lock import hold_open_plan
from redvest.oversight.choices import TenderState as State
from redvest.oversight.choices import WayOfRunning
from redvest.oversight.models import Bid, Contract, ProjectPlan, TenderNotice
from redvest.oversight.policy import require_may_award, require_purchases
from redvest.oversight.rules.terms import TenderForm, check_bid, check_reason, check_tender
from redvest.oversight.tender_errors import (
    BidThere,
    BidUnknown,
    ClosesTooSoon,
    NotAPurchase,
    TenderClosed,
    TenderNumberTaken,
    TenderState,
    TenderStillOpen,
)
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_heads, require_member
from redvest.registry.queries.setting import rule


@transaction.atomic
def draft_tender(*, by: Standing, plan: ProjectPlan, form: TenderForm, at: datetime) -> TenderNotice:
    """Of a purchase that is in the library. Raises NotAllowed, NotAPurchase, BadTender, TenderNumberTaken, TenderState."""
    require_purchases(by, plan.city, plan.region_path)
    if plan.way != WayOfRunning.PURCHASE:
        raise NotAPurchase
    hold_open_plan(plan=plan, refusal=TenderState)
    check_tender(form, budget_fen=plan.budget_fen)
    tender = TenderNotice(
        city=plan.city, plan=plan, number=form.number.strip(), title=form.title.strip(), words=form.words.strip(),
        budget_fen=form.budget_fen, closes_on=form.closes_on, drafted_by_id=require_member(by), drafted_at=at,
    )  # fmt: skip
    with refused_by(one_tender_per_number=TenderNumberTaken):
        tender.save(force_insert=True)
    write_line(by=by.actor, at=at, city=plan.city, verb="draft_tender", target=tender)
    return tender


@transaction.atomic
def publish_tender(*, by: Standing, tender: TenderNotice, at: datetime) -> None:
    """On the public pages from now on. Raises NotAllowed, ClosesTooSoon, TenderState."""
    require_purchases(by, tender.city, tender.plan.region_path)
    require_member(by)
    today = day_of(at)
    days = rule("contract.tender_days", tender.plan.region_path, today)
    if tender.closes_on < today + timedelta(days=days):
        raise ClosesTooSoon(_("截止日期太近：从发布到截止至少 %(days)d 天。") % {"days": days})
    hold_open_plan(plan=tender.plan, refusal=TenderState)
    drafts = TenderNotice.objects.filter(pk=tender.pk, state=State.DRAFT)
    if not drafts.update(state=State.PUBLISHED, published_on=today):
        raise TenderState
    write_line(by=by.actor, at=at, city=tender.city, verb="publish_tender", target=tender)


@transaction.atomic
def offer_bid(
    *, by: Standing, tender: TenderNotice, body: Body, amount_fen: int, words: str, at: datetime
) -> Bid:
    """By who runs an organisation, until the end of the closing day; nobody else reads it before.

    Raises NotAllowed, BadBid, BidThere, TenderState, TenderClosed.
    """
    require_heads(by, body.pk)
    if body.city != tender.city or body.state != BodyState.ACTIVE:
        raise NotAllowed
    check_bid(amount_fen, words, budget_fen=tender.budget_fen)
    _require_open(tender, at)
    bid = Bid(
        city=tender.city, tender=tender, body=body, amount_fen=amount_fen, words=words.strip(),
        offered_by_id=require_member(by), offered_at=at,
    )  # fmt: skip
    with refused_by(one_bid_per_body=BidThere):
        bid.save(force_insert=True)
    write_line(by=by.actor, at=at, city=tender.city, verb="offer_bid", target=bid)
    return bid


@transaction.atomic
def withdraw_bid(*, by: Standing, bid: Bid, at: datetime) -> None:
    """While offers are taken. Raises NotAllowed, TenderState, TenderClosed, BidUnknown."""
    require_heads(by, bid.body_id)
    _require_open(bid.tender, at)
    write_line(by=by.actor, at=at, city=bid.city, verb="withdraw_bid", target=bid)
    if not Bid.objects.filter(pk=bid.pk).delete()[0]:
        raise BidUnknown


def _require_open(tender: TenderNotice, at: datetime) -> None:
    # Whoever decides waits for those who offer, and the other way round.
    found = TenderNotice.objects.select_for_update().get(pk=tender.pk)
    if found.state != State.PUBLISHED:
        raise TenderState
    if day_of(at) > found.closes_on:
        raise TenderClosed


@transaction.atomic
def award_tender(*, by: Standing, bid: Bid, reason: str, at: datetime) -> None:
    """After the closing day, by an officer of none of the bidders. Raises NotAllowed, BidderDecides, AwardReasonNeeded,
    TenderStillOpen, TenderState."""
    tender = bid.tender
    said = _decides(by, tender, reason, at)
    hold_open_plan(plan=tender.plan, refusal=TenderState)
    days = rule("contract.publicity_days", tender.plan.region_path, day_of(at))
    _decided(by, tender, State.AWARDED, said, at, public_until=day_of(at) + timedelta(days=days))
    if not Bid.objects.filter(pk=bid.pk, tender=tender).update(awarded=True):
        raise BidUnknown
    write_line(by=by.actor, at=at, city=tender.city, verb="award_tender", target=bid, reason=said)


@transaction.atomic
def fail_tender(*, by: Standing, tender: TenderNotice, reason: str, at: datetime) -> None:
    """Nobody is chosen (流标). Raises as award_tender."""
    said = _decides(by, tender, reason, at)
    _decided(by, tender, State.FAILED, said, at)
    write_line(by=by.actor, at=at, city=tender.city, verb="fail_tender", target=tender, reason=said)


@transaction.atomic
def cancel_tender(*, by: Standing, tender: TenderNotice, reason: str, at: datetime) -> None:
    """The project stops: a notice that is out, or an award that no contract came of, ends with its reason, on any day.

    Bids that were sealed stay so. Raises NotAllowed, BidderDecides, AwardReasonNeeded, TenderState.
    """
    require_may_award(by, tender)
    said = check_reason(reason)
    rows = TenderNotice.objects.filter(Q(state=State.PUBLISHED) | Q(state=State.AWARDED), pk=tender.pk)
    decided = {
        "decided_on": day_of(at),
        "decided_by_id": require_member(by),
        "reason": said,
        "public_until": None,
    }
    # Under the plan's lock no contract is drafted of the award meanwhile.
    ProjectPlan.objects.select_for_update(no_key=True).get(pk=tender.plan_id)
    if Contract.objects.filter(bid__tender=tender).exists() or not rows.update(
        state=State.FAILED, called_off=True, **decided
    ):
        raise TenderState
    Bid.objects.filter(tender=tender, awarded=True).update(awarded=False)
    write_line(by=by.actor, at=at, city=tender.city, verb="cancel_tender", target=tender, reason=said)


def _decides(by: Standing, tender: TenderNotice, reason: str, at: datetime) -> str:
    require_may_award(by, tender)
    said = check_reason(reason)
    if day_of(at) <= tender.closes_on:
        raise TenderStillOpen
    return said


def _decided(
    by: Standing, tender: TenderNotice, state: State, said: str, at: datetime, **more: object
) -> None:
    rows = TenderNotice.objects.filter(pk=tender.pk, state=State.PUBLISHED)
    decided = {"decided_on": day_of(at), "decided_by_id": require_member(by), "reason": said}
    if not rows.update(state=state, **decided, **more):
        raise TenderState
