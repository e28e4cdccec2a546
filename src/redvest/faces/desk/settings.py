"""Local rules: what holds at my place and why, and another value from a day on. The past is never rewritten."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.forms.inputs import DayField, blame
from redvest.faces.desk.forms.options import region_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import region_asked
from redvest.faces.desk.star_preview import star_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.honour.queries.star_preview import Typed, preview
from redvest.honour.rules.star import SETTINGS as STAR_SETTINGS
from redvest.registry.actions.setting import set_rule
from redvest.registry.models import Region
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import held_rules, history
from redvest.registry.queries.setting_reach import who_is_met
from redvest.registry.rules.dated_rule import typed_value, value_words
from redvest.registry.rules.setting import OUR_CHOICE, RULES, Rule, fits
from redvest.registry.setting_errors import RuleValueWrong

FIELDS = {"rule-value-wrong": "value", "rule-in-the-past": "effective_on", "rule-already-set": "effective_on"}
_PEOPLE, _HOURS = gettext_lazy("志愿者"), gettext_lazy("时长和签到")
GROUPS = {
    "age": gettext_lazy("年龄"), "id": _PEOPLE, "people": _PEOPLE, "grants": gettext_lazy("角色名额"),
    "bodies": gettext_lazy("组织"), "station": gettext_lazy("服务站"), "hours": _HOURS, "attendance": _HOURS,
    "signup": gettext_lazy("报名"), "recording": _HOURS, "backfill": _HOURS, "report": _HOURS, "evaluation": _HOURS,
    "certificate": gettext_lazy("证明"), "privacy": gettext_lazy("个人信息"), "retention": gettext_lazy("个人信息"),
    "integrity": gettext_lazy("风险提示"), "star": gettext_lazy("星级"), "award": gettext_lazy("评选"),
    "redeem": gettext_lazy("兑换和礼遇"),
}  # fmt: skip


class RuleFields(forms.Form):
    """Another value with its day and its ground."""

    value = forms.CharField(
        label=gettext_lazy("改成"),
        max_length=2_000,
        error_messages={"required": gettext_lazy("请填写新的值。")},
    )
    effective_on = DayField(
        label=gettext_lazy("从哪一天起"), help_text=gettext_lazy("最早从今天起，以前的不改写。")
    )
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写明依据，比如文号。")},
    )


@never_cache
@require_safe
@staff
def settings_page(request: HouseRequest) -> HttpResponse:
    """Every rule at a place of mine: its value, since when, from where, and whether somebody has set it here."""
    region = region_asked(request.standing, asked_text(request, "region"))
    today = clock.day_of(clock.now())
    held = held_rules(region.path, today)
    groups: dict[str, list[dict[str, Any]]] = {}
    for key, rule in RULES.items():
        name = str(GROUPS.get(key.partition(".")[0], _("其他")))
        groups.setdefault(name, []).append(_row(rule, held.get(key)))
    context = {
        "region": region,
        "desk_place": region.name,
        "places": _places(request.standing, region.code),
        "groups": list(groups.items()),
    }
    return show(request, "desk/settings.html", context, on="settings")


def _row(rule: Rule, held: Any) -> dict[str, Any]:
    value = rule.default if held is None else held.value
    return {
        "rule": rule,
        "about": _(rule.about),
        "value": value_words(value),
        "basis": held.basis if held is not None and held.basis else _(rule.basis),
        "held": held,
        "ours": _(OUR_CHOICE),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def setting(request: HouseRequest, key: str) -> HttpResponse:
    """One rule: its rows, and another value, first looked over (``verb=look``), then set."""
    by, at = request.standing, clock.now()
    rule = RULES.get(key)
    if rule is None:
        raise NotFound
    region = region_asked(by, asked_text(request, "region"))
    today = clock.day_of(at)
    form = RuleFields(request.POST or None, initial={"effective_on": today})
    met: list[str] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            value = typed_value(rule, form.cleaned_data["value"])
            if request.POST.get("verb") == "set":
                said = {name: form.cleaned_data[name] for name in ("effective_on", "basis")}
                set_rule(by=by, key=key, region=region, value=value, at=at, **said)
                messages.success(request, _("定好了，从那一天起按新的值。"))
                return redirect(f"{reverse('desk:setting', args=[key])}?region={region.code}")
            met = _met(key, value, region, form.cleaned_data["effective_on"])
        except DomainError as fault:
            blame(form, fault, FIELDS)
    context = {
        **_row(rule, held_rules(region.path, today).get(key)),
        "region": region,
        "desk_place": region.name,
        "places": _places(by, region.code),
        "rows": [
            (row, value_words(row.value), row.effective_on > today) for row in history(key, region.path)
        ],
        "form": form,
        "met": met,
    }
    return show(request, "desk/setting.html", context, on="settings", status=422 if form.errors else 200)


def _met(key: str, value: Any, region: Region, on: date) -> list[str]:
    """What changes for whom, in words; nothing where the rule has no such answer."""
    if key in STAR_SETTINGS:
        if not fits(key, value):
            raise RuleValueWrong(key=key)
        typed = Typed(key, region.path, on, value)
        return star_words(preview(region.path, on, clock.day_of(clock.now()), typed))
    return [_(words) % {"n": n} for words, n in who_is_met(key, value, region.path, on)]


def _places(by: Standing, chosen: str) -> list[tuple[str, object]]:
    return [option for path in by.regions() for option in region_options(path, chosen=chosen)]
