"""What is typed about pairings on one's own pages and at the desk alike: numbers, notes, words that say why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext_lazy as _

from redvest.care.choices import PairingKind
from redvest.care.models import Pairing
from redvest.care.pairing_errors import PairedVolunteerUnknown, PartyMemberUnknown
from redvest.care.queries.pairing import heir_by_number
from redvest.core.errors import DomainError, NotFound
from redvest.faces.shared.entry import HouseRequest
from redvest.faces.shared.told import told_moved
from redvest.registry.models import Volunteer
from redvest.registry.queries.volunteer import by_number

# Beside which field a refusal stands, on a form that has it.
FIELDS = {
    "pairing-place-wrong": "grid", "household-facts-missing": "name", "phone-invalid": "phone",
    "party-member-unknown": "number", "paired-volunteer-unknown": "number", "in-other-branch": "number",
    "volunteer-led": "number", "self-paired": "number", "not-party-branch": "number",
    "household-paired": "number", "member-has-household": "number",
    "reason-missing": "reason", "community-out-of-reach": "community", "region-unknown": "community",
    "unit-unknown": "body", "unit-twinned": "body", "body-not-active": "body",
    "visit-time-wrong": "starts_at", "visit-too-late": "starts_at", "visit-overlaps": "starts_at",
    "visit-words-missing": "words", "pairing-reason-missing": "words",
}  # fmt: skip


class NumberFields(forms.Form):
    number = forms.CharField(
        label=_("志愿者编号"), max_length=20, error_messages={"required": _("请填写志愿者编号。")}
    )


class NoteFields(NumberFields):
    """To whom a household is handed over, with a note for them alone."""

    note = forms.CharField(
        label=_("交接说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写给接手的人：家里情况、上次说好的事。加密保存，他答应以后才看得到。"),
    )  # fmt: skip


class WordsFields(forms.Form):
    words = forms.CharField(
        label=_("为什么"), max_length=100, error_messages={"required": _("请写一句为什么。")},
        help_text=_("不要写姓名和住址。"),
    )  # fmt: skip


def tried(
    request: HouseRequest, form: forms.Form, act: Callable[[dict[str, Any]], object], done: str
) -> bool:
    """Whether the page is done with a form: what it asks for was done, or something moved meanwhile and that was told.

    A refusal of what was typed stands beside its field, and who may not gets the 403 page.
    """
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except DomainError as fault:
        if fault.status in (401, 403):
            raise
        if told_moved(request, fault, FIELDS):
            return True
        blame(form, fault)
        return False
    messages.success(request, done)
    return True


def blame(form: forms.Form, fault: DomainError) -> None:
    """Say the refusal's sentence at its field, or above the form."""
    name = FIELDS.get(fault.code)
    form.add_error(name if name in form.fields else None, fault.message)


def person_numbered(city: str, number: str) -> Volunteer:
    """Raises PairedVolunteerUnknown."""
    try:
        return by_number(city, number)
    except NotFound as fault:
        raise PairedVolunteerUnknown from fault


def heir_numbered(found: Pairing, number: str) -> dict[str, Any]:
    """Whom the number means: a member of a branch, or a volunteer, as the kind of pairing asks for.

    Raises PartyMemberUnknown, PairedVolunteerUnknown.
    """
    if found.kind != PairingKind.HOUSEHOLD:
        return {"volunteer": person_numbered(found.city, number)}
    heir = heir_by_number(found.city, number)
    if heir is None:
        raise PartyMemberUnknown
    return {"member": heir}
