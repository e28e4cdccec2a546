"""The findings of a verification of the log: each once, and no more of them kept than memory should hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not match. ``what`` is a ``LogFault``; ``leaf`` and ``entry`` are None where it is no leaf."""

    what: str
    leaf: int | None = None
    entry: str | None = None
    about: str = ""

    def as_json(self) -> dict[str, object]:
        return {"leaf": self.leaf, "entry": self.entry, "what": self.what, "about": self.about}


@dataclass
class Faults:
    """What was found so far: the first ``MOST`` by name, the rest by number."""

    named: list[Fault] = field(default_factory=list)
    total: int = 0
    _seen: set[tuple[str, int | None, str | None, str]] = field(default_factory=set)

    @property
    def room(self) -> int:
        return max(1, MOST - len(self.named))

    def add(self, what: str, *, leaf: int | None = None, entry: UUID | None = None, about: str = "") -> None:
        key = (str(what), leaf, str(entry) if entry else None, about)
        if key in self._seen:
            return
        self.total += 1
        if len(self.named) < MOST:
            self._seen.add(key)
            self.named.append(Fault(*key))
