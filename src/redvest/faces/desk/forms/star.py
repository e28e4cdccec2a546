"""What is typed at the desk about stars: a decision, a review, somebody proposed, a day and place to look ahead."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from redvest.registry.models import Body

FIELDS = {
    "star-reason-missing": "reason", "star-document-missing": "document_number",
    "star-person-unknown": "number", "star-not-reached": "number", "star-already-asked": "number", "own-star": "number",
}  # fmt: skip


class StarDecision(forms.Form):
    """Into publicity, or refused in words; of five stars with the province's number."""

    document_number = forms.CharField(label=_("省里文件的文号"), max_length=40, required=False)
    reason = forms.CharField(
        label=_("为什么不通过"),
        max_length=200,
        required=False,
        help_text=_("不通过的写明原因，志愿者会看到；通过的不用写。"),
    )

    def __init__(self, *args: Any, province: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not province:
            del self.fields["document_number"]


class StarReview(forms.Form):
    """Kept or ended, in words either way."""

    reason = forms.CharField(
        label=_("复核的意见"),
        max_length=200,
        help_text=_("志愿者会看到。"),
        error_messages={"required": _("请写一句为什么，志愿者会看到。")},
    )


class StarProposal(forms.Form):
    """Who is proposed, by which of the organisations that somebody leads, and why."""

    body = forms.ChoiceField(label=_("推荐的组织"))
    number = forms.CharField(
        label=_("志愿者编号"), max_length=20, error_messages={"required": _("请填写志愿者编号。")}
    )
    reason = forms.CharField(
        label=_("为什么推荐"),
        max_length=200,
        help_text=_("志愿者和审核的人会看到。"),
        error_messages={"required": _("请写一句为什么推荐。")},
    )

    def __init__(self, *args: Any, bodies: list[Body], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["body"] = forms.ChoiceField(
            label=_("推荐的组织"), choices=[(str(each.pk), each.name) for each in bodies]
        )


def day_options(days: list[date]) -> list[tuple[str, str]]:
    """The days on which the rules change, as a select offers them."""
    return [(each.isoformat(), date_format(each, "Y年n月j日")) for each in days]
