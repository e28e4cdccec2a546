"""What a juror reads of an entry: the recommendation and the pack without the names in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "某某"
SHORTEST = 2  # a name of one character is part of too many words
_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")  # where a title says the place or for whom
KEPT = ("year", "minutes", "minutes_of_year", "evaluations", "figures", "stars")


def blinded(text: str, names: Iterable[str]) -> str:
    """Every name of these replaced, the longest first, so that a part of one does not give the rest away."""
    for name in sorted({each for each in names if len(each) >= SHORTEST}, key=len, reverse=True):
        text = text.replace(name, HIDDEN)
    return text


def blind_pack(evidence: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Figures as they are, titles of activities and commendations without names and by their month (``YYYY-MM``): a title
    with its place and day is found again in the public list of activities. Who granted a commendation is left out, for
    that may be the very organisation.
    """
    hidden = list(names)
    pack: dict[str, Any] = {key: evidence[key] for key in KEPT if key in evidence}
    pack["activities"] = [
        {**each, "title": _blind_title(each["title"], hidden), "on": each["on"][:7]}
        for each in evidence.get("activities", ())
    ]
    pack["commendations"] = [
        {"name": _blind_title(each["name"], hidden), "on": each["on"][:7]}
        for each in evidence.get("commendations", ())
    ]
    return pack


def _blind_title(title: str, names: Iterable[str]) -> str:
    return blinded(_BRACKETS.sub("", title).strip() or HIDDEN, names)
