"""Narrowing a list of activities: by words as people type them, and by posts that fit a day, a time and a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import BooleanField, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractHour, ExtractIsoWeekDay
from django.db.models.lookups import LessThanOrEqual

from redvest.core.clock import CHINA
from redvest.core.search import normalise_text, query_terms
from redvest.core.syllables import syllables
from redvest.service.models import Activity, Post, PostCourse

PARTS = {"morning": (0, 12), "afternoon": (12, 18), "evening": (18, 24)}


def with_words(rows: QuerySet[Activity], q: str) -> QuerySet[Activity]:
    """Those in which every word of ``q`` is found: Chinese, pinyin with or without spaces, initials, what is to be done."""
    for turn, word in enumerate(normalise_text(q).split()):
        if terms := query_terms(word):
            # What is on is few enough to be read through: what one would do there stands in its text only.
            found = Q(search__contains=terms) | Q(content__icontains=word)
            if spoken := syllables(word):
                found |= Q(search__contains=list(dict.fromkeys(spoken)))
            elif len(word) > 1 and word.isascii() and word.isalpha():
                rows = rows.alias(**{f"initials_{turn}": _within_a_term(word)})
                found |= Q(**{f"initials_{turn}": True})
            rows = rows.filter(found)
    return rows


def _within_a_term(letters: str) -> Func:
    """Initials of a part of the title: they stand within the initials of the whole. Letters only."""
    return Func(
        F("search"),
        Value(f"%{letters}%"),
        template="EXISTS (SELECT FROM unnest(%(expressions)s))",
        arg_joiner=") AS term WHERE term LIKE (",
        output_field=BooleanField(),
    )


def with_fitting_post(
    rows: QuerySet[Activity],
    *,
    room: bool = False,
    weekdays: Collection[int] = (),
    part: str = "",
    age: int | None = None,
    easy: bool = False,
) -> QuerySet[Activity]:
    """Those with one post that is all of it: has room, begins on such a day (1: Monday) at such a time, takes that age.

    ``easy``: neither a training nor a qualification is asked for.
    """
    posts = Post.objects.filter(activity=OuterRef("pk"))
    if room:
        posts = posts.filter(taken__lt=F("places"))
    if weekdays or part in PARTS:
        posts = posts.alias(begins=Coalesce("starts_at", OuterRef("starts_at")))
    if weekdays:
        posts = posts.alias(day=ExtractIsoWeekDay("begins", tzinfo=CHINA)).filter(day__in=list(weekdays))
    if part in PARTS:
        first, last = PARTS[part]
        posts = posts.alias(hour=ExtractHour("begins", tzinfo=CHINA))
        posts = posts.filter(hour__gte=first, hour__lt=last)
    if age is not None:
        low, high = (
            Q(min_age__isnull=True) | Q(min_age__lte=age),
            Q(max_age__isnull=True) | Q(max_age__gte=age),
        )
        posts = posts.filter(low, high)
    if easy:
        posts = posts.filter(~Exists(PostCourse.objects.filter(post=OuterRef("pk"))), qualifications=[])
    return rows.filter(Exists(posts))


def still_recruits(rows: QuerySet[Activity], at: datetime) -> QuerySet[Activity]:
    """Those that take sign-ups at this moment."""
    return rows.filter(signup_opens_at__lte=at, signup_closes_at__gt=at)


def once_a_series(
    rows: QuerySet[Activity], like_them: QuerySet[Activity], at: datetime
) -> QuerySet[Activity]:
    """Of each series the next occurrence still to come among ``like_them``, which are narrowed as ``rows`` are.

    One that has begun stands for its series only where none is still to come.
    """
    begun = LessThanOrEqual(OuterRef("starts_at"), Value(at, output_field=DateTimeField()))
    others = like_them.filter(series=OuterRef("series"), starts_at__gt=at).filter(earlier() | Q(begun))
    return rows.filter(Q(series__isnull=True) | ~Exists(others))


def earlier() -> Q:
    """Within a subquery: what begins before the activity outside of it."""
    return Q(starts_at__lt=OuterRef("starts_at")) | Q(starts_at=OuterRef("starts_at"), pk__lt=OuterRef("pk"))
