"""Finding rows by words as people type them: Chinese, pinyin with or without spaces, initials."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from redvest.core.search import index_text, normalise_text, query_terms
from redvest.core.syllables import syllables
from redvest.registry.rules.names import initials, pinyin

M = TypeVar("M", bound=Model)


def terms_of(*texts: str) -> list[str]:
    """What a row's ``search`` column holds: the texts, and how the first of them is spoken."""
    spoken = pinyin(texts[0])
    return index_text(*texts, spoken, spoken.replace(" ", ""), initials(texts[0]))


def with_words(rows: QuerySet[M], q: str, *, also: str) -> QuerySet[M]:
    """Those in which every word of ``q`` is found in ``search``, or as it stands in the column ``also``."""
    for word in normalise_text(q).split():
        if terms := query_terms(word):
            found = Q(search__contains=terms) | Q(**{f"{also}__icontains": word})
            if spoken := syllables(word):
                found |= Q(search__contains=list(dict.fromkeys(spoken)))
            rows = rows.filter(found)
    return rows
