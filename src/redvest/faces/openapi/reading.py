"""How a request is read: JSON as UTF-8 of modest size, and no characters that the database cannot keep."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from pydantic_core import from_json

from redvest.core.errors import Invalid
from redvest.faces.openapi.protocol_errors import BadJson

NUL = "\x00"


class CharacterNotKept(Invalid):
    """里面有一个无法保存的空字符（U+0000），请去掉后再发。"""

    code = "nul-character"


class StrictParser(Parser):
    """PostgreSQL keeps no NUL in texts; it is refused here once instead of in every field."""

    def parse_body(self, request: HttpRequest) -> Any:
        raw = request.body
        if b"\x00" in raw or b"\\u0000" in raw:
            raise CharacterNotKept
        try:
            return from_json(raw, allow_inf_nan=False)
        except ValueError as fault:
            raise BadJson from fault

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        found = super().parse_querydict(data, list_fields, request)
        if any(isinstance(value, str) and NUL in value for value in found.values()):
            raise CharacterNotKept
        return found
