"""The frame of every desk page: the rail with what waits behind each entry, the place, who is sitting here."""

from __future__ import annotations

from typing import Any, TypedDict

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.care.queries.dispatch import waiting_dispatches
from redvest.care.queries.need import waiting as needs_waiting
from redvest.care.rules.pairing_keepers import branches_of
from redvest.core.db.counts import counts_and_text
from redvest.faces.shared.entry import HouseRequest
from redvest.honour.queries.award import editions_waiting
from redvest.honour.queries.award_jury import seats_waiting
from redvest.honour.queries.star import stars_waiting
from redvest.oversight.policy import ledger_paths, may_read_ledgers
from redvest.registry.choices import Role
from redvest.registry.models import Body, Region, Station
from redvest.registry.policy import Standing, may_give_at_all, may_guard, may_read_trail
from redvest.registry.queries.body import bodies_to_decide
from redvest.registry.queries.help_call import waiting_calls
from redvest.registry.rules.standing import KEEPING, SEPARATED
from redvest.service.queries.activity import to_review
from redvest.service.queries.hours import awaiting_second_officer
from redvest.service.queries.integrity_case import to_do
from redvest.service.queries.reflection import reflections_waiting
from redvest.service.queries.register import may_see_register

# Whoever calls for works, judges them, or sends in their class.
CONTESTING = (Role.BODY_ADMIN, Role.JUROR, Role.TEACHER)


class RailItem(TypedDict):
    """One entry of the rail."""

    url: str
    text: str
    icon: str
    count: int
    on: bool
    group: str


def show(
    request: HouseRequest, template: str, context: dict[str, Any], *, on: str = "", status: int = 200
) -> HttpResponse:
    """Render a page inside the frame; ``on`` is the rail entry that it belongs to."""
    by = request.standing
    named = context.get("desk_place")
    waiting, place = counts_and_text(_waiting(by), None if named else _place(by))
    framed = {
        "desk_nav": _rail(by, waiting, on),
        "desk_place": named or place,
        "desk_who": f"{by.name} · {highest_role(by).label}",
        "waiting": waiting,
        **context,
    }
    return render(request, template, framed, status=status)


def _waiting(by: Standing) -> dict[str, QuerySet[Any, Any] | None]:
    """Officers alone are asked about all but hours."""
    officer = bool(by.regions())
    return {
        "activities": to_review(by) if officer else None,
        "hours": awaiting_second_officer(by),
        "bodies": bodies_to_decide(by) if officer else None,
        "cases": to_do(by) if officer else None,
        "help": waiting_calls(by),
        "dispatches": waiting_dispatches(by) if by.bodies() else None,
        "needs": needs_waiting(by) if officer else None,
        "stars": stars_waiting(by) if officer else None,
        "reflections": reflections_waiting(by) if officer or by.bodies() else None,
        "editions": editions_waiting(by) if officer else None,
        "jury": seats_waiting(by) if judges(by) else None,
    }


def judges(by: Standing) -> bool:
    """Whether somebody may sit on juries."""
    return any(grant.role == Role.JUROR for grant in by.grants)


def apart(by: Standing) -> bool:
    """Whether somebody is a separated administrator and nothing else: people and activities are not their work."""
    return all(grant.role in SEPARATED for grant in by.grants)


def highest_role(by: Standing) -> Role:
    """The role by which somebody is introduced: they are listed from the widest to the narrowest."""
    held = {grant.role for grant in by.grants}
    return next(role for role in Role if role in held)


def _place(by: Standing) -> QuerySet[Any, str]:
    """The name of the widest place of somebody's charge, or of the body they work for."""
    rows: QuerySet[Any] = Station.objects.filter(pk__in=by.stations()[:1])
    held = [grant.body_id for grant in by.grants if grant.body_id]
    if by.regions():
        rows = Region.objects.filter(path=min(by.regions(), key=len))
    elif held:
        rows = Body.objects.filter(pk=held[0])
    return rows.values_list("name", flat=True)


def _of_bodies(waiting: dict[str, int]) -> list[tuple[str, str, str, int]]:
    return [
        ("activities", _("活动"), "calendar", waiting["activities"]),
        ("rosters", _("排班"), "user-check", 0),
        ("hours", _("时长复核"), "clipboard-check", waiting["hours"]),
        ("overdue", _("时长记录"), "clock", 0),
        ("people", _("志愿者"), "users", 0),
        ("bodies", _("组织"), "building", waiting["bodies"]),
    ]


def _of_places(by: Standing, waiting: dict[str, int]) -> list[tuple[str, str, str, int]]:
    """What a place has to do with those who ask for help, with its grids, stations and crises."""
    placed, governing = bool(by.regions() or by.stations()), bool(by.regions())
    known = [
        (placed, ("needs", _("需求"), "heart-handshake", waiting["needs"])),
        (placed, ("grids", _("网格"), "map", 0)),
        (governing or bool(branches_of(by)), ("pairings", _("结对"), "users", 0)),
        (governing or bool(by.bodies()), ("menus", _("服务菜单"), "list", 0)),
        (placed, ("spotted", _("随手拍"), "camera", 0)),
        (governing, ("supply", _("供需"), "adjustments", 0)),
        (bool(ledger_paths(by) or by.stations()), ("stations", _("服务站"), "map-pin", 0)),
        (placed, ("crises", _("应急"), "speakerphone", 0)),
        (placed, ("duty", _("值班"), "clock", 0)),
        (placed, ("kiosks", _("自助机和求助"), "device-mobile", waiting["help"])),
    ]
    return [entry for shown, entry in known if shown]


def _of_honour(by: Standing, waiting: dict[str, int]) -> list[tuple[str, str, str, int]]:
    """What thanks people: stars, awards, points, contests, and what schools and readers make of it."""
    governing = bool(by.regions())
    known = [
        (governing or bool(by.bodies()), ("stars", _("星级"), "star", waiting["stars"])),
        (governing or bool(by.bodies()), ("editions", _("评选"), "flag", waiting["editions"])),
        (judges(by), ("jury", _("评审"), "clipboard-check", waiting["jury"])),
        (governing, ("points", _("积分"), "hourglass", 0)),
        (governing, ("redeem", _("兑换和礼遇"), "heart-handshake", 0)),
        (bool(by.headed() or by.stations()), ("counter-codes", _("扫码发放"), "qrcode", 0)),
        (
            governing or any(grant.role in CONTESTING for grant in by.grants),
            ("contests", _("征集"), "edit", 0),
        ),
        (governing or bool(by.bodies()), ("reflections", _("心得"), "article", waiting["reflections"])),
        (governing or bool(by.taught()), ("classes", _("班级"), "users", 0)),
    ]
    return [entry for shown, entry in known if shown]


def _rail(by: Standing, waiting: dict[str, int], on: str) -> list[RailItem]:
    # What waits is told beside each entry, and all of it on the page itself.
    entries = [("today", _("今天"), "home", 0)]
    # Who keeps stations and nothing else has no activities, hours, people or organisations of their own.
    if not apart(by) and any(grant.role not in KEEPING for grant in by.grants):
        entries += _of_bodies(waiting)
    if by.bodies():
        entries.append(("dispatches", _("派来的需求"), "heart-handshake", waiting["dispatches"]))
    if by.bodies() or ledger_paths(by):
        entries.append(("library", _("项目库"), "article", 0))
    if may_read_ledgers(by):
        entries.append(("ledgers", _("台账"), "list", 0))
    entries += _of_places(by, waiting)
    if may_see_register(by):
        entries.append(("certificates", _("证明"), "certificate", 0))
    honour = _of_honour(by, waiting)
    entries += honour
    managing = len(entries)
    if by.regions():
        entries.append(("integrity", _("风险提示"), "alert-triangle", waiting["cases"]))
    if may_give_at_all(by):
        entries.append(("roles", _("角色"), "shield-check", 0))
        entries.append(("import", _("导入"), "upload", 0))
    if by.regions():
        entries.append(("departments", _("部门"), "building", 0))
        entries.append(("settings", _("规则"), "adjustments", 0))
    if may_read_trail(by):
        entries.append(("audit", _("审计记录"), "history", 0))
    if may_guard(by):
        entries.append(("security", _("账号安全"), "lock", 0))
    rail: list[RailItem] = [
        {
            "url": reverse(f"desk:{name}"),
            "text": text,
            "icon": icon,
            "count": count,
            "on": name == on,
            "group": "",
        }
        for name, text, icon, count in entries
    ]
    if honour:
        rail[managing - len(honour)]["group"] = _("表彰激励")
        if len(entries) > managing:
            rail[managing]["group"] = _("管理")
    rail.append(
        {
            "url": "/",
            "text": _("回到网站"),
            "icon": "world",
            "count": 0,
            "on": False,
            "group": _("离开工作台"),
        }
    )
    return rail
