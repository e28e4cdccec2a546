"""Expected failures as pages: a sentence, the status, and a way on."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from redvest.core.errors import DomainError
from redvest.registry.governance_errors import PledgeUnsigned


def page(request: HttpRequest, fault: DomainError) -> HttpResponse:
    """The error page of a domain error; a person who only has to sign in, or to prove more, is sent to do so and comes back."""
    if fault.status == 401:
        return redirect(f"/login/?{urlencode({'next': _way_back(request)})}")
    if fault.code == "second-factor-needed":
        return redirect(f"/login/second/?{urlencode({'next': _way_back(request)})}")
    response = _page(request, fault.status, fault.message, **_way_on(request, fault))
    if fault.status == 429 and "retry_after" in fault.details:
        response["Retry-After"] = str(fault.details["retry_after"])
    return response


def _way_back(request: HttpRequest) -> str:
    """Where to return after signing in. What was posted is not posted again: the page it came from is shown."""
    came_from = request.headers.get("Referer", "")
    posted = request.method not in ("GET", "HEAD") and came_from.startswith("http")
    if posted and url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        parts = urlsplit(came_from)
        return urlunsplit(("", "", parts.path or "/", parts.query, ""))
    return request.get_full_path()


def _way_on(request: HttpRequest, fault: DomainError) -> dict[str, str]:
    if fault.code == "needs-real-name":
        back = urlencode({"next": _way_back(request)})
        return {"way_url": f"/me/real-name/?{back}", "way_text": _("去实名登记")}
    if fault.code == PledgeUnsigned.code:
        return {"way_url": "/desk/agreement/", "way_text": _("去看承诺书并签署")}
    return {}


def _page(request: HttpRequest, status: int, sentence: str, **way: str) -> HttpResponse:
    return render(
        request, "shared/error.html", {"status": status, "sentence": sentence, **way}, status=status
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, _("这个请求读不懂，请返回上一页再试。"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, _("你没有权限看这一页。"))


def post_only(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Instead of an empty page: an address that only takes what a form sends was opened by hand or by the way back."""
    page = _page(request, 405, _("这个地址不能直接打开。请回到原来的页面，点上面的按钮。"))
    page["Allow"] = answer["Allow"]
    return page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, _("没有找到这一页。它可能已经删除，或者地址抄错了一位。"))


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500, _("我们这边出了点问题，已经记下来了。你填的内容没有丢，请稍后再试。"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    messages.error(request, _("页面放得太久，已经过期。请再提交一次。"))
    return _page(request, 403, _("页面放得太久，已经过期。请返回上一页，刷新后再提交一次。"))
