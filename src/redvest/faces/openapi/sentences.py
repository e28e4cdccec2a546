"""What is wrong with a field of a request, as a sentence that says what to change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# The names under which calls receive their body and query; people did not write them.
_ENVELOPES = frozenset({"body", "query", "path", "header", "form", "asked", "cookie"})

_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda about: "这一项必须填写。",
    "extra_forbidden": lambda about: "没有这一项，请检查名称有没有写错。",
    "string_type": lambda about: "这一项要写成文字。",
    "string_too_short": lambda about: f"至少要 {about['min_length']} 个字。",
    "string_too_long": lambda about: f"最长 {about['max_length']} 个字。",
    "string_pattern_mismatch": lambda about: "格式不对，请照文档里的例子写。",
    "string_unicode": lambda about: "里面有无法识别的字符，请重新输入。",
    "too_short": lambda about: f"至少要 {about['min_length']} 项。",
    "too_long": lambda about: f"最多 {about['max_length']} 项，请分成几次发送。",
    "greater_than": lambda about: f"要大于 {about['gt']}。",
    "greater_than_equal": lambda about: f"不能小于 {about['ge']}。",
    "less_than": lambda about: f"要小于 {about['lt']}。",
    "less_than_equal": lambda about: f"不能大于 {about['le']}。",
    "timezone_aware": lambda about: "时间要写明时区，例如 2026-03-05T09:00:00+08:00。",
    "enum": lambda about: f"只能是 {str(about['expected']).replace(' or ', ' 或 ')} 之一。",
    "literal_error": lambda about: f"只能是 {str(about['expected']).replace(' or ', ' 或 ')} 之一。",
    "value_error": lambda about: str(about["error"]),
    "list_type": lambda about: "这一项要写成列表。",
    "set_type": lambda about: "这一项要写成列表。",
    "frozen_set_type": lambda about: "这一项要写成列表。",
    "finite_number": lambda about: "请写一个普通的数字。",
    "int_from_float": lambda about: "请写整数，不带小数。",
}
_FAMILIES = {
    "int": "请写一个整数。",
    "float": "请写一个数字。",
    "bool": "请写 true 或 false。",
    "uuid": "编号的格式不对，请从列表里原样取用。",
    "datetime": "时间的格式不对，请写成 2026-03-05T09:00:00+08:00。",
    "date": "日期的格式不对，请写成 2026-03-05。",
    "model": "这一项要写成一个对象。",
    "dict": "这一项要写成一个对象。",
    "string": "这一项的文字不对，请检查。",
}


def fault_of(error: dict[str, Any]) -> dict[str, str]:
    """One entry of ``errors`` in a problem, from one entry of pydantic's list."""
    return {
        "field": _field(error.get("loc", ())),
        "sentence": sentence(error.get("type", ""), error.get("ctx") or {}),
    }


def sentence(kind: str, about: dict[str, Any]) -> str:
    """The sentence for one of pydantic's kinds of error."""
    if kind in _SENTENCES:
        return _SENTENCES[kind](about)
    return _FAMILIES.get(kind.split("_", 1)[0], "这一项写得不对，请照文档修改。")


def _field(place: Any) -> str:
    parts = [str(part) for part in place]
    while parts and parts[0] in _ENVELOPES:
        parts.pop(0)
    return ".".join(parts) or "body"
