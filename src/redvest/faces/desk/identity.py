"""Correcting a name or a birth date, from a person's page at the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.inputs import DayField, blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.minors import minor_door
from redvest.faces.desk.people import person_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.identity import Corrected, correct_identity
from redvest.registry.choices import SeenDocument

FIELDS = {
    "name-missing": "name", "name-odd": "name", "name-too-long": "name", "birth-differs": "birth_on",
    "nothing-corrected": "name", "reason-missing": "reason", "document-missing": "document",
    "real-name-refused": "name",
}  # fmt: skip


class IdentityFields(forms.Form):
    """What the document says."""

    name = forms.CharField(
        label=gettext_lazy("姓名"),
        max_length=60,
        error_messages={"required": gettext_lazy("请照证件填写姓名。")},
    )
    birth_on = DayField(label=gettext_lazy("出生日期"), required=False)
    document = forms.ChoiceField(
        label=gettext_lazy("看了哪一种原件"), choices=[("", gettext_lazy("请选择")), *SeenDocument.choices],
        error_messages={"required": gettext_lazy("请选看了哪一种原件。")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("为什么要更正"), max_length=200, help_text=gettext_lazy("至少四个字，会留下记录。"),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def correct(request: HouseRequest, key: UUID) -> HttpResponse:
    """For officers of the place; a minor's record asks for its reason first."""
    by, at = request.standing, clock.now()
    found = person_within(by, key)
    if not by.governs(found.region_path) or by.is_self(found.pk):
        raise NotAllowed
    if (door := minor_door(request, found)) is not None:
        return door
    first: dict[str, Any] = {"name": found.name, "birth_on": found.birth_on}
    form = IdentityFields(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            correct_identity(by=by, volunteer=found, form=Corrected(**form.cleaned_data), at=at)
        except DomainError as fault:
            if fault.status == 403:
                raise
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("更正好了，本人会收到消息。"))
            return redirect("desk:person", key=key)
    context = {"volunteer": found, "form": form}
    return show(request, "desk/identity.html", context, on="people", status=422 if form.errors else 200)
