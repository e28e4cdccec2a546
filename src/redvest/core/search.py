"""The terms under which a text is found: Han characters and pairs of them, and words in lower case.

Pure. Where the terms are kept and how they are matched is the business of each query.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

HAN_RANGES = (
    (0x3007, 0x3007),  # 〇, a digit by block and a Han character by use
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),  # the supplementary ideographs: rare names live here
)

_HAN_CLASS = "".join(f"{chr(low)}-{chr(high)}" for low, high in HAN_RANGES)
_RUN = re.compile(rf"([{_HAN_CLASS}]+)|[^\W_{_HAN_CLASS}]+")


def is_han(character: str) -> bool:
    """Whether one character is a Chinese character, rare ones included."""
    point = ord(character)
    if 0x4E00 <= point <= 0x9FFF:  # nearly all of them: files of 100,000 names ask this a million times
        return True
    return any(low <= point <= high for low, high in HAN_RANGES)


def normalise_text(text: str) -> str:
    """One spelling of a text for comparing: half-width, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def index_text(*texts: str) -> list[str]:
    """Everything a text is to be found by: each Han character, each adjacent pair, each word; no repeats."""
    terms: list[str] = []
    for text in texts:
        for run, of_han in _runs(text):
            if of_han:
                terms.extend(run)
                terms.extend(_pairs(run))
            else:
                terms.append(run)
    return _unique(terms)


def query_terms(query: str) -> list[str]:
    """What must all be among a text's terms for the query to be in it: pairs where there are two or more."""
    terms: list[str] = []
    for run, of_han in _runs(query):
        if of_han and len(run) > 1:
            terms.extend(_pairs(run))
        else:
            terms.append(run)
    return _unique(terms)


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches of Han and of other word characters, in order, and whether Han; the rest separates."""
    for found in _RUN.finditer(normalise_text(text)):
        yield found[0], found[1] is not None


def _pairs(run: str) -> Iterator[str]:
    return (left + right for left, right in pairwise(run))


def _unique(terms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(terms))
