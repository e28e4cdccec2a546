"""What a granted star says as an Open Badges 3.0 credential, and what its badge and paper show. Pure.

The frame (issuer, claims of the JWT, status) is that of certificates: ``service/rules/credential.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from redvest.service.rules import status_list
from redvest.service.rules.certificate import day_words, printable
from redvest.service.rules.credential import CONTEXTS, SCHEMA, Issuer, address, identity_hash, profile, terms
from redvest.service.rules.status_list import moment

PREFIX = "ST"  # of the numbers of stars; certificates begin with another
TITLE = "星级志愿者证书"
LEVEL_WORDS = ("一星志愿者", "二星志愿者", "三星志愿者", "四星志愿者", "五星志愿者")
DESCRIPTION = "在社会志愿服务中，经核验的服务时间（证据等级 A、B、C）达到规定的小时数，经审核和公示后授予。"


@dataclass(frozen=True, slots=True)
class StarFacts:
    """A granted star, as far as its paper and credential speak of it. ``place`` grants it."""

    id: UUID
    number: str
    level: int
    hours: int  # what this level asked for on the day of the application
    annual: bool
    name: str  # on the person's own paper the whole, elsewhere masked
    whole_name: bool
    volunteer_number: str
    salt: str
    place: str
    granted_at: datetime
    granted_on: date
    document_number: str
    publicity: tuple[date, date]
    status_list: int = 0
    status_index: int = 0


def title(facts: StarFacts) -> str:
    return f"{facts.place}{LEVEL_WORDS[facts.level - 1]}"


def asked_words(facts: StarFacts) -> str:
    """What the level asks for, in a sentence."""
    span = "当年" if facts.annual else "累计"
    return f"{span}经核验的志愿服务时间达到 {facts.hours} 小时"


def star_payload(facts: StarFacts, issuer: Issuer, picture: bytes | None = None) -> dict[str, Any]:
    """The credential with the claims of its JWT. ``picture`` is the SHA-256 of the badge it will be baked into."""
    key, subject = address(issuer.base, facts.number), f"urn:uuid:{facts.id}"
    found: dict[str, Any] = {
        "@context": [*CONTEXTS, terms(issuer.base)],
        "id": key,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile(issuer),
        "validFrom": moment(facts.granted_at),
        "name": title(facts),
        "description": f"{asked_words(facts)}，{day_words(facts.granted_on)}授予。",
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            "identifier": _identifiers(facts),
            "achievement": _achievement(facts, issuer),
        },
        "evidence": [
            {
                "id": f"{issuer.base}/verify/{facts.number}",
                "type": ["Evidence"],
                "name": "核验网页",
                "narrative": "谁都可以在这里看到这个星级是否有效。",
            }
        ],
        "credentialStatus": status_list.entry(issuer.base, facts.status_list, facts.status_index),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "iss": issuer.did,
        "sub": subject,
        "jti": key,
        "nbf": int(facts.granted_at.timestamp()),
    }
    if picture is not None:
        found["pictureDigest"] = f"sha256-{picture.hex()}"
    return found


def _identifiers(facts: StarFacts) -> list[dict[str, Any]]:
    """The volunteer number as a salted hash, and the name, as on a certificate's credential."""
    return [
        {
            "type": "IdentityObject", "hashed": True, "identityType": "identifier", "salt": facts.salt,
            "identityHash": identity_hash(facts.volunteer_number, facts.salt),
        },
        {
            "type": "IdentityObject", "hashed": False, "identityHash": facts.name,
            "identityType": "name" if facts.whole_name else "ext:maskedName",
        },
    ]  # fmt: skip


def _achievement(facts: StarFacts, issuer: Issuer) -> dict[str, Any]:
    return {
        "id": f"{issuer.base}/stars/#{facts.level}-{facts.hours}",
        "type": ["Achievement"],
        "achievementType": "Award",
        "inLanguage": "zh-Hans",
        "name": LEVEL_WORDS[facts.level - 1],
        "description": DESCRIPTION,
        "criteria": {"narrative": f"{asked_words(facts)}，依次申请，审核后公示，没有异议的授予。"},
    }


def star_badge_words(facts: StarFacts, site: str) -> dict[str, Any]:
    """Everything the badge shows; its drawing is that of certificates (``service/rules/badge_png.py``)."""
    return {
        "verified": True,
        "title": "星级志愿者",
        "hours": LEVEL_WORDS[facts.level - 1].removesuffix("志愿者"),
        "size": 34,
        "grades": [],
        "period": day_words(facts.granted_on),
        "body": printable(facts.place),
        "note": facts.number,
        "site": printable(site),
    }


def star_document(facts: StarFacts, *, site: str, address_words: str, qr: str) -> Mapping[str, Any]:
    """Everything the paper shows, as plain text."""
    first, last = facts.publicity
    return {
        "title": TITLE,
        "site": printable(site),
        "number": facts.number,
        "name": printable(facts.name),
        "volunteer_number": facts.volunteer_number,
        "level": facts.level,
        "level_words": LEVEL_WORDS[facts.level - 1],
        "asked": asked_words(facts),
        "place": printable(facts.place),
        "granted_on": day_words(facts.granted_on),
        "publicity": f"{day_words(first)} 至 {day_words(last)}",
        "document": printable(facts.document_number),
        "check_at": address_words,
        "qr": qr,
    }
