"""Reads the service domains of the three classification schemes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from redvest.registry.choices import DomainScheme
from redvest.registry.models import ServiceDomain
from redvest.registry.profile_errors import DomainsWrong

# Which list a city shows; the mapping translates for exchange with others.
_OWN_SCHEME = {"3605": DomainScheme.XINYU, "4108": DomainScheme.HENAN}


def scheme_of(city: str) -> DomainScheme:
    """The classification in which a city thinks."""
    return _OWN_SCHEME.get(city[:4], DomainScheme.NATIONAL)


def domains(city: str) -> QuerySet[ServiceDomain]:
    """The kinds of service that a city's people choose from, in their order."""
    return ServiceDomain.objects.filter(scheme=scheme_of(city)).order_by("order")


def domains_of(keys: Iterable[str]) -> tuple[ServiceDomain, ...]:
    """The domains of these keys. Raises DomainsWrong when one of them does not exist."""
    wanted = set(keys)
    found = tuple(ServiceDomain.objects.filter(pk__in=wanted).order_by("key"))
    if len(found) != len(wanted):
        raise DomainsWrong
    return found
