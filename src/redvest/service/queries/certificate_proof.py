"""What the public may see of a certificate's roots in the log: which leaves, under which head, how they came."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.service.queries import credential as read

SHOWN = 12  # leaves that a page names one by one


@dataclass(frozen=True, slots=True)
class PublicProof:
    """Numbers and hashes only: nothing here says who served, or where."""

    entries: int
    leaves: tuple[int, ...]
    backfilled: int
    transferred: int
    head_size: int  # 0 while the city's log has no signed head
    head_root: str  # hex
    origin: str

    @property
    def waiting(self) -> int:
        """Entries that the sealer has not reached yet."""
        return self.entries - len(self.leaves)

    @property
    def shown(self) -> tuple[int, ...]:
        return self.leaves[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.leaves) - len(self.shown)


def public_proof(number: str) -> PublicProof:
    """The proof of a number as people type it. Raises CertificateNotFound."""
    certificate = read.by_number(number)
    head = read.latest_head(certificate.city)
    evidence = read.log_evidence(certificate, read.log_origin(head))
    return PublicProof(
        entries=evidence.entries,
        leaves=evidence.leaves,
        backfilled=evidence.backfilled,
        transferred=evidence.transferred,
        head_size=head.size if head else 0,
        head_root=bytes(head.root).hex() if head else "",
        origin=evidence.origin,
    )
