"""For the security administrator: sign an account out everywhere."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.account_errors import AccountMissing
from redvest.registry.actions.session import end_sessions
from redvest.registry.policy import require_may_guard
from redvest.registry.queries.account import account_by_phone
from redvest.registry.rules import phone as phone_rules

FIELDS = {"phone-invalid": "phone", "account-missing": "phone"}


class SignOutFields(forms.Form):
    """Whose account, and why."""

    phone = forms.CharField(label=gettext_lazy("手机号"), max_length=30)
    reason = forms.CharField(
        label=gettext_lazy("为什么"), min_length=4, max_length=200,
        error_messages={"required": gettext_lazy("请写明原因。"), "min_length": gettext_lazy("原因至少写四个字。")},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def security(request: HouseRequest) -> HttpResponse:
    """Nothing of anybody is shown here: a phone, a reason, and that account is signed out."""
    by = request.standing
    require_may_guard(by)
    form = SignOutFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = account_by_phone(by.city, phone_rules.check(form.cleaned_data["phone"]))
            if account is None:
                raise AccountMissing
            end_sessions(by=by, account=account, reason=form.cleaned_data["reason"], at=clock.now())
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("这个账号在所有设备上都已下线，接口令牌也收回了。"))
            return redirect("desk:security")
    return show(
        request, "desk/security.html", {"form": form}, on="security", status=422 if form.errors else 200
    )
