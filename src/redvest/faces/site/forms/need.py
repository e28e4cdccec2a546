"""The form by which somebody asks for help on the site: for themselves, for a relative, or as a grid worker at a door."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.shared.need_fields import AskedChoice, NeedFields
from redvest.registry.models import Region

Grouped = list[tuple[str, list[tuple[str, str]]]]
FIELDS = {"need-picture-bad": "pictures", "need-pictures-full": "pictures", "too-many-tries": "phone"}


class AskFields(NeedFields):
    """In the order in which people say it; whoever asks need not know the classification."""

    first: tuple[str, ...] = (
        "title", "words", "region", "address", "urgency", "name", "phone", "risks", "declared_true",
    )  # fmt: skip
    rest = (
        "asked_by", "relation", "domain", "starts_at", "minutes", "hands", "groups", "groups_agreed", "pictures",
    )  # fmt: skip

    def __init__(self, *args: Any, places: Grouped, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = AskedChoice(label=_("哪个社区"), choices=[("", _("请选择")), *places])
        domain = self.fields["domain"]
        domain.required = False
        domain.choices = [("", _("说不清，请工作人员来定")), *domain.choices[1:]]  # type: ignore[attr-defined]
        self.fields["name"].label = _("求助的人怎么称呼")
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.order_fields([*self.first, *self.rest])

    @property
    def shown_first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first]

    @property
    def shown_later(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rest]

    @property
    def rest_at_fault(self) -> bool:
        return any(name in self.errors for name in self.rest)


class VisitFields(AskFields):
    """At somebody's door: the grid says where it is."""

    grid = forms.ChoiceField(label=_("哪个网格"), error_messages={"required": _("请选是哪个网格。")})
    first = ("grid", *(name for name in AskFields.first if name != "region"))

    def __init__(self, *args: Any, grids: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, places=[], **kwargs)
        del self.fields["region"]
        self.fields["phone"].required = False  # who has none is visited
        self.fields["grid"].choices = grids  # type: ignore[attr-defined]
        self.fields["declared_true"].label = _("对方说明情况属实")
        self.order_fields([*self.first, *self.rest])


def grouped(communities: Iterable[Region]) -> Grouped:
    """Communities under their street and district, as one looks for one's own."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in communities:
        street = each.parent
        above = street.parent if street else None
        title = " · ".join(place.name for place in (above, street) if place)
        groups.setdefault(title, []).append((each.code, each.name))
    return list(groups.items())
