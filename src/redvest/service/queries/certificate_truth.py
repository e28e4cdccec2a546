"""What a certificate is worth by the ledger and its log, whatever its own row says.

A certificate is derived, never typed (design invariant 8): its row can be written by whoever rules the database, the
entries that it rests on cannot, unseen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from redvest.registry.queries.merge import records_of
from redvest.service.choices import CertificateState
from redvest.service.models import Certificate, HoursEntry
from redvest.service.queries.log_inclusion import unproven


@dataclass(frozen=True, slots=True)
class Truth:
    """``minutes_by_grade`` as the ledger has them. ``wrong``: entries that are gone or not what was logged."""

    minutes_by_grade: dict[str, int]
    voided: int
    waiting: int
    wrong: int
    agrees: bool  # the row says what its entries add up to, and all of them are its person's and its body's

    @property
    def sound(self) -> bool:
        """Nothing about it was written behind the ledger's back."""
        return self.agrees and not self.wrong

    @property
    def in_log(self) -> bool | None:
        """None while entries wait for the sealer."""
        if not self.sound:
            return False
        return None if self.waiting else True


def truth_of(certificate: Certificate) -> Truth:
    """A certificate held against its entries, and those against the log."""
    ids = list(certificate.lines.values_list("entry_id", flat=True))
    waiting, wrong = unproven(certificate.city, ids)
    rows = list(
        HoursEntry.objects.filter(pk__in=ids).values_list(
            "grade", "minutes", "volunteer_id", "body_id", "voided_by__id"
        )
    )
    sums: Counter[str] = Counter()
    for grade, minutes, *_whose in rows:
        sums[grade] += minutes
    said = {grade: minutes for grade, minutes in certificate.minutes_by_grade.items() if minutes}
    whose = {(volunteer_id, body_id) for _grade, _minutes, volunteer_id, body_id, _void in rows}
    own = bool(whose) and whose <= _owners(certificate, whose)
    return Truth(
        minutes_by_grade=dict(sums),
        voided=sum(void is not None for *_rest, void in rows),
        waiting=len(waiting),
        wrong=len(wrong),
        agrees=own and said == dict(sums),
    )


def _owners(certificate: Certificate, whose: set[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Whose entries these may be: the holder's, and those of records merged into the holder's, of the one body."""
    people = {certificate.volunteer_id}
    if any(volunteer_id not in people for volunteer_id, _body in whose):
        people = set(records_of(certificate.volunteer_id))
    return {(volunteer_id, certificate.body_id) for volunteer_id in people}


def stands(certificate: Certificate, truth: Truth) -> bool:
    """Whether it can be relied on today: neither taken back nor resting on what was voided or altered."""
    return certificate.state == CertificateState.VALID and truth.sound and not truth.voided
