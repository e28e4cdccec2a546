"""Meetings, lessons and outings that were logged as service (Sichuan circular of 2025). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.service.choices import CaseSeverity, IntegrityRule, SubjectKind
from redvest.service.rules.integrity.finding import Finding, Limits, Subject, hours_words


@dataclass(frozen=True, slots=True)
class Named:
    """What an activity is called and what its people were given for it."""

    subject: Subject
    title: str
    people: int
    minutes: int


def meeting_word(title: str, limits: Limits) -> str:
    """The word by which a title sounds like a meeting; empty when the title says what service was done there.

    A strong word ("例会") is excused only by a duty at the meeting ("会务保障"), a weak one ("培训") by any service.
    """
    strong = next((word for word in limits.words("meeting_strong") if word in title), "")
    if strong:
        rest = title.replace(strong, "")
        return "" if any(word in rest for word in limits.words("meeting_duty")) else strong
    weak = next((word for word in limits.words("meeting_weak") if word in title), "")
    rest = title.replace(weak, "") if weak else title
    return "" if any(word in rest for word in limits.words("meeting_service")) else weak


def meeting(facts: Named, limits: Limits) -> Finding | None:
    """A title that names a meeting and no service."""
    word = meeting_word(facts.title, limits)
    if not word or not facts.people:
        return None
    return Finding(
        IntegrityRule.MEETING, SubjectKind.ACTIVITY, facts.subject, CaseSeverity.MIDDLE,
        f"“{facts.title}”里有“{word}”，看起来不像志愿服务，却给 {facts.people} 个人记了共 {hours_words(facts.minutes)}。",
        "可能是在会上做引导、布置一类的服务，只是标题没有写清。",
        {"word": word, "people": facts.people, "minutes": facts.minutes},
    )  # fmt: skip
