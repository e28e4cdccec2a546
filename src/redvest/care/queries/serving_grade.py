"""How well a service is proven: its evidence as the ledger's rules weigh it (ADR 9)."""

from __future__ import annotations

from redvest.care.models import NeedServing
from redvest.service.choices import ProofKind
from redvest.service.rules.evidence import Evidence, Verdict, grade


def evidence_of(serving: NeedServing) -> Evidence:
    """The volunteer's minutes are their own word; the leader's countersign puts them on the list."""
    proofs = {ProofKind(each) for each in serving.proofs}
    if serving.countersigned_at is not None:
        proofs.add(ProofKind.LEADER_TICK)
    return Evidence(
        proofs=frozenset(proofs),
        countersigned=serving.countersigned_at is not None,
        volunteer_confirmed=serving.minutes is not None,
        second_officer=serving.second_at is not None,
    )


def verdict_of(serving: NeedServing) -> Verdict:
    """What the evidence of a service comes to, and what would better it."""
    return grade(evidence_of(serving))
