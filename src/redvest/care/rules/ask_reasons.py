"""Why just this volunteer is asked, in words: kept with the asking as codes and figures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

WORDS: Mapping[str, str] = {
    "same-community": gettext_noop("就住在这个社区"),
    "near": gettext_noop("住得不远"),
    "domain": gettext_noop("愿意做这一类服务"),
    "skill": gettext_noop("会做要做的事"),
    "free": gettext_noop("那个时间有空"),
    "never-asked": gettext_noop("还没有拿需求问过他"),
    "rested": gettext_noop("有 %(days)s 天没有问过他了"),
    "free-hands": gettext_noop("手上没有别的单"),
    "papers": gettext_noop("有要求的证书"),
    "any-time": gettext_noop("时间可以商量"),
    "fits": gettext_noop("条件都合得上"),
    "never-served": gettext_noop("还没参加过服务"),
    "idle": gettext_noop("有 %(days)s 天没有参加服务了"),
    "member": gettext_noop("是接单组织的成员"),
}


def reason(code: str, **figures: Any) -> dict[str, Any]:
    """As it is kept."""
    return {"code": code, **figures}


def in_words(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """As people read it; a code that a later version wrote is left out."""
    known = ((WORDS.get(each.get("code", "")), each) for each in reasons)
    return [gettext(said) % each for said, each in known if said]
