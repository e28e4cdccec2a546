"""The phone is lost: asking for one's account on a new one, which takes days in which the old phone may object."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.words import clock_words, date_words
from redvest.faces.site.entrance import code_sent, has_code
from redvest.faces.site.forms.account import PhoneForm
from redvest.faces.site.forms.phone import LostFirstForm, LostPhoneForm
from redvest.faces.site.forms.refusal import blame
from redvest.registry.actions.recovery import LostPhone, ask_recovery
from redvest.registry.choices import CodePurpose
from redvest.registry.queries.setting import rule

FIELDS = {"phone-same": "phone", "recovery-refused": "id_number"}


@never_cache
@sensitive_post_parameters("code", "id_number")
@require_http_methods(["GET", "POST"])
@public
def lost(request: HouseRequest) -> HttpResponse:
    """A code to the new phone, then who one is."""
    if request.method != "POST":
        return _show(request, LostFirstForm())
    if request.POST.get("step") != "finish":
        first = LostFirstForm(request.POST)
        sent = code_sent(request, first, CodePurpose.RECOVER)
        return _show(
            request, LostPhoneForm(initial={"phone": request.POST.get("phone", "")}) if sent else first
        )
    form = LostPhoneForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        asked = ask_recovery(
            city=settings.REDVEST_CITY, form=LostPhone(**form.cleaned_data), at=clock.now(),
            ip=client_address(request),
        )  # fmt: skip
    except DomainError as fault:
        blame(form, fault, FIELDS)
        return _show(request, form)
    until = f"{date_words(clock.day_of(asked.due_at))} {clock_words(asked.due_at)}"
    said = _("收到了。旧手机号会收到通知；到 %(until)s 没有人反对，就能用新手机号登录。") % {"until": until}
    messages.success(request, said)
    return redirect("site:login")


def _show(request: HouseRequest, form: PhoneForm) -> HttpResponse:
    days = rule("people.recovery_days", f"{settings.REDVEST_CITY}/", clock.day_of(clock.now()))
    second = isinstance(form, LostPhoneForm)
    context = {"form": form, "second": second, "days": days, "tab": "me", "have": has_code(request)}
    return render(request, "site/lost.html", context, status=422 if form.errors else 200)
