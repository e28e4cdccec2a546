"""The form of a big event's plan: days, a place, and a line for each post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, LaterText, WholeField
from redvest.registry.queries.profile import people_list
from redvest.registry.queries.skill import every_skill
from redvest.service.queries.what_if import MOST_PEOPLE, Line

PARTS = (("morning", _("上午")), ("afternoon", _("下午")), ("evening", _("晚上")))
SKILL, PAPER = "skill", "paper"


class PlanFields(forms.Form):
    """When and where, and how often one person may come."""

    first = DayField(label=_("从哪天"))
    last = DayField(label=_("到哪天"))
    region = forms.ChoiceField(label=_("从哪里找人"))
    most_each = WholeField(label=_("每人一共最多几班"), least=1, most=31, initial=3)

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = regions  # type: ignore[attr-defined]


class LaterParts(forms.MultipleChoiceField):
    """Parts of the day, none for a line that is left empty; what was sent and is no part is dropped."""

    def validate(self, value: list[str]) -> None:
        return None

    def clean(self, value: Any) -> list[str]:
        sent = super().clean(value)
        return [part for part in dict(PARTS) if part in sent]


class LineFields(forms.Form):
    """One post; left empty it is no post."""

    place = LaterText(label=_("地点和岗位"), max_length=40)
    people = WholeField(label=_("每时段几人"), least=1, most=MOST_PEOPLE, later=True)
    asks = forms.ChoiceField(label=_("要会什么"), required=False)
    parts = LaterParts(label=_("时段"), choices=PARTS, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills = [(f"{SKILL}:{each.key}", each.name) for each in every_skill()]
        papers = [(f"{PAPER}:{key}", name) for key, name in people_list("qualification").items()]
        groups = [("", _("不限")), (_("技能"), skills), (_("核实过的资格"), papers)]
        self.fields["asks"].choices = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("place") or typed.get("people"):
            if not typed.get("place"):
                self.add_error("place", _("请写地点和岗位。"))
            if not typed.get("people") and "people" not in self.errors:
                self.add_error("people", _("请写人数。"))
            if not typed.get("parts"):
                self.add_error("parts", _("请选至少一个时段。"))
        return typed

    def line(self) -> Line | None:
        """What was written, None for an empty line."""
        typed = self.cleaned_data
        if not typed.get("place") or not typed.get("people"):
            return None
        kind, _sep, key = typed["asks"].partition(":")
        asked = {kind: key} if key else {}
        return Line(place=typed["place"], parts=tuple(typed["parts"]), people=typed["people"], **asked)


def asks_words(line: Line) -> str:
    """What a line asks for, in words."""
    if line.skill:
        return next((each.name for each in every_skill() if each.key == line.skill), line.skill)
    return people_list("qualification").get(line.paper, line.paper)
