"""Finds the service domains that a cell names, in whichever of the classification schemes it thinks. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from redvest.registry.rules.registration import MOST_DOMAINS
from redvest.registry.rules.sheet import CellFault, split_list


@dataclass
class Domains:
    """The names of all schemes with the keys of the city's own that they mean; its own names first."""

    own: dict[str, str]
    others: dict[str, str]
    _found: dict[str, tuple[str, ...] | str] = field(init=False, repr=False, default_factory=dict)

    def find(self, text: str) -> tuple[str, ...]:
        """The keys that a cell names, at most four; none where it is empty. Raises CellFault."""
        known = self._found.get(text)
        if known is None:
            known = self._look(text)
            if len(self._found) < 50_000:
                self._found[text] = known
        if isinstance(known, str):
            raise CellFault(known)
        return known

    def _look(self, text: str) -> tuple[str, ...] | str:
        keys: list[str] = []
        unknown: list[str] = []
        for item in split_list(unicodedata.normalize("NFKC", text)):
            key = self.own.get(item) or self.others.get(item)
            if key is None:
                unknown.append(item)
            elif key not in keys:
                keys.append(key)
        if unknown:
            choice = "、".join(name for name in self.own if not name[0].isascii())
            return _("服务类别“{names}”不在列表里，可以填：{choice}。").format(
                names="、".join(unknown)[:40], choice=choice
            )
        if len(keys) > MOST_DOMAINS:
            return _("服务类别最多选 {most} 个，这里有 {count} 个。").format(
                most=MOST_DOMAINS, count=len(keys)
            )
        return tuple(keys)


def domains_of_scheme(scheme: str, rows: Iterable[tuple[str, str, str]]) -> Domains:
    """Out of key, name and, for a domain of another scheme, the key of the city's own that it maps to."""
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    for key, name, maps_to in rows:
        if key.startswith(f"{scheme}:"):
            own[name] = own[key] = key
        elif maps_to:
            others.setdefault(name, maps_to)
    return Domains(own, others)
