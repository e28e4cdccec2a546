"""The recruitment notice: what must be published before anybody is recruited.

Sources: 志愿服务条例 art. 12 (true, complete information and possible risks); 慈善法 art. 65; GB/T 40143-2021 6.1
(time, place, content, conditions and number of volunteers, how to apply, possible risks, guarantees).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Notice:
    """The facts of an activity that its notice has to hold."""

    title: str
    content: str
    place_name: str
    lon: float | None
    lat: float | None
    starts_at: datetime | None
    ends_at: datetime | None
    conditions: str
    how_to_apply: str
    risks: str
    guarantees: str
    contact_name: str
    contact_phone: str
    places: Sequence[int]


@dataclass(frozen=True)
class Missing:
    """An item that is not there yet: the field's name and the words for it."""

    key: str
    words: str


_TEXTS = (
    ("title", _("标题")),
    ("content", _("服务内容")),
    ("place_name", _("地点")),
    ("conditions", _("志愿者条件")),
    ("how_to_apply", _("报名方式")),
    ("risks", _("可能的风险")),
    ("guarantees", _("提供的保障")),
    ("contact_name", _("联系人")),
    ("contact_phone", _("联系电话")),
)


def missing_items(notice: Notice) -> tuple[Missing, ...]:
    """Every required item that is absent, in the order of the form; empty when the notice may be published."""
    found = [Missing(key, str(words)) for key, words in _TEXTS if not str(getattr(notice, key) or "").strip()]
    if notice.lon is None or notice.lat is None:
        found.append(Missing("point", str(_("地图上的位置"))))
    if notice.starts_at is None or notice.ends_at is None:
        found.append(Missing("time", str(_("服务时间"))))
    if not notice.places or any(places < 1 for places in notice.places):
        found.append(Missing("posts", str(_("岗位和人数"))))
    return tuple(found)
