"""Reads whether an activity sounds dangerous by the rules of its place, and who has agreed to what danger asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.registry.queries.setting import rules
from redvest.service.models import Activity, AgreementSigning, AgreementTerms, Post
from redvest.service.rules.danger import Found, Triggers, found_in
from redvest.service.rules.notice import Missing

_KEYS = ("danger.words", "danger.domains", "danger.night_from", "danger.night_until")


def danger_of(activity: Activity, posts: Sequence[Post]) -> Found:
    """What of it sounds dangerous at its place on its day. One query."""
    values = rules(_KEYS, activity.region_path, clock.day_of(activity.starts_at))
    triggers = Triggers(*(values[key] for key in _KEYS))
    texts = [activity.title, activity.content, activity.place_name]
    texts += [f"{post.title} {post.description} {post.shift}" for post in posts]
    return found_in(
        triggers,
        texts=texts,
        domain=activity.domain_id,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
    )


def danger_words(found: Found) -> str:
    """Why it sounds dangerous."""
    said = [_("写到了“%(word)s”") % {"word": word} for word in found.words[:3]]
    said += [_("这类服务")] if found.domain else []
    said += [_("在夜间")] if found.night else []
    return _("、").join(said)


def missing_danger(activity: Activity, posts: Sequence[Post]) -> tuple[Missing, ...]:
    """What sounds dangerous is declared so, or there is a reason why it is not."""
    if activity.dangerous or activity.danger_note.strip():
        return ()
    if not (found := danger_of(activity, posts)):
        return ()
    said = _("勾选“有一定危险”，或者写明为什么不算（%(why)s）") % {"why": danger_words(found)}
    return (Missing("danger_note", said),)


def unsigned_of(activity: Activity, people: Collection[UUID]) -> set[UUID]:
    """Who of these people has not agreed to the text of a dangerous activity as it is now. At most two queries.

    Nobody where there is no text: it was published before danger asked for one.
    """
    if not activity.dangerous or not people:
        return set()
    if not AgreementTerms.objects.filter(activity=activity, fixed_at__isnull=False).exists():
        return set()
    signed = AgreementSigning.objects.filter(
        terms_id=activity.pk, volunteer_id__in=people, digest=F("terms__digest")
    )
    return set(people) - set(signed.values_list("volunteer_id", flat=True))
