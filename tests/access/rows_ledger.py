"""Points of the volunteer's own, a family tie that waits for them, and what somebody of the own place owes."""

from __future__ import annotations

from typing import Any

from redvest.honour.models import FamilyTie, LedgerCase
from redvest.registry.models import Volunteer
from tests.factories import registry
from tests.factories.ledger import fill, purse
from tests.factories.registry import CITY, NOW


def ledger_keys(volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    account = purse(volunteer)
    made = fill(account, 20)
    giver = registry.make_volunteer(name="李明光")
    tie = FamilyTie.objects.create(
        city=CITY, giver=giver, relative=volunteer, relation="spouse", asked_at=NOW
    )
    case = LedgerCase.objects.create(
        city=CITY, account=account, transfer=made, region_path=volunteer.region_path, owed=5, opened_at=NOW
    )
    return {
        "me/points/<uuid:key>/": (account.pk,),
        "me/points/family/<uuid:key>/": (tie.pk,),
        "desk/ledger-cases/<uuid:key>/": (case.pk,),
    }
