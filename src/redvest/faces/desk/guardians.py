"""A child without a guardian at a station: somebody sees the papers and enters a new one, whose own phone agrees."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.counter import Counter, serve
from redvest.faces.desk.forms.helped import GUARDIAN_FIELDS, GuardianFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.actions.guardian import Seen, SeenChild, enter_guardian
from redvest.registry.choices import CodePurpose
from redvest.registry.models import Station
from redvest.registry.rules.privacy_notice import version_on
from redvest.registry.rules.registration import GuardianForm


@never_cache
@sensitive_post_parameters("code", "id_number", "phone")
@require_http_methods(["GET", "POST"])
@staff
def guardians(request: HouseRequest) -> HttpResponse:
    """The form; the child is found by name and number together, and nobody is listed."""
    return serve(
        request,
        _COUNTER,
        sent=_("验证码发到监护人手机了，请监护人念给你。"),
        done=_("登记好了。监护人用这个手机号登录，就能在“我的孩子”里替孩子办理。"),
    )


def _enter(request: HouseRequest, form: GuardianFields, station: Station) -> None:
    said = form.cleaned_data
    enter_guardian(
        by=request.standing,
        station=station,
        child=SeenChild(said["name"], said["id_type"], said["id_number"]),
        form=GuardianForm(said["guardian"], said["relation"], said["phone"], said["code"]),
        seen=Seen(said["proof"], form.consents()),
        at=clock.now(),
    )


def _show(request: HouseRequest, form: GuardianFields, status: int = 200) -> HttpResponse:
    context = {"form": form, "version": version_on(clock.day_of(clock.now()))}
    return show(request, "desk/guardians.html", context, on="duty", status=status)


_COUNTER = Counter(GuardianFields, CodePurpose.GUARDIAN, GUARDIAN_FIELDS, "desk:guardians", _enter, _show)
