"""The page where one registers: a phone, the code sent to it, a name and a password. The real name comes next."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.entrance import code_sent, has_code, open_session, way_on
from redvest.faces.site.forms.account import JoinForm, PhoneForm
from redvest.faces.site.forms.refusal import blame
from redvest.registry.actions.account import register
from redvest.registry.choices import CodePurpose


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@public
def join(request: HouseRequest) -> HttpResponse:
    """Two steps on one page: the first sends a code, the second opens the account."""
    if request.standing.signed_in:
        return redirect(way_on(request))
    if request.method != "POST":
        return _show(request, PhoneForm())
    if request.POST.get("step") == "finish":
        return _finish(request)
    first = PhoneForm(request.POST)
    if not code_sent(request, first, CodePurpose.REGISTER):
        return _show(request, first)
    typed = {name: request.POST.get(name, "") for name in ("phone", "name")}
    return _show(request, JoinForm(initial=typed))


def _finish(request: HouseRequest) -> HttpResponse:
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        account = register(city=settings.REDVEST_CITY, at=clock.now(), **form.cleaned_data)
    except DomainError as fault:
        blame(form, fault)
        return _show(request, form, status=fault.status)
    open_session(request, account)
    messages.success(request, _("账号开好了。再填一页实名信息，就是志愿者了。"))
    after = {"next": way_on(request, "")} if way_on(request, "") else {}
    return redirect(f"{reverse('site:real-name')}{'?' + urlencode(after) if after else ''}")


def _show(request: HouseRequest, form: PhoneForm, status: int = 200) -> HttpResponse:
    if form.errors and status == 200:
        status = 422
    second = isinstance(form, JoinForm)
    context = {
        "form": form, "second": second, "next": way_on(request, ""), "tab": "me", "have": has_code(request),
    }  # fmt: skip
    return render(request, "site/join.html", context, status=status)
