"""100,000 random operations on points, time bank and redemption, by writers at the same moment, and what must hold then.

Every kind of operation, in an order drawn by dice, by several threads with a connection each; the days go on, so that
lots expire and redemptions lapse. Held: debits equal credits, no balance is negative but that of what was issued, what
is left on a shelf and what was redeemed is what was supplied, each redemption came to one end and went back once, and of
every voided hour all that it earned was taken back or is in a case. Nothing is raised but refusals.
"""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, Sum

from bench.crowd import CITY
from bench.house import bench_database
from bench.ledger_world import LASTING, Hand, World, settle
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.honour.choices import KEPT_REDEMPTIONS, AccountKind, RedemptionState, TransferKind
from redvest.honour.models import (
    LedgerAccount,
    LedgerCase,
    LedgerLine,
    LedgerTransfer,
    RedeemItem,
    Redemption,
)
from redvest.honour.queries.ledger import trial_balance
from redvest.service.models import HoursEntry

# Four: a process has six connections (config/settings.py), one of them is held by the thread that waits for the others.
OPERATIONS, THREADS, PEOPLE, SEED = 100_000, 4, 40, 11
MOST_FAULTS = 20
BROKEN = 500  # from this status on it is the house's own fault and no answer


def run(
    *, json: bool = False, operations: int = OPERATIONS, threads: int = THREADS, people: int = PEOPLE
) -> dict[str, Any]:
    """Measure. ``held`` is false when a promise did not hold; ``faults`` then says which."""
    del json
    with bench_database("redvest_bench_ledger"):
        world = settle(people, clock.now())
        logging.disable(logging.INFO)  # the local connector says each text aloud
        try:
            return {"bench": "ledger", **live(world, operations=operations, threads=threads)}
        finally:
            logging.disable(logging.NOTSET)


def live(world: World, *, operations: int, threads: int, seed: int = SEED) -> dict[str, Any]:
    """So many operations, dealt out to the threads; then the sums."""
    began = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        shares = [range(turn, operations, threads) for turn in range(threads)]
        tallies = list(pool.map(lambda share: _work(world, share, operations, seed), shares))
    seconds = time.monotonic() - began
    done, refused, raised = (sum((each[n] for each in tallies), Counter[str]()) for n in range(3))
    found = [f"{name}: {number}" for name, number in raised.items()] + list(faults())
    return {
        "operations": operations, "threads": threads, "per_second": round(operations / seconds, 1),
        "done": dict(done.most_common()), "refused": dict(refused.most_common()), "issued": _issued(),
        "redemptions": Redemption.objects.count(), "transfers": LedgerTransfer.objects.count(),
        "faults": found[:MOST_FAULTS], "held": not found,
    }  # fmt: skip


def _work(
    world: World, share: range, operations: int, seed: int
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    done, refused, raised = Counter[str](), Counter[str](), Counter[str]()
    try:
        for turn in share:
            dice = random.Random(seed * 1_000_003 + turn)
            at: datetime = world.starts_at + LASTING * turn / operations
            steps = Hand(world, dice, at, f"{turn:x}").steps()
            (step,) = dice.choices(list(steps), weights=list(steps.values()))
            try:
                step()
                done[step.__name__] += 1
            except DomainError as fault:
                if fault.status >= BROKEN:
                    raised[f"{step.__name__} {fault.code}"] += 1
                    continue
                refused[f"{step.__name__} {fault.code}"] += 1
            except Exception as fault:
                raised[f"{step.__name__} {type(fault).__name__} {str(fault)[:120]}"] += 1
    finally:
        connection.close()
    return done, refused, raised


def _issued() -> dict[str, int]:
    return {ledger: -sums.get(AccountKind.ISSUE, 0) for ledger, sums in trial_balance(CITY).items()}


def faults() -> Iterator[str]:
    """What does not hold, in words."""
    yield from _of_the_sums()
    yield from _of_the_shelves()
    yield from _of_the_voids()


def _of_the_sums() -> Iterator[str]:
    for ledger, sums in trial_balance(CITY).items():
        if sum(sums.values()):
            yield f"{ledger} adds up to {sum(sums.values())}"
    if LedgerAccount.objects.exclude(kind=AccountKind.ISSUE).filter(balance__lt=0).exists():
        yield "a balance below nothing"
    lines = dict(LedgerLine.objects.values_list("account").annotate(Sum("amount")).order_by())
    if any(each.balance != lines.get(each.pk, 0) for each in LedgerAccount.objects.all()):
        yield "a balance that its lines do not say"
    lots = LedgerLine.objects.filter(account__kind=AccountKind.VOLUNTEER).values("account", "expires_on")
    if lots.annotate(held=Sum("amount")).filter(held__lt=0).exists():
        yield "a lot below nothing"
    if LedgerLine.objects.values("transfer").annotate(held=Sum("amount")).exclude(held=0).exists():
        yield "a transfer that does not sum to nothing"


def _of_the_shelves() -> Iterator[str]:
    kept = Count("redemptions", filter=Q(redemptions__state__in=KEPT_REDEMPTIONS))
    for item in RedeemItem.objects.filter(supplied__isnull=False).annotate(kept=kept):
        if item.stock + item.kept != item.supplied or item.stock < 0:  # type: ignore[operator]
            yield f"{item.title}: {item.stock} left, {item.kept} redeemed, {item.supplied} supplied"
    back = Redemption.objects.filter(returned__undoes=F("transfer"))
    gone = Redemption.objects.filter(state__in=[RedemptionState.CANCELLED, RedemptionState.LAPSED])
    returns = LedgerTransfer.objects.filter(kind=TransferKind.RETURN).count()
    if not back.count() == gone.count() == returns:
        yield f"{gone.count()} came to nothing, {back.count()} of them given back, {returns} returns"
    spent = LedgerTransfer.objects.filter(kind=TransferKind.SPEND).count()
    if spent != Redemption.objects.count():
        yield f"{spent} paid, {Redemption.objects.count()} redeemed"
    price = Redemption.objects.filter(state__in=KEPT_REDEMPTIONS).values_list("item__ledger")
    kept_units = dict(price.annotate(Sum("price")).order_by())
    for account in LedgerAccount.objects.filter(kind=AccountKind.SPENT):
        if account.balance != kept_units.get(account.ledger, 0):
            yield f"{account.ledger}: {account.balance} spent, {kept_units.get(account.ledger, 0)} redeemed"


def _of_the_voids() -> Iterator[str]:
    """Of a voided hour: what it earned is what was taken back and what its cases still say is owed."""
    voided = HoursEntry.objects.filter(voided_by__isnull=False).values("pk")
    credits = Sum("lines__amount", filter=Q(lines__amount__gt=0))
    earned = LedgerTransfer.objects.filter(kind=TransferKind.EARN, entry__in=voided).annotate(sum=credits)
    reversals = LedgerTransfer.objects.filter(kind=TransferKind.REVERSE).values_list("undoes")
    taken = dict(reversals.annotate(sum=credits).order_by())
    owed = dict(
        LedgerCase.objects.values_list("transfer").annotate(sum=Sum(F("owed") - F("taken"))).order_by()
    )
    wrong = sum(each.sum != taken.get(each.pk, 0) + owed.get(each.pk, 0) for each in earned)
    if wrong:
        yield f"{wrong} voided hours neither taken back nor in a case"
