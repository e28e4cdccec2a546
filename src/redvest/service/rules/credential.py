"""What a certificate says as an Open Badges 3.0 credential: facts in, the JSON of its payload out.

Pure. Open Badges 3.0 (1EdTech, document version 1.0.14 and later): AchievementCredential on the VC data model 2.0,
in its JWT form (8.2): the payload is the credential itself with ``iss``, ``sub``, ``jti`` and ``nbf`` beside it, and no
``vc`` claim. Everything a person reads in it is Chinese, whatever language the person who downloads it reads.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from redvest.core.clock import CHINA
from redvest.core.errors import Conflict
from redvest.service.choices import Grade
from redvest.service.rules import status_list
from redvest.service.rules.certificate import duration_words, printable, verified_minutes
from redvest.service.rules.certificate_document import GRADE_WORDS, LEGEND
from redvest.service.rules.status_list import moment

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
VERIFIED, UNVERIFIED = "verified-service", "unverified-record"
NAMES = {VERIFIED: "志愿服务", UNVERIFIED: "志愿服务记录（未核验）"}
DESCRIPTIONS = {
    VERIFIED: "在社会志愿服务中付出的实际服务时间，由记录单位记录，有现场凭证或经两人确认。",
    UNVERIFIED: "由旧系统导入或自行填报的服务时间，没有现场凭证，未核验，不能当作经核验的服务时间使用。",
}
# Our own words, explained to who follows their addresses.
TERMS = {
    "logOrigin": "透明日志的名字，和检查点（C2SP tlog-checkpoint）第一行一样",
    "entryCount": "证明依据的服务记录条数",
    "leafIndex": "这些记录在透明日志里的叶序号，从 0 起；还没写入日志的不在其中",
    "pictureDigest": "徽章图片在写入凭证之前的 SHA-256，十六进制",
}
_NUMBER = re.compile(r"/certificates/([A-Z]{2}(?:-[0-9A-Z]{4}){4})/credential\Z")


class CertificateRevoked(Conflict):
    """这份证明已经撤销，不再签发它的数字凭证。记录更正以后，可以重新开一份。"""

    code = "certificate-revoked"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the platform under its public address."""

    base: str  # without a slash at its end
    did: str
    name: str


@dataclass(frozen=True, slots=True)
class LogEvidence:
    """Which entries of the public log a certificate rests on."""

    origin: str  # the log's name in its checkpoints
    entries: int
    leaves: tuple[int, ...]  # of those that are sealed already
    backfilled: int = 0
    transferred: int = 0


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """A certificate, as far as its credential speaks of it."""

    id: UUID
    number: str
    name: str  # masked, unless the holder asked for the whole
    whole_name: bool
    volunteer_number: str
    salt: str
    body_id: UUID
    body: str
    starts_on: date
    ends_on: date
    issued_at: datetime
    minutes_by_grade: Mapping[str, int]
    log: LogEvidence
    status_list: int
    status_index: int


def address(base: str, number: str) -> str:
    return f"{base}/certificates/{number}/credential"


def number_in(payload: Mapping[str, Any]) -> str:
    """The certificate's number in a credential's ``id``; empty when there is none."""
    found = _NUMBER.search(str(payload.get("id", "")))
    return found[1] if found else ""


def profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer's Profile, as it stands in every credential and at its own address."""
    return {
        "id": issuer.did,
        "type": ["Profile"],
        "name": printable(issuer.name),
        "url": issuer.base,
        "description": "城市志愿服务平台。时长由组织记录，凭证由账本算出；撤销与否以状态列表为准。",
    }


def achievement(base: str, kind: str) -> dict[str, Any]:
    """What was achieved: verified service, or a record that nobody verified. The same for everybody."""
    key = f"{base}/credentials/achievements/{kind}"
    grades = [grade.value for grade in Grade if kind == VERIFIED or grade is Grade.D]
    return {
        "id": key,
        "type": ["Achievement"],
        "achievementType": "CommunityService",
        "inLanguage": "zh-Hans",
        "name": NAMES[kind],
        "description": DESCRIPTIONS[kind],
        "criteria": {"narrative": LEGEND},
        "resultDescription": [
            {
                "id": f"{key}#minutes-{grade.lower()}",
                "type": ["ResultDescription"],
                "name": f"{grade} {GRADE_WORDS[grade]}（分钟）"
                + ("，不计入经核验的时间" if grade == Grade.D else ""),
                "resultType": "Result",
            }
            for grade in grades
        ],
    }


def payload(facts: CredentialFacts, issuer: Issuer, picture: bytes | None = None) -> dict[str, Any]:
    """The credential with the claims of its JWT. ``picture`` is the SHA-256 of the badge it will be baked into."""
    key, subject = address(issuer.base, facts.number), _subject(facts, issuer)
    found = {
        "@context": [*CONTEXTS, terms(issuer.base)],
        "id": key,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile(issuer),
        "validFrom": moment(facts.issued_at),
        "name": title(facts.minutes_by_grade),
        "description": summary(facts),
        "credentialSubject": subject,
        "evidence": _evidence(facts, issuer),
        "credentialStatus": status_list.entry(issuer.base, facts.status_list, facts.status_index),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        "iss": issuer.did,
        "sub": subject["id"],
        "jti": key,
        "nbf": int(facts.issued_at.timestamp()),
    }
    if picture is not None:
        found["pictureDigest"] = f"sha256-{picture.hex()}"
    return found


def title(minutes_by_grade: Mapping[str, int]) -> str:
    """The line that every reader shows: nobody can take hours that nobody verified for verified ones."""
    verified = verified_minutes(dict(minutes_by_grade))
    return f"志愿服务证明：经核验 {duration_words(verified)}" if verified else NAMES[UNVERIFIED]


def summary(facts: CredentialFacts) -> str:
    """The same in a few sentences."""
    verified = verified_minutes(dict(facts.minutes_by_grade))
    unverified = facts.minutes_by_grade.get(Grade.D, 0)
    said = [f"{facts.starts_on:%Y.%m.%d} 至 {facts.ends_on:%Y.%m.%d}，由{printable(facts.body)}记录。"]
    said.append(f"经核验的服务时间 {duration_words(verified)}。" if verified else "没有经核验的服务时间。")
    if unverified:
        said.append(
            f"{'另有 ' if verified else ''}{duration_words(unverified)}未核验，不计入经核验的服务时间。"
        )
    return "".join(said)


def identity_hash(value: str, salt: str) -> str:
    """Open Badges' salted hash: whoever is told the value can check that it is meant."""
    return "sha256$" + hashlib.sha256((value + salt).encode()).hexdigest()


def _subject(facts: CredentialFacts, issuer: Issuer) -> dict[str, Any]:
    kind = VERIFIED if verified_minutes(dict(facts.minutes_by_grade)) else UNVERIFIED
    what = achievement(issuer.base, kind)
    return {
        "id": f"urn:uuid:{facts.id}",  # of this credential alone: two of one person share nothing
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject", "hashed": True, "identityType": "identifier", "salt": facts.salt,
                "identityHash": identity_hash(facts.volunteer_number, facts.salt),
            },
            {
                "type": "IdentityObject", "hashed": False, "identityHash": facts.name,
                "identityType": "name" if facts.whole_name else "ext:maskedName",
            },
        ],
        "source": {"id": f"urn:uuid:{facts.body_id}", "type": ["Profile"], "name": printable(facts.body)},
        "activityStartDate": datetime.combine(facts.starts_on, time.min, CHINA).isoformat(),
        "activityEndDate": datetime.combine(facts.ends_on, time(23, 59, 59), CHINA).isoformat(),
        "achievement": what,
        "result": [
            {
                "type": ["Result"],
                "resultDescription": f"{what['id']}#minutes-{grade.lower()}",
                "value": str(minutes),
            }
            for grade, minutes in sorted(facts.minutes_by_grade.items())
            if minutes
        ],
    }  # fmt: skip


def _evidence(facts: CredentialFacts, issuer: Issuer) -> list[dict[str, Any]]:
    log = facts.log
    marks = [f"补录 {log.backfilled} 条"] if log.backfilled else []
    marks += [f"外系统转入 {log.transferred} 条"] if log.transferred else []
    return [
        {
            "id": f"{issuer.base}/verify/{facts.number}",
            "type": ["Evidence"],
            "name": "核验网页",
            "narrative": "谁都可以在这里看到证明是否有效。",
        },
        {
            "id": f"{issuer.base}/log/",
            "type": ["Evidence"],
            "name": "透明日志",
            "narrative": "，".join([f"来自 {log.entries} 条服务记录", *marks])
            + "；日志叶可以在网页上自行验证。",
            "genre": "transparency-log",
            "logOrigin": log.origin,
            "entryCount": log.entries,
            "leafIndex": list(log.leaves),
        },
    ]


def terms(base: str) -> dict[str, Any]:
    """Our own words in the credential, given a meaning so that no JSON-LD reader drops them."""
    here, number = f"{base}/credentials/terms#", "http://www.w3.org/2001/XMLSchema#integer"
    return {
        "logOrigin": f"{here}logOrigin",
        "entryCount": {"@id": f"{here}entryCount", "@type": number},
        "leafIndex": {"@id": f"{here}leafIndex", "@type": number, "@container": "@set"},
        "pictureDigest": f"{here}pictureDigest",
    }


def minutes_told(payload: Mapping[str, Any]) -> dict[str, int]:
    """Minutes by grade as a credential tells them; what cannot be read is told as nothing."""
    told: dict[str, int] = {}
    subject = payload.get("credentialSubject")
    results = subject.get("result") if isinstance(subject, dict) else None
    for each in results if isinstance(results, list) else []:
        if not isinstance(each, dict):
            continue
        grade = str(each.get("resultDescription", "")).rpartition("#minutes-")[2].upper()
        value = str(each.get("value", ""))
        if grade in set(Grade) and value.isascii() and value.isdigit() and len(value) <= 9:
            told[grade] = told.get(grade, 0) + int(value)
    return told
