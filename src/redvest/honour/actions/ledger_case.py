"""What is owed after a voided hour: an officer takes it back from what there is now, or writes why it stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.errors import NotAllowed
from redvest.core.one_line import one_line
from redvest.honour.actions.ledger import LONGEST_REASON, account_of, locked
from redvest.honour.actions.ledger_hours import collect
from redvest.honour.choices import AccountKind, CaseState, LedgerName
from redvest.honour.ledger_errors import LedgerCaseDecided, LedgerReasonMissing, NotEnoughHeld
from redvest.honour.models import LedgerCase
from redvest.honour.policy import may_decide_case
from redvest.registry.policy import Standing


@transaction.atomic
def collect_case(*, by: Standing, case: LedgerCase, at: datetime) -> int:
    """Take back what the account holds now, at most what is owed; returns how much.

    Raises NotAllowed, LedgerCaseDecided, NotEnoughHeld where nothing is there.
    """
    found = _open_case(by, case, at)
    taken = collect(case=found, by_id=by.account_id, at=at)
    if not taken:
        raise NotEnoughHeld(held=0)
    LedgerCase.objects.filter(pk=found.pk, state=CaseState.SETTLED).update(decided_by=by.account_id)
    write_line(by=by.actor, at=at, city=found.city, verb="collect_ledger_case", target=found, amount=taken)
    return taken


@transaction.atomic
def waive_case(*, by: Standing, case: LedgerCase, reason: str, at: datetime) -> None:
    """Let it be, and say why. Raises NotAllowed, LedgerReasonMissing, LedgerCaseDecided."""
    said = one_line(reason)[:LONGEST_REASON]
    found = _open_case(by, case, at)
    if not said:
        raise LedgerReasonMissing
    LedgerCase.objects.filter(pk=found.pk).update(
        state=CaseState.WAIVED, decided_by=by.account_id, decided_at=at, reason=said
    )
    write_line(by=by.actor, at=at, city=found.city, verb="waive_ledger_case", target=found, reason=said)


def _open_case(by: Standing, case: LedgerCase, at: datetime) -> LedgerCase:
    """The case, locked after its accounts: in the order in which voids and earnings lock them, too."""
    if not may_decide_case(by, case, at):
        raise NotAllowed
    issue = account_of(city=case.city, ledger=LedgerName(case.account.ledger), kind=AccountKind.ISSUE)
    locked(accounts=(case.account, issue))
    rows = LedgerCase.objects.select_for_update(of=("self",)).select_related("account", "transfer")
    found = rows.get(pk=case.pk)
    if found.state != CaseState.OPEN:
        raise LedgerCaseDecided
    return found
