"""One press that gives or takes back one consent: one's own, or a child's."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Volunteer


def purpose_pressed(request: HouseRequest, offered: Collection[ConsentPurpose]) -> ConsentPurpose | None:
    """Which of those that were offered."""
    return next((each for each in offered if each.value == request.POST.get("purpose")), None)


def answer_consent(
    request: HouseRequest, volunteer: Volunteer, purpose: ConsentPurpose | None, *, for_child: bool = False
) -> None:
    """Keep the answer, or say why it cannot be kept."""
    if purpose is None:
        messages.error(request, _("这一项不能在这里改。"))
        return
    gives = request.POST.get("give") == "1"
    act = give_consent if gives else withdraw_consent
    with refusal_told(request):
        act(by=request.standing, volunteer=volunteer, purpose=purpose, at=clock.now())
        messages.success(request, _said(gives, for_child) % {"what": purpose.label})


def _said(gives: bool, for_child: bool) -> str:
    if for_child:
        return _("替孩子记下了：同意“%(what)s”。") if gives else _("替孩子记下了：不再同意“%(what)s”。")
    return _("记下了：同意“%(what)s”。") if gives else _("记下了：不再同意“%(what)s”。")
