"""Every head that was ever signed, in the database, in the journal and outside, held against the tree of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Min

from redvest.core.merkle import NodeReader, range_root
from redvest.core.notes import BadNote, Checkpoint, Note, VerifierKey, parse_checkpoint, parse_note, signed_by
from redvest.service.choices import LogFault
from redvest.service.log_errors import CheckpointUnreadable
from redvest.service.models import LogHead, LogKey
from redvest.service.queries.log_journal import Record, records
from redvest.service.rules.log import Faults


def checkpoint_of(text: str) -> Note:
    """A checkpoint that somebody kept. Raises CheckpointUnreadable."""
    try:
        note = parse_note(text)
        parse_checkpoint(note.text)
    except BadNote as fault:
        raise CheckpointUnreadable from fault
    return note


@dataclass
class SignedHeads:
    """The heads of a city's log against its tree of ``size`` leaves; what does not match goes to ``faults``."""

    city: str
    size: int
    read: NodeReader
    faults: Faults
    _keys: list[LogKey] = field(init=False)
    _cut: set[str] = field(
        default_factory=set
    )  # where heads were found that are longer than the log: named once each
    _broken: set[str] = field(default_factory=set)  # and those of another root: all later ones are, too
    _good: int = 0  # the largest size up to which all heads agreed
    _last: tuple[int, bytes | None] = (-1, None)

    def __post_init__(self) -> None:
        self._keys = list(LogKey.objects.filter(city=self.city).order_by("created_at", "id"))

    def check(self, journal_bytes: int) -> tuple[int, int]:
        """Go through database and journal side by side, by number; returns how many heads each has."""
        heads = journaled = 0
        journal = records(self.city, journal_bytes)
        record = next(journal, None)
        first = self._first_heads()
        for head in LogHead.objects.filter(city=self.city).order_by("id").iterator(chunk_size=1000):
            heads += 1
            while record is not None and record.id < head.pk:
                journaled, record = journaled + 1, self._lost(record, journal)
            if record is not None and record.id == head.pk:
                journaled += 1
                if record.checkpoint != head.checkpoint:
                    self.faults.add(LogFault.HEAD, about=f"head {head.pk}: journal differs")
                    self._one(record.checkpoint, f"journal {record.id}")
                record = next(journal, None)
            self._row(head, first.get(head.pk))
        while record is not None:
            journaled, record = journaled + 1, self._lost(record, journal)
        return heads, journaled

    def check_outside(self, note: Note) -> None:
        """A checkpoint that somebody kept outside: signed by a key of ours, and a beginning of this log."""
        self._note(note, "checkpoint")

    def root_at(self, size: int) -> bytes | None:
        """The root over the first ``size`` leaves; None where tiles are missing."""
        if self._last[0] != size:
            try:
                self._last = (size, range_root(self.read, 0, size))
            except IndexError:
                self._last = (size, None)
        return self._last[1]

    def _first_heads(self) -> dict[int, LogKey]:
        """The number of each key's first head, with the key before it, whose signature it carries, too."""
        rows = LogHead.objects.filter(city=self.city).values("key").annotate(first=Min("id"))
        first = {row["key"]: row["first"] for row in rows}
        pairs = zip(self._keys, self._keys[1:], strict=False)
        return {first[later.pk]: former for former, later in pairs if later.pk in first}

    def _lost(self, record: Record, journal: Iterator[Record]) -> Record | None:
        """A head that only the journal remembers."""
        self.faults.add(LogFault.HEAD, about=f"head {record.id}: only in the journal")
        self._one(record.checkpoint, f"journal {record.id}")
        return next(journal, None)

    def _row(self, head: LogHead, former: LogKey | None) -> None:
        about = f"head {head.pk}"
        found = self._one(head.checkpoint, about)
        if found is None:
            return
        note, told = found
        if (told.size, told.root) != (head.size, bytes(head.root)):
            self.faults.add(LogFault.HEAD, about=f"{about}: row and checkpoint differ")
        if former is not None and not self._signed(note, told, [former]):
            self.faults.add(LogFault.KEY, about=f"{about}: not signed by the former key")
        if not self._signed(note, told, [key for key in self._keys if key.pk == head.key_id]):
            self.faults.add(LogFault.KEY, about=about)

    def _one(self, text: str, about: str) -> tuple[Note, Checkpoint] | None:
        try:
            note = parse_note(text)
            return note, self._note(note, about)
        except BadNote:
            self.faults.add(LogFault.HEAD, about=f"{about}: unreadable")
            return None

    def _note(self, note: Note, about: str) -> Checkpoint:
        """A key of ours signed it, and the tree has that root at that size. Raises BadNote."""
        told = parse_checkpoint(note.text)
        if not about.startswith("head") and not self._signed(note, told, self._keys):
            self.faults.add(LogFault.KEY, about=about)
        source = about.partition(" ")[0]
        if told.size > self.size and source not in self._cut:
            self._cut.add(source)
            self.faults.add(
                LogFault.REMOVED_TAIL, leaf=self.size, about=f"{about}: leaves {self.size} to {told.size - 1}"
            )
        if told.size > self.size:
            return told
        if self.root_at(told.size) == told.root:
            self._good = max(self._good, told.size)
        elif source not in self._broken:
            self._broken.add(source)
            self.faults.add(
                LogFault.HEAD, about=f"{about}: a leaf from {self._good} to {told.size - 1} was changed"
            )
        return told

    def _signed(self, note: Note, told: Checkpoint, keys: list[LogKey]) -> bool:
        verifiers = (VerifierKey(told.origin, bytes(key.public)) for key in keys)
        return any(signed_by(verifier, note.text, note.signatures) for verifier in verifiers)
