"""The payload follows Open Badges 3.0 and the VC data model 2.0, and no reader can take 未核验 for verified.

The rules are our own reading of the AchievementCredential schema: what must be there, of which type, from which list.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from redvest.service.rules.credential import (
    UNVERIFIED,
    VERIFIED,
    LogEvidence,
    achievement,
    identity_hash,
    number_in,
    payload,
    title,
)
from tests.factories.credential import AT, BASE, FACTS, ISSUER, ONLY_D

URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+\Z")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)\Z")
# 1EdTech's enumerations, as far as we use them.
IDENTIFIER_TYPES = re.compile(r"(name|identifier|systemId|ext:[a-zA-Z0-9._-]+)\Z")
RESULT_TYPES = {"Result", "RawScore", "Status"}


@pytest.fixture(params=[FACTS, ONLY_D], ids=["mixed", "only-d"])
def found(request: pytest.FixtureRequest) -> dict[str, Any]:
    return payload(request.param, ISSUER)


def test_the_envelope(found: dict[str, Any]) -> None:
    assert found["@context"][:2] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert found["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert URI.match(found["id"]) and STAMP.match(found["validFrom"])
    assert found["name"] and found["description"]
    assert not {"vc", "issuanceDate", "expirationDate", "proof"} & set(found)
    [schema] = found["credentialSchema"]
    assert URI.match(schema["id"]) and schema["type"] == "1EdTechJsonSchemaValidator2019"


def test_the_claims_of_the_jwt_say_what_the_credential_says(found: dict[str, Any]) -> None:
    assert found["iss"] == found["issuer"]["id"] == "did:web:xinyu.example"
    assert found["sub"] == found["credentialSubject"]["id"]
    assert found["jti"] == found["id"]
    assert found["nbf"] == int(AT.timestamp()) and found["validFrom"] == "2026-03-05T02:00:00Z"


def test_the_issuer_is_a_profile(found: dict[str, Any]) -> None:
    assert found["issuer"]["type"] == ["Profile"] and found["issuer"]["name"] == "新余志愿"
    assert URI.match(found["issuer"]["url"])


def test_the_subject_and_its_achievement(found: dict[str, Any]) -> None:
    subject = found["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"] and URI.match(subject["id"])
    assert STAMP.match(subject["activityStartDate"]) and STAMP.match(subject["activityEndDate"])
    assert subject["source"]["type"] == ["Profile"] and URI.match(subject["source"]["id"])
    what = subject["achievement"]
    assert what["type"] == ["Achievement"] and what["achievementType"] == "CommunityService"
    assert all(what[name] for name in ("id", "name", "description")) and what["criteria"]["narrative"]
    described = {each["id"]: each for each in what["resultDescription"]}
    assert all(
        each["type"] == ["ResultDescription"] and each["resultType"] in RESULT_TYPES and each["name"]
        for each in described.values()
    )
    for result in subject["result"]:
        assert result["type"] == ["Result"] and isinstance(result["value"], str)
        assert result["resultDescription"] in described


def test_who_it_is_stays_hashed_or_masked(found: dict[str, Any]) -> None:
    number, name = found["credentialSubject"]["identifier"]
    for identity in (number, name):
        assert identity["type"] == "IdentityObject" and IDENTIFIER_TYPES.match(identity["identityType"])
    assert number["hashed"] is True and name == {
        "type": "IdentityObject", "hashed": False, "identityType": "ext:maskedName", "identityHash": "李*霞",
    }  # fmt: skip
    assert number["identityHash"] == identity_hash("360500123456", number["salt"])
    assert re.fullmatch(r"sha256\$[0-9a-f]{64}", number["identityHash"])
    assert "360500123456" not in json.dumps(found, ensure_ascii=False)


def test_a_whole_name_is_called_a_name() -> None:
    asked = replace(FACTS, name="李明霞", whole_name=True)
    found = payload(asked, ISSUER)["credentialSubject"]["identifier"][1]
    assert (found["identityType"], found["identityHash"]) == ("name", "李明霞")


def test_the_evidence_leads_to_the_page_and_to_the_leaves(found: dict[str, Any]) -> None:
    page, log = found["evidence"]
    assert page["id"] == f"{BASE}/verify/RV-7K2M-9QXA-04TB-WN3E"
    assert all(URI.match(each["id"]) and each["type"] == ["Evidence"] for each in (page, log))
    assert (log["logOrigin"], log["entryCount"], log["leafIndex"]) == ("xinyu.example/log", 3, [4, 7, 12])
    ours = found["@context"][2]
    assert {"logOrigin", "entryCount", "leafIndex", "pictureDigest"} == set(ours)


def test_the_status_entry(found: dict[str, Any]) -> None:
    assert found["credentialStatus"] == {
        "id": f"{BASE}/credentials/status/3#70001",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "70001",
        "statusListCredential": f"{BASE}/credentials/status/3",
    }


def test_unverified_minutes_stand_apart() -> None:
    found = payload(FACTS, ISSUER)
    assert found["name"] == "志愿服务证明：经核验 2 小时 45 分"
    assert "另有 6 小时未核验，不计入" in found["description"]
    last = found["credentialSubject"]["result"][-1]
    assert last["value"] == "360" and last["resultDescription"].endswith("#minutes-d")
    names = {
        each["id"]: each["name"] for each in found["credentialSubject"]["achievement"]["resultDescription"]
    }
    assert "未核验" in names[last["resultDescription"]] and "不计入" in names[last["resultDescription"]]


def test_hours_that_nobody_verified_say_so_in_every_line_a_reader_shows() -> None:
    found = payload(ONLY_D, ISSUER)
    what = found["credentialSubject"]["achievement"]
    for line in (found["name"], found["description"], what["name"], what["description"]):
        assert "未核验" in line
    assert "经核验 6 小时" not in json.dumps(found, ensure_ascii=False)
    assert [each["value"] for each in found["credentialSubject"]["result"]] == ["360"]
    assert len(what["resultDescription"]) == 1 and what["id"].endswith(UNVERIFIED)


def test_an_achievement_is_the_same_for_everybody() -> None:
    assert payload(FACTS, ISSUER)["credentialSubject"]["achievement"] == achievement(BASE, VERIFIED)
    assert len(achievement(BASE, VERIFIED)["resultDescription"]) == 4


def test_marks_are_told() -> None:
    marked = replace(FACTS, log=LogEvidence("x/log", 5, (), 2, 1))
    assert "补录 2 条，外系统转入 1 条" in payload(marked, ISSUER)["evidence"][1]["narrative"]
    assert "补录" not in payload(FACTS, ISSUER)["evidence"][1]["narrative"]


def test_the_picture_is_told_only_where_there_is_one() -> None:
    assert "pictureDigest" not in payload(FACTS, ISSUER)
    assert payload(FACTS, ISSUER, b"\xab" * 32)["pictureDigest"] == f"sha256-{'ab' * 32}"


def test_the_number_is_read_back() -> None:
    assert number_in(payload(FACTS, ISSUER)) == FACTS.number
    for other in ("", "https://x/certificates/../credential", f"{BASE}/certificates/{FACTS.number}", 7):
        assert number_in({"id": other}) == ""


@pytest.mark.parametrize(("minutes", "said"), [({"A": 60}, "经核验 1 小时"), ({"D": 60}, "（未核验）")])
def test_titles(minutes: dict[str, int], said: str) -> None:
    assert said in title(minutes)
