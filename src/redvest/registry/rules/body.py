"""What an organisation's application has to contain, by its kind. Pure."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from redvest.registry.body_errors import BodyIncomplete, BodyKindUnknown, ContactPhoneWrong, FoundedOnWrong
from redvest.registry.body_fact_errors import CapacityWrong, ParentAndLiaison
from redvest.registry.choices import BodyKind
from redvest.registry.profile_errors import DomainsWrong
from redvest.registry.rules import credit_code

MOST_DOMAINS = 4
MOST_PEOPLE = 100_000
_CONTACT = re.compile(r"(?=(?:.*\d){7})[0-9+\-() （）转]{7,20}")

# Field, its Chinese name, the most characters the table takes.
_NEEDED: tuple[tuple[str, str, int], ...] = (
    ("name", gettext_noop("组织名称"), 80),
    ("region_code", gettext_noop("服务区域"), 12),
    ("responsible_name", gettext_noop("负责人"), 60),
    ("contact_name", gettext_noop("联系人"), 60),
    ("contact_phone", gettext_noop("公开联系电话"), 20),
)
_OPTIONAL: tuple[tuple[str, str, int], ...] = (
    ("consenting_unit", gettext_noop("同意其成立的单位"), 80),
    ("address", gettext_noop("地址"), 120),
)


@dataclass(frozen=True, slots=True)
class BodyForm:
    """What an organisation fills in, as typed."""

    name: str
    kind: str
    team_kind: str
    region_code: str
    responsible_name: str
    contact_name: str
    contact_phone: str
    credit_code: str = ""
    consenting_unit: str = ""
    address: str = ""
    founded_on: date | None = None
    domains: tuple[str, ...] = field(default=())
    parent_id: UUID | None = None
    liaison_id: UUID | None = None


def check_body(form: BodyForm, on: date, *, team_kinds: Container[str]) -> BodyForm:
    """The form in one spelling, or the first fault. Everything missing is named at once.

    A registered organisation and another legal person have a credit code; a team inside a community or
    unit exists only by the consent of it (条例 art. 42).
    """
    if form.kind not in BodyKind.values or form.team_kind not in team_kinds:
        raise BodyKindUnknown
    if form.parent_id is not None and form.liaison_id is not None:
        raise ParentAndLiaison
    texts: dict[str, Any] = {
        key: " ".join(str(getattr(form, key)).split()) for key, _, _ in (*_NEEDED, *_OPTIONAL)
    }
    needed = list(_NEEDED)
    if form.kind == BodyKind.CONSENTED_TEAM:
        needed.append(_OPTIONAL[0])
    missing = [(key, gettext(words)) for key, words, _ in needed if not texts[key]]
    if missing:
        listed = "、".join(words for _, words in missing)
        sentence = gettext("请填写%(items)s。") if len(missing) == 1 else gettext("还缺这几项：%(items)s。")
        raise BodyIncomplete(sentence % {"items": listed}, missing=[key for key, _ in missing])
    for key, words, most in (*_NEEDED, *_OPTIONAL):
        if len(texts[key]) > most:
            sentence = gettext("%(item)s太长了，最多 %(most)d 个字。") % {
                "item": gettext(words),
                "most": most,
            }
            raise BodyIncomplete(sentence, too_long=[key])
    if not _CONTACT.fullmatch(texts["contact_phone"]):
        raise ContactPhoneWrong
    if len(set(form.domains)) != len(form.domains) or len(form.domains) > MOST_DOMAINS:
        raise DomainsWrong
    if form.founded_on is not None and form.founded_on > on:
        raise FoundedOnWrong
    # A team may belong to a legal person, but the code on its application would be that one's, not its own.
    code = "" if form.kind == BodyKind.CONSENTED_TEAM else credit_code.check(form.credit_code)
    return replace(form, credit_code=code, **texts)


def check_contact(name: str, phone: str, address: str) -> tuple[str, str, str]:
    """How an organisation is reached, in one spelling. Raises BodyIncomplete, ContactPhoneWrong."""
    name, phone, address = (" ".join(each.split()) for each in (name, phone, address))
    if not name or len(name) > 60 or len(address) > 120:
        raise BodyIncomplete
    if not _CONTACT.fullmatch(phone):
        raise ContactPhoneWrong
    return name, phone, address


def check_capacity(people: int | None) -> None:
    """How many people an organisation says it can lead at most. Raises CapacityWrong."""
    if people is not None and not 1 <= people <= MOST_PEOPLE:
        raise CapacityWrong
