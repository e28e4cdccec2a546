"""How somebody is reached: the names and phones by which texts that others typed may name them. For forgetting only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Func, Q, Value

from redvest.registry.models import Account, Volunteer
from redvest.registry.queries.merge import accounts_behind
from redvest.registry.queries.secret import ACCOUNT_PHONE, VOLUNTEER_PHONE, open_sealed


@dataclass(frozen=True, slots=True)
class Reached:
    """A person's accounts, names and phones, as long as they are on record."""

    accounts: list[Account]
    names: set[str]
    phones: set[str]


def reached_as(volunteer: Volunteer) -> Reached:
    """Read before anything is forgotten. One query beside those for the accounts."""
    accounts = list(Account.objects.filter(pk__in=accounts_behind(volunteer)))
    kept = ((each.phone_sealed, ACCOUNT_PHONE) for each in accounts)
    sealed = [*kept, (volunteer.phone_sealed, VOLUNTEER_PHONE)]
    phones = {open_sealed(text, context=context) for text, context in sealed if text}
    return Reached(accounts, {volunteer.name, *(each.name for each in accounts)}, phones)


def typed_digits(column: str) -> Func:
    """The digits alone of a phone as somebody typed it, for ``alias(typed=…)``."""
    return Func(F(column), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")


def is_rung(phones: set[str]) -> Q:
    """Rows whose ``typed`` digits are one of these phones, with the country's prefix or without."""
    return Q(typed__in=[*phones, *(f"86{each}" for each in phones)])
