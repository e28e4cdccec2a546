"""Proofs of a station: handed in by who keeps it, taken on site by who inspects it, decided by another."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import partial

from django.db import transaction

from redvest.connectors.storage import storage
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.identifiers import uuid7
from redvest.core.media_type import ending_of, media_type_of, shown_name
from redvest.oversight.assessment_errors import WordsNeeded
from redvest.oversight.choices import ProofState
from redvest.oversight.models import StationProof
from redvest.oversight.policy import may_inspect, require_inspects
from redvest.oversight.rules.station_assessment import LARGEST
from redvest.oversight.station_proof_errors import (
    OwnProof,
    ProofDecided,
    ProofFromTomorrow,
    ProofKindUnknown,
    ProofMissing,
    ProofTooLarge,
    ProofWrong,
)
from redvest.registry.actions.forgetting import unlink
from redvest.registry.models import Station
from redvest.registry.policy import Standing, require_keeps, require_member
from redvest.registry.queries.station_standard import kinds_of_evidence


@transaction.atomic
def add_proof(
    *, by: Standing, station: Station, kind: str, name: str, data: bytes, taken_on: date, at: datetime
) -> StationProof:
    """Hand in a photo or paper. What an inspector takes on site is accepted with that.

    Raises NotAllowed, ProofKindUnknown, ProofFromTomorrow, ProofMissing, ProofTooLarge, ProofWrong.
    """
    adder, on_site = require_member(by), may_inspect(by, station)
    if not on_site:
        require_keeps(by, station.pk, station.region.path)
    if kind not in kinds_of_evidence():
        raise ProofKindUnknown
    if taken_on > day_of(at):
        raise ProofFromTomorrow
    if not data:
        raise ProofMissing
    if len(data) > LARGEST:
        raise ProofTooLarge
    media_type = media_type_of(data)
    if media_type is None:
        raise ProofWrong
    key = f"station/{station.city}/{at:%Y}/{uuid7().hex}.{ending_of(media_type)}"
    storage().write(key, data)
    decided = {"state": ProofState.ACCEPTED, "decided_by_id": adder, "decided_at": at} if on_site else {}
    proof = StationProof.objects.create(
        city=station.city, station=station, kind=kind, key=key, name=shown_name(name, media_type),
        media_type=media_type, size=len(data), sha256=hashlib.sha256(data).digest(), taken_on=taken_on,
        on_site=on_site, added_by_id=adder, added_at=at, **decided,
    )  # fmt: skip
    write_line(
        by=by.actor, at=at, city=proof.city, verb="add_proof", target=proof, kind=kind, on_site=on_site
    )
    return proof


@transaction.atomic
def withdraw_proof(*, by: Standing, proof: StationProof, at: datetime) -> None:
    """Who handed it in takes it back while nobody has decided; the file goes as well. Raises NotAllowed, ProofDecided."""
    if proof.added_by_id != require_member(by):
        raise NotAllowed
    write_line(by=by.actor, at=at, city=proof.city, verb="withdraw_proof", target=proof, kind=proof.kind)
    if not StationProof.objects.filter(pk=proof.pk, state=ProofState.SUBMITTED).delete()[0]:
        raise ProofDecided
    key = proof.key
    transaction.on_commit(partial(unlink, key=key))


@transaction.atomic
def decide_proof(*, by: Standing, proof: StationProof, accept: bool, note: str, at: datetime) -> None:
    """Accept or refuse, once. Raises NotAllowed, OwnProof, WordsNeeded, ProofDecided."""
    require_inspects(by, proof.station)
    if proof.added_by_id == by.account_id:
        raise OwnProof
    note = " ".join(note.split())[:200]
    if not accept and len(note) < 2:
        raise WordsNeeded
    state = ProofState.ACCEPTED if accept else ProofState.REFUSED
    waiting = StationProof.objects.filter(pk=proof.pk, state=ProofState.SUBMITTED)
    if not waiting.update(state=state, decided_by_id=require_member(by), decided_at=at, note=note):
        raise ProofDecided
    write_line(
        by=by.actor, at=at, city=proof.city, verb="decide_proof", target=proof, reason=note, state=state.value
    )
