"""The versions of the privacy notice by date, and which consents a later version has to ask for again (PIPL arts 14, 17).

Pure. The texts of a version are ``faces/site/templates/site/notice/<key>.html``; a text that was once agreed to stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from redvest.registry.choices import ConsentPurpose


@dataclass(frozen=True, slots=True)
class NoticeVersion:
    """``changed``: for these purposes what is agreed to became something else, so agreement is asked again."""

    key: str
    since: date
    changed: frozenset[ConsentPurpose]
    what: str  # what is new, in one sentence


VERSIONS = (
    NoticeVersion("2026-01", date(2026, 1, 1), frozenset(ConsentPurpose), gettext_noop("第一版")),
    NoticeVersion(
        "2026-11",
        date(2026, 11, 27),
        frozenset({ConsentPurpose.PUBLISH_NAME}),
        gettext_noop("写明了同意公开姓名以后，全名会出现在哪里：证明公示、您负责的活动、光荣榜和新闻。"),
    ),
)


def version_on(day: date, versions: Sequence[NoticeVersion] = VERSIONS) -> NoticeVersion:
    """The version in force; of days before the first one, the first."""
    return [each for each in versions if each.since <= day][-1] if versions[0].since <= day else versions[0]


def versions_until(day: date, versions: Sequence[NoticeVersion] = VERSIONS) -> list[NoticeVersion]:
    """All that were in force up to a day, the latest first."""
    return [each for each in reversed(versions) if each.since <= day] or [versions[0]]


def good_wordings(
    purpose: ConsentPurpose, day: date, versions: Sequence[NoticeVersion] = VERSIONS
) -> frozenset[str]:
    """The versions in which a consent still says what is asked for on a day."""
    asked = [n for n, each in enumerate(versions) if each.since <= day and purpose in each.changed]
    return frozenset(each.key for each in versions[asked[-1] if asked else 0 :])
