"""The form of a batch: everybody, some who are ticked, or a pasted list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from redvest.faces.desk.forms.inputs import DayField, text_area
from redvest.registry.models import Body, Volunteer
from redvest.service.queries.batch import members_of, people_by_number
from redvest.service.rules.batch import MOST, numbers_in

LONGEST_LIST = 100_000
ALL, TICKED, PASTED = "all", "ticked", "pasted"


class BatchFields(forms.Form):
    """For whom, and for which time. An empty period is everything that was ever recorded."""

    who = forms.ChoiceField(
        choices=[(ALL, _("全部成员")), (TICKED, _("勾选的成员")), (PASTED, _("贴一份名单"))], initial=ALL
    )
    ticked = forms.MultipleChoiceField(required=False)
    numbers = forms.CharField(
        label=_("名单"), required=False, max_length=LONGEST_LIST, widget=text_area(6),
        help_text=_("一行一个，有志愿者编号就行，姓名写不写都可以。可以从 Excel 里直接复制。"),
    )  # fmt: skip
    title = forms.CharField(
        label=_("这一批叫什么"), required=False, max_length=60, help_text=_("例如“三年级二班”。")
    )
    starts_on = DayField(label=_("服务期间自"), required=False)
    ends_on = DayField(label=_("服务期间至"), required=False)

    def __init__(self, *args: Any, members: Sequence[Volunteer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        self.fields["ticked"].choices = [(str(each.pk), each.name) for each in members]  # type: ignore[attr-defined]

    def people(self, body: Body) -> tuple[list[UUID], list[str]]:
        """The chosen people, and what of a pasted list names nobody of this body."""
        who = self.cleaned_data["who"]
        if who == ALL:
            return list(members_of(body).values_list("pk", flat=True)[: MOST + 1]), []
        if who == TICKED:
            return [UUID(each) for each in self.cleaned_data["ticked"]], []
        numbers, unread = numbers_in(self.cleaned_data["numbers"])
        people, unknown = people_by_number(body, numbers)
        return people, [*unread, *unknown]
