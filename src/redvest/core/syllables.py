"""Pinyin typed in one piece, taken apart again: ``peilaoren`` is pei, lao, ren. Pure.

Whoever types pinyin writes no spaces; texts are found by single syllables.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FINALS = "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v"
_ALONE = "ang|eng|ai|an|ao|ei|en|er|ou|a|e|o"
_SYLLABLE = re.compile(rf"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])(?:{_FINALS})|(?:{_ALONE})")
LONGEST_SYLLABLE, LONGEST = 6, 60


@lru_cache(maxsize=1024)
def syllables(word: str) -> tuple[str, ...]:
    """The syllables of a word in small letters, long ones first; nothing where it is no pinyin."""
    if not word or len(word) > LONGEST:
        return ()
    # The best way to the end from every place, from the back: no word makes this try all ways.
    ways: dict[int, tuple[str, ...]] = {len(word): ()}
    for begin in range(len(word) - 1, -1, -1):
        for end in range(min(len(word), begin + LONGEST_SYLLABLE), begin, -1):
            if end in ways and _SYLLABLE.fullmatch(word, begin, end):
                ways[begin] = (word[begin:end], *ways[end])
                break
    return ways.get(0, ())
