"""Texts by Aliyun's short message service (dysmsapi, version 2017-05-25): SendSms and QuerySendDetails.

Mainland texts go by templates that the vendor has approved: one for codes with the variable ``code``, one for notices
with the variable ``text``, such as 你有新的消息：${text}，请到“我的消息”查看。 Who has no inbox is sent the whole by a third one,
such as 你有新的消息：${text}${text2}${text3}${text4} SendSms is not idempotent, so what was interrupted is looked for by our
number (OutId) before it is sent again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from redvest.connectors.outlet import Refused, Unanswered, call
from redvest.connectors.sms.acs3 import authorization, query_of
from redvest.connectors.sms.protocol import Fate

VERSION = "2017-05-25"
LONGEST = 35  # characters of a template's variable
PARTS = ("text", "text2", "text3", "text4")  # variables of the long template
_LATER = (
    "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR",
    "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE",
)  # fmt: skip
_FATES = {1: Fate.TAKEN, 2: Fate.FAILED, 3: Fate.DELIVERED}
_PAGE, _PAGES = 50, 20


@dataclass(frozen=True)
class AliyunSms:
    """An account at the vendor; ``base`` is its address, which a test may replace by a server of its own."""

    base: str
    key: str
    secret: str
    sign: str
    code_template: str
    notice_template: str
    long_template: str = ""
    stand_in = False

    def send(self, *, phone: str, text: str, code: str = "", out_id: str = "", whole: bool = False) -> str:
        template, words = self.notice_template, {"text": shortened(text)}
        if code:
            template, words = self.code_template, {"code": code}
        elif whole and self.long_template and len(plain(text)) > LONGEST:
            template, words = self.long_template, parted(text)
        answer = self._ask(
            "SendSms",
            {
                "PhoneNumbers": phone,
                "SignName": self.sign,
                "TemplateCode": template,
                "TemplateParam": json.dumps(words, ensure_ascii=False),
                **({"OutId": out_id} if out_id else {}),
            },
        )
        return str(answer.get("BizId", ""))

    def find(self, *, phone: str, out_id: str, on: date) -> Fate | None:
        for page in range(1, _PAGES + 1):
            answer = self._ask(
                "QuerySendDetails",
                {
                    "PhoneNumber": phone,
                    "SendDate": f"{on:%Y%m%d}",
                    "PageSize": str(_PAGE),
                    "CurrentPage": str(page),
                },
            )
            rows = (answer.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or []
            for row in rows:
                if row.get("OutId") == out_id:
                    return _FATES.get(int(row.get("SendStatus", 1)), Fate.TAKEN)
            if len(rows) < _PAGE:
                break
        return None

    def _ask(self, action: str, params: Mapping[str, str]) -> dict[str, Any]:
        query = query_of(params)
        headers = {
            "host": urlsplit(self.base).netloc,
            "x-acs-action": action,
            "x-acs-version": VERSION,
            "x-acs-date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        headers["Authorization"] = authorization(
            method="POST", path="/", query=query, headers=headers, body=b"", key=self.key, secret=self.secret
        )
        answer = call("POST", f"{self.base}/?{query}", headers=headers)
        found = answer.json()
        code = str(found.get("Code", ""))
        if code == "OK":
            return found
        if not code:
            raise Unanswered(f"HTTP {answer.status}")
        raise Refused(code, later=code in _LATER or code.startswith("Throttling") or answer.status >= 500)


def plain(text: str) -> str:
    """A notice without who signs it, which the vendor's signature says already, on one line."""
    words = text.split("】", 1)[1] if text.startswith("【") and "】" in text else text
    return " ".join(words.split())


def shortened(text: str) -> str:
    """As much of a notice as a template's variable holds."""
    return _cut(plain(text), LONGEST)


def parted(text: str) -> dict[str, str]:
    """A notice over the variables of the long template, about as much in each: none may be empty or too long."""
    words = _cut(plain(text), LONGEST * len(PARTS))
    size, more = divmod(len(words), len(PARTS))
    ends = [size * n + min(n, more) for n in range(len(PARTS) + 1)]
    return {name: words[begin:end] for name, (begin, end) in zip(PARTS, pairwise(ends), strict=True)}


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
