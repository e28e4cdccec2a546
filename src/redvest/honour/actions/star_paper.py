"""The paper, the badge and the credential of a granted star: derived and signed when their owner takes them.

None of them is kept. An ended star is signed no more, and its status bit says revoked at once.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from redvest.connectors import eseal
from redvest.core import png
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.honour.queries.star_paper import held_star, own_given_star, placed, star_facts
from redvest.honour.rules.star_credential import (
    TITLE,
    StarFacts,
    star_badge_words,
    star_document,
    star_payload,
)
from redvest.honour.star_errors import StarEnded
from redvest.registry.policy import Standing
from redvest.service.actions.credential import BAKED, give_status_bit, sign_credential
from redvest.service.queries.credential import issuer_at
from redvest.service.queries.public_address import public_address
from redvest.service.rules import badge_png
from redvest.service.rules.certificate_pdf import qr_svg, render

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "typst" / "star.typ"


def star_pdf(
    *, by: Standing, key: UUID, site: str, site_address: str = "", at: datetime
) -> tuple[str, bytes]:
    """The number and the sealed PDF of one of somebody's own stars. Raises StarUnknown, StarEnded."""
    award = own_given_star(by, key)
    if award.state == StarState.ENDED:
        raise StarEnded
    facts = star_facts(award, whole_name=True)
    base = public_address(site_address)
    address = f"{base}/verify/{facts.number}" if base else ""
    data = star_document(
        facts, site=site, address_words=f"扫码或打开 {address} 核验" if address else "",
        qr=qr_svg(address) if address else "",
    )  # fmt: skip
    drawn = render(data, facts.granted_at, TEMPLATE)
    reason = f"{TITLE} {facts.number}"
    return facts.number, eseal.seal_pdf(drawn, eseal.current(), reason=reason, place=facts.place, at=at)


def star_credential_text(
    *, by: Standing, number: str, site_address: str = "", whole_name: bool = False, at: datetime
) -> str:
    """The signed credential of somebody's own star, by the number of its paper. Raises StarUnknown, StarEnded."""
    issuer = issuer_at(site_address)
    award, facts = _facts(by, number, whole_name, at)
    return sign_credential(payload=star_payload(facts, issuer), city=award.city, issuer=issuer, at=at)


def star_credential_payload(
    *, by: Standing, number: str, site_address: str = "", whole_name: bool = False, at: datetime
) -> dict[str, Any]:
    """The same as JSON to read, without the claims of the JWT and without a signature."""
    found = star_payload(_facts(by, number, whole_name, at)[1], issuer_at(site_address))
    return {name: value for name, value in found.items() if name not in {"iss", "sub", "jti", "nbf"}}


def star_badge(
    *, by: Standing, number: str, site_address: str = "", whole_name: bool = False, at: datetime
) -> bytes:
    """A picture that carries its credential; the credential carries the picture's digest."""
    issuer = issuer_at(site_address)
    award, facts = _facts(by, number, whole_name, at)
    picture = badge_png.draw(star_badge_words(facts, issuer.name))
    told = star_payload(facts, issuer, hashlib.sha256(picture).digest())
    signed = sign_credential(payload=told, city=award.city, issuer=issuer, at=at)
    return png.with_text(picture, BAKED, signed)


def _facts(by: Standing, number: str, whole_name: bool, at: datetime) -> tuple[StarAward, StarFacts]:
    award = held_star(by, number)
    if award.state == StarState.ENDED:
        raise StarEnded
    bit = give_status_bit(key=award.pk, city=award.city, at=at)
    return award, placed(star_facts(award, whole_name=whole_name), bit)
