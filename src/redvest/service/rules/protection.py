"""Agreement and insurance (志愿服务条例 arts 14, 17): the text, what a policy must cover, the fixed roster's digest. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from redvest.core.clock import CHINA, day_of
from redvest.core.errors import Conflict, Invalid, NotFound


class InsuranceMissing(Invalid):
    """有人身危险的活动，要先给志愿者买好保险并登记保单，才能发布。"""

    code = "insurance-missing"


class BadInsurance(Invalid):
    """保险信息有几处要改。"""

    code = "bad-insurance"


class NoAgreement(NotFound):
    """这场活动不用签协议。"""

    code = "no-agreement"


class AgreementChanged(Conflict):
    """协议的文字和你看到的不一样，请重新看一遍再同意。"""

    code = "agreement-changed"


@dataclass(frozen=True)
class PolicyForm:
    """An insurance policy; it covers whole days, both included."""

    insurer: str
    number: str
    covers_from: date
    covers_to: date


@dataclass(frozen=True)
class TermsFacts:
    """What the agreement is made of: the notice's own words."""

    title: str
    body: str
    content: str
    place: str
    starts_at: datetime
    ends_at: datetime
    how: str
    conditions: str
    risks: str
    guarantees: str
    insurance: str
    contact: str


def terms_text(facts: TermsFacts) -> str:
    """The agreement with the items of 条例 art. 14: 内容、方式、时间、地点、工作条件、安全保障.

    It is a document with a digest, so it is written in Chinese whatever language the page is in.
    """
    starts, ends = facts.starts_at.astimezone(CHINA), facts.ends_at.astimezone(CHINA)
    items = (
        ("服务内容", facts.content),
        ("服务方式", facts.how),
        ("服务时间", f"{starts:%Y-%m-%d %H:%M} 至 {ends:%Y-%m-%d %H:%M}（北京时间）"),
        ("服务地点", facts.place),
        ("工作条件", facts.guarantees),
        ("对志愿者的要求", facts.conditions),
        ("可能的风险", facts.risks),
        ("安全保障", facts.insurance or facts.guarantees),
        ("联系人", facts.contact),
    )
    lines = [
        f"志愿服务协议：{facts.title}",
        f"组织单位：{facts.body}",
        "",
        *(f"{place}. {name}：{' '.join(text.split()) or '无'}" for place, (name, text) in enumerate(items, start=1)),
        "",
        "志愿者自愿、无偿参加服务，可以随时拒绝或退出，退出请尽早告知组织单位。",
        "组织单位如实告知风险，提供上面写明的条件和保障，如实、免费记录服务时间，保护个人信息。",
    ]  # fmt: skip
    return "\n".join(lines)


def text_digest(text: str) -> bytes:
    """SHA-256 over the text in UTF-8."""
    return hashlib.sha256(text.encode()).digest()


def policy_faults(form: PolicyForm) -> list[dict[str, str]]:
    """One sentence for each field at fault."""
    faults = []
    if not 2 <= len(form.insurer.strip()) <= 80:
        faults.append({"field": "insurer", "sentence": "请写保险公司的全称，最长 80 个字。"})
    if not 4 <= len(form.number.strip()) <= 60:
        faults.append({"field": "number", "sentence": "请照保单抄写保单号，4 到 60 个字。"})
    if form.covers_to < form.covers_from:
        faults.append({"field": "covers_to", "sentence": "保险的最后一天不能早于第一天。"})
    return faults


def covers(covers_from: date, covers_to: date, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a policy covers every day of an activity in China's time."""
    return covers_from <= day_of(starts_at) and day_of(ends_at) <= covers_to


@dataclass(frozen=True)
class LineFacts:
    """What the digest of a roster's line says; the ID number is hidden already."""

    order: int
    volunteer: str
    name: str
    number: str
    masked_id: str
    post: str
    signed_up_at: datetime
    late: bool
    added_at: datetime


FIRST = bytes(32)


def line_digest(before: bytes, line: LineFacts) -> bytes:
    """SHA-256 over the digest of the line before (32 zero bytes at the beginning) and this line as canonical JSON."""
    facts = {name: _plain(value) for name, value in vars(line).items()}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + text.encode()).digest()


def _plain(value: object) -> object:
    return (
        value.astimezone(CHINA).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
    )
