"""The transparency log: its signed head and the proofs of RFC 9162, for anybody."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from ninja import Query

from redvest.core import clock, throttle
from redvest.core.notes import VerifierKey
from redvest.faces.openapi.answers import BRIEFLY, PRIVATE, answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public
from redvest.faces.openapi.shapes.log import (
    CertificateProof,
    ConsistencyQuery,
    ConsistencyShape,
    HeadShape,
    InclusionShape,
    ProofQuery,
)
from redvest.faces.shared.address import client_address
from redvest.registry.queries.setting import rule
from redvest.service.log_errors import NoHeadYet
from redvest.service.queries import log as queries
from redvest.service.queries import log_tree

calls = Calls("日志")


@calls.get("/log/head", public, "日志头", HeadShape, 404)
def get_log_head(request: Asking) -> HttpResponse:
    """The newest signed head."""
    head = queries.latest_head(settings.REDVEST_CITY)
    if head is None:
        raise NoHeadYet
    origin = queries.head_origin(head)
    return answer(
        HeadShape(
            origin=origin,
            size=head.size,
            root=bytes(head.root).hex(),
            signed_at=head.signed_at,
            checkpoint=queries.served_checkpoint(head),
            key=VerifierKey(origin, bytes(head.key.public)).text(),
            witnesses=queries.witnesses_of(head),
        ),
        cache=BRIEFLY,
    )


@calls.get("/log/proof", public, "包含证明", InclusionShape, 404)
def get_log_proof(request: Asking, asked: Query[ProofQuery]) -> HttpResponse:
    """That a leaf is in the log, at the newest size or at any older one."""
    found = log_tree.inclusion(settings.REDVEST_CITY, asked.leaf, asked.size)
    return answer(
        InclusionShape(
            leaf_index=found.index,
            tree_size=found.size,
            leaf_hash=found.leaf_hash.hex(),
            commitment=found.commitment.hex(),
            root=found.root.hex(),
            path=[node.hex() for node in found.path],
        ),
        cache=BRIEFLY,
    )


@calls.get("/log/consistency", public, "一致性证明", ConsistencyShape, 404)
def get_log_consistency(request: Asking, asked: Query[ConsistencyQuery]) -> HttpResponse:
    """That an older log is the beginning of a newer one."""
    found = log_tree.consistency(settings.REDVEST_CITY, asked.from_, asked.to)
    return answer(
        ConsistencyShape(
            first_size=found.first,
            second_size=found.second,
            first_root=found.first_root.hex(),
            second_root=found.second_root.hex(),
            path=[node.hex() for node in found.path],
        ),
        cache=BRIEFLY,
    )


@calls.get("/certificates/{number}/proof", public, "证明的日志证明", CertificateProof)
def get_certificate_proof(request: Asking, number: str) -> HttpResponse:
    """The proof file that /log/verify.py reads; no personal data. Counted per address, like the certificate itself."""
    at = clock.now()
    limit = rule("certificate.verify_per_minute", f"{settings.REDVEST_CITY}/", clock.day_of(at))
    throttle.hit(f"verify:{client_address(request)}", limit=limit, window=timedelta(minutes=1), at=at)
    return answer(CertificateProof.model_validate(log_tree.certificate_proof(number)), cache=PRIVATE)
