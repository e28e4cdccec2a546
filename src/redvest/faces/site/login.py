"""Signing in by password or by code, signing out, and setting a new password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.address import client_address
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.entrance import code_sent, enter, has_code, way_on
from redvest.faces.site.forms.account import CodeSignInForm, NewPasswordForm, PasswordSignInForm, PhoneForm
from redvest.faces.site.forms.refusal import blame
from redvest.registry.actions.account import reset_password, sign_in
from redvest.registry.choices import CodePurpose
from redvest.registry.queries.role import standing_of


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@public
def login(request: HouseRequest) -> HttpResponse:
    """By password, or with ``way=code`` by a code."""
    if request.standing.signed_in:
        return redirect(way_on(request))
    by_code = (request.POST.get("way") or request.GET.get("way")) == "code"
    if request.method != "POST":
        phone = {"phone": request.GET.get("phone", "")}
        return _show(
            request, PhoneForm(initial=phone) if by_code else PasswordSignInForm(initial=phone), by_code
        )
    if by_code and request.POST.get("step") != "finish":
        first = PhoneForm(request.POST)
        if not code_sent(request, first, CodePurpose.SIGN_IN):
            return _show(request, first, by_code)
        return _show(request, CodeSignInForm(initial={"phone": request.POST.get("phone", "")}), by_code)
    return _sign_in(
        request, CodeSignInForm(request.POST) if by_code else PasswordSignInForm(request.POST), by_code
    )


def _sign_in(request: HouseRequest, form: PhoneForm, by_code: bool) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, by_code)
    at = clock.now()
    try:
        account = sign_in(city=settings.REDVEST_CITY, at=at, ip=client_address(request), **form.cleaned_data)
    except DomainError as fault:
        blame(form, fault)
        return _show(request, form, by_code)
    by = standing_of(account, clock.day_of(at))
    # Who keeps a station but is on no register has nothing to do among their own pages.
    return redirect(enter(request, account, "/desk/" if by.is_staff and by.volunteer_id is None else "/me/"))


def _show(request: HouseRequest, form: PhoneForm, by_code: bool) -> HttpResponse:
    context = {
        "form": form,
        "by_code": by_code,
        "second": isinstance(form, CodeSignInForm),
        "next": way_on(request, ""),
        "tab": "me",
        "have": has_code(request),
        "wechat": bool(settings.REDVEST_WECHAT_APPID),
    }
    return render(request, "site/login.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@public
def logout(request: HouseRequest) -> HttpResponse:
    """End the session; the next person at this device starts anew."""
    auth.logout(request)
    messages.success(request, _("已经退出登录。"))
    return redirect("/")


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@public
def forgot(request: HouseRequest) -> HttpResponse:
    """A code to the phone, then a new password."""
    if request.method != "POST":
        return _show_forgot(request, PhoneForm(initial={"phone": request.GET.get("phone", "")}))
    if request.POST.get("step") != "finish":
        first = PhoneForm(request.POST)
        sent = code_sent(request, first, CodePurpose.RESET_PASSWORD)
        return _show_forgot(
            request, NewPasswordForm(initial={"phone": request.POST["phone"]}) if sent else first
        )
    form = NewPasswordForm(request.POST)
    if not form.is_valid():
        return _show_forgot(request, form)
    try:
        reset_password(city=settings.REDVEST_CITY, at=clock.now(), **form.cleaned_data)
    except DomainError as fault:
        blame(form, fault)
        return _show_forgot(request, form)
    messages.success(request, _("新密码设好了，请用它登录。"))
    return redirect("site:login")


def _show_forgot(request: HouseRequest, form: PhoneForm) -> HttpResponse:
    second = isinstance(form, NewPasswordForm)
    context = {"form": form, "second": second, "tab": "me", "have": has_code(request)}
    return render(request, "site/forgot.html", context, status=422 if form.errors else 200)
