"""Points (积分) and time bank (时间银行) in double entry: what may move where, in which lots, and how much is earned.

Pure. A transfer is lines that sum to zero, in whole units (points; minutes of the time bank). A lot is what an account
holds that expires on one day; a line names the lot that it fills or draws on, so that passing units on never makes them
younger. Soonest first: with one keeping time for all that is first in, first out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from redvest.honour.choices import AccountKind, FamilyRelation, TransferKind

Lots = Mapping[date | None, int]
Key = Any  # whatever names an account and can be looked up by

_VOLUNTEER, _GROUP, _POOL = (frozenset({kind}) for kind in ("volunteer", "group", "pool"))
_BUDGET, _ISSUE, _SPENT = (frozenset({kind}) for kind in ("budget", "issue", "spent"))
# 民法典 art. 1047: 22 for men, 20 for women; the lower one, so that nobody is asked for their sex.
MARRYING_AGE = 20
_EXPIRED = frozenset({AccountKind.EXPIRED})

# From which accounts to which. A group only gives away; nothing leads back into money, or from a pool to a group.
MOVES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    TransferKind.EARN: (_ISSUE, _VOLUNTEER | _POOL),
    TransferKind.REVERSE: (_VOLUNTEER | _POOL | _EXPIRED, _ISSUE),
    TransferKind.FUND: (_ISSUE, _BUDGET),
    TransferKind.GRANT: (_BUDGET, _VOLUNTEER),
    TransferKind.DONATE: (_VOLUNTEER | _GROUP, _POOL),
    TransferKind.CONTRIBUTE: (_VOLUNTEER, _GROUP),
    TransferKind.GIVE: (_VOLUNTEER, _VOLUNTEER),
    TransferKind.AID: (_POOL, _VOLUNTEER),
    TransferKind.EXPIRE: (_VOLUNTEER, _EXPIRED),
    TransferKind.SPEND: (_VOLUNTEER, _SPENT),
    TransferKind.RETURN: (_SPENT, _VOLUNTEER),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One side of a transfer. Only a volunteer's units expire."""

    account: Key
    amount: int
    expires_on: date | None = None


def soonest_first(lots: Lots) -> list[tuple[date | None, int]]:
    """What is in the lots, those that never expire last."""
    full = [(day, held) for day, held in lots.items() if held > 0]
    return sorted(full, key=lambda lot: (lot[0] is None, lot[0] or date.max))


def usable(lots: Lots, on: date) -> dict[date | None, int]:
    """The lots whose day has not come, whether or not they were taken off already."""
    return {day: held for day, held in lots.items() if held > 0 and (day is None or day > on)}


def drawn(lots: Lots, amount: int, first: date | None = None) -> list[tuple[date | None, int]]:
    """Which lots give how much, beginning with ``first`` where it is named; less than asked where there is less."""
    order = soonest_first(lots)
    if first is not None:
        order.sort(key=lambda lot: lot[0] != first)
    parts, left = [], amount
    for day, held in order:
        if left <= 0:
            break
        parts.append((day, min(held, left)))
        left -= min(held, left)
    return parts


def moved(
    source: Key,
    lots: Lots,
    target: Key,
    amount: int,
    *,
    keeps_lots: bool,
    fresh: date | None = None,
) -> tuple[Line, ...]:
    """``amount`` from one account to another; between volunteers the lots go with it, elsewhere a ``fresh`` one begins.

    The caller has seen that there is enough.
    """
    parts = drawn(lots, amount)
    out = [Line(source, -held, day) for day, held in parts]
    into = [Line(target, held, day) for day, held in parts] if keeps_lots else [Line(target, amount, fresh)]
    return (*out, *into)


def earned(
    issue: Key,
    owner: Key,
    pool: Key,
    amount: int,
    *,
    room: int | None,
    expires_on: date | None,
) -> tuple[Line, ...]:
    """What a service earned: the owner's up to the ``room`` that a cap leaves, the rest for those who need it most."""
    kept = amount if room is None else min(amount, max(room, 0))
    lines = [Line(issue, -amount)]
    if kept:
        lines.append(Line(owner, kept, expires_on))
    if amount > kept:
        lines.append(Line(pool, amount - kept))
    return tuple(lines)


def taken_back(
    issue: Key, credits: Sequence[Line], held: Mapping[Key, Lots]
) -> tuple[tuple[Line, ...], dict[Key, int]]:
    """The lines that undo what was earned, as far as it is still there, and what is missing of each account."""
    lines, missing = [], dict[Key, int]()
    for credit in credits:
        parts = drawn(held.get(credit.account, {}), credit.amount, first=credit.expires_on)
        lines += [Line(credit.account, -amount, day) for day, amount in parts]
        short = credit.amount - sum(amount for _, amount in parts)
        if short:
            missing[credit.account] = missing.get(credit.account, 0) + short
    back = -sum(line.amount for line in lines)
    return ((*lines, Line(issue, back)) if back else ()), missing


def lapsed(owner: Key, lots: Lots, expired: Key, on: date) -> tuple[Line, ...]:
    """Everything whose day has come goes to what has expired; nothing, where nothing has."""
    due = [(day, held) for day, held in soonest_first(lots) if day is not None and day <= on]
    if not due:
        return ()
    return (*(Line(owner, -held, day) for day, held in due), Line(expired, sum(held for _, held in due)))


def faults(kind: str, lines: Sequence[Line], kinds: Mapping[Key, str]) -> list[str]:
    """What is wrong with a transfer, in words for whoever programs; a sound one has none."""
    found = []
    if len(lines) < 2 or any(line.amount == 0 for line in lines):
        found.append("a transfer has two sides or more, none of them nothing")
    if sum(line.amount for line in lines):
        found.append("debits and credits differ")
    signs = defaultdict(set)
    for line in lines:
        signs[line.account].add(line.amount > 0)
    if any(len(both) > 1 for both in signs.values()):
        found.append("an account gives and takes at once")
    if any(line.expires_on and kinds[line.account] != AccountKind.VOLUNTEER for line in lines):
        found.append("only a volunteer's units expire")
    sources, targets = MOVES[kind]
    if any(kinds[line.account] not in (targets if line.amount > 0 else sources) for line in lines):
        found.append(f"{kind} does not lead from there to there")
    return found


def points_for(
    minutes: int, category: Sequence[str], coefficients: Mapping[str, int], standard: int = 10
) -> int:
    """Whole points for minutes of service, half a point rounded up.

    ``coefficients`` are tenths of a point an hour by category, written ``domain/kind/skill``; the deepest of the three
    levels that is named counts, ``standard`` where none is.
    """
    tenths = standard
    for depth in range(len(category), 0, -1):
        path = "/".join(category[:depth])
        if path in coefficients:
            tenths = coefficients[path]
            break
    return (minutes * tenths + 300) // 600


def expiry_day(on: date, months: int) -> date | None:
    """The first of a month, ``months`` whole months after the one that follows; never, with 0."""
    if not months:
        return None
    years, month = divmod(on.month + months, 12)
    return date(on.year + years, month + 1, 1)


def room_under(cap: int, balance: int) -> int | None:
    """How much more an account may hold; without a cap as much as there is."""
    return max(cap - balance, 0) if cap else None


def may_give_to(relation: str, age: int | None, parent_age: int) -> bool:
    """Units go to a spouse of an age to marry, and to parents who are old enough; an age that nobody knows is not enough."""
    least = {FamilyRelation.SPOUSE.value: MARRYING_AGE, FamilyRelation.PARENT.value: parent_age}.get(relation)
    return least is not None and age is not None and age >= least
