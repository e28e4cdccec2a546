"""Why somebody cannot join, as their leader may hear it: every rule at once, but nothing of what lies behind it.

What a post asks for is named; how old somebody is, what else they do at that time and what became of their record
is theirs, and they read it themselves at the activity's page.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy

from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.rules.volunteer_number import normalise
from redvest.service.queries.signup import Reason

NOT_READY = gettext_lazy("他的登记现在还不能报名。原因只有本人能看：请他登录后打开这个活动。")
_TO_LEADERS = {
    "guardian": NOT_READY,
    "inactive": NOT_READY,
    "real-name": NOT_READY,
    "too-young": gettext_lazy("年龄不在这个岗位要求的范围里。"),
    "too-old": gettext_lazy("年龄不在这个岗位要求的范围里。"),
    "overlaps": gettext_lazy("同一时间他有别的安排。"),
    "daily-limit": gettext_lazy("加上这一场，他这一天的服务时间就太长了。"),
    "rest-time": gettext_lazy("这一场和他别的安排挨得太近，中间要有时间休息。"),
    "already-signed-up": gettext_lazy("他已经在这个岗位的名单里了。"),
}
_BLUNT = {
    "guardian": "not-ready",
    "inactive": "not-ready",
    "real-name": "not-ready",
    "too-young": "age",
    "too-old": "age",
}
# What these say about somebody is more than that they cannot come: who asked stays on the trail with it.
REVEALING = frozenset(
    {"guardian", "inactive", "real-name", "too-young", "too-old", "needs-training", "needs-qualification"}
)


def told_to_leader(reasons: Iterable[Reason]) -> list[Reason]:
    """The same reasons in words that may be told to somebody else; the codes as blunt as the words."""
    told = (
        Reason(
            _BLUNT.get(each.code, each.code), str(_TO_LEADERS.get(each.code) or each.sentence), each.course
        )
        for each in reasons
    )
    return list({each.sentence: each for each in told}.values())


def person_meant(city: str, typed: str) -> Volunteer | None:
    """Whom somebody means who knows them: by the number, or by name and the phone's last four digits, exactly."""
    words = typed.split()
    if len(words) == 2 and len(words[1]) == 4 and words[1].isdigit():
        where = Q(name=words[0], phone_tail=words[1])
    else:
        where = Q(number=normalise(typed))
    gone = (VolunteerState.MERGED, VolunteerState.ERASED, VolunteerState.LEFT)
    found = list(Volunteer.objects.filter(where, city=city).exclude(state__in=gone)[:2])
    return found[0] if len(found) == 1 else None
