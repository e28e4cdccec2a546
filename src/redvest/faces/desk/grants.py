"""Roles of my place: who holds them, giving one to somebody found by phone, taking one back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.forms.grant import FIELDS, GrantFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.options import Options, region_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within, require_gives_roles
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.words import date_words, day_words
from redvest.registry.account_errors import AccountMissing
from redvest.registry.actions.grant import give_grant, revoke_grant
from redvest.registry.choices import Role
from redvest.registry.grant_errors import GrantRevoked, GrantWrong
from redvest.registry.models import Body, Grant, Region, Station
from redvest.registry.policy import Standing, may_take_back, require_administers
from redvest.registry.queries.account import account_by_phone
from redvest.registry.queries.role import QUOTAS, live_grants
from redvest.registry.queries.setting import rules
from redvest.registry.rules import phone as phone_rules
from redvest.registry.rules.standing import GOVERNING, KEEPING, LEADING, SEPARATED, SERVING, WORKING


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def roles(request: HouseRequest) -> HttpResponse:
    """The live grants; with ``body`` or ``station`` those of one, and the form gives roles there.

    ``role``, ``q`` (a name) and ``state`` (live, future or ended) choose among them.
    """
    by, at = request.standing, clock.now()
    require_gives_roles(by)
    station = _station(request)
    body = None if station else _body(request)
    form = GrantFields(request.POST or None, **_choices(by, body, station))
    if request.method == "POST" and form.is_valid() and _give(request, form, body, station):
        return redirect(_address(body, station))
    today = clock.day_of(at)
    asked = {name: asked_text(request, name) for name in ("q", "role", "state")}
    found, pager = paged(request, _chosen(_in_reach(by, body, station), asked, today), keys=("-id",))
    rows = [
        {
            "grant": grant,
            "role": Role(grant.role).label,
            "place": str(grant.body or grant.station or grant.region),
            "since": date_words(grant.starts_on),
            "until": _until(grant, today),
            "taken_by": _taken_by(grant),
            "giver": grant.given_by.name if grant.given_by else _("系统"),
            "state": _state(grant, today),
            "mine": grant.account_id == by.account_id,
            "may_revoke": grant.revoked_at is None and _may_revoke(by, grant),
        }
        for grant in found
    ]
    context = {
        "rows": rows,
        "pager": pager,
        "form": form,
        "body": body,
        "station": station,
        "asked": asked,
        "quotas": _quotas(body, today) if body else [],
        "all_roles": Role.choices,
        "states": [("", _("有效")), ("future", _("还没开始")), ("ended", _("已结束"))],
    }
    return show(request, "desk/roles.html", context, on="roles", status=422 if form.errors else 200)


def _quotas(body: Body, on: date) -> list[tuple[str, int, int]]:
    """Each role that has a limit in an organisation: its name, how many hold it, how many may. Two queries."""
    most = rules(QUOTAS.values(), body.region_path, on)
    live = live_grants(on).filter(body=body, role__in=QUOTAS).order_by()
    held = dict(live.values_list("role").annotate(people=Count("account", distinct=True)))
    return [(str(role.label), held.get(role, 0), most[key]) for role, key in QUOTAS.items()]


def _body(request: HouseRequest) -> Body | None:
    """The organisation in the address; who runs one body and governs nothing stands at that one."""
    by = request.standing
    try:
        key = UUID(request.GET.get("body", ""))
    except ValueError:
        if by.regions() or not by.headed():
            return None
        key = by.headed()[0]
    body = body_within(by, key)
    require_administers(by, body.pk, body.region_path)
    return body


def _station(request: HouseRequest) -> Station | None:
    """The station in the address, which only who governs its place gives to somebody."""
    asked = request.GET.get("station", "")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError as fault:
        raise NotFound from fault
    station = Station.objects.select_related("region").filter(pk=key, city=request.standing.city).first()
    if station is None or not request.standing.governs(station.region.path):
        raise NotFound
    return station


def _choices(by: Standing, body: Body | None, station: Station | None) -> dict[str, Any]:
    if body is not None or station is not None:
        fitting = KEEPING if station else LEADING | WORKING
        return {"roles": [(role.value, role.label) for role in Role if role in fitting], "regions": None}
    regions: Options = []
    for path in by.regions():
        regions += region_options(path)
    of_centre = SEPARATED | {Role.CENTRE}
    given = [role for role in Role if role in GOVERNING | SERVING and (role not in of_centre or by.is_centre)]
    if not by.is_centre and len(regions) <= len(by.regions()):
        given.remove(Role.REGION_OFFICER)  # officers are made of places below one's own, and here is none
    given.sort(key=lambda role: role == Role.CENTRE)  # the widest last: it is rarely meant
    return {"roles": [(role.value, role.label) for role in given], "regions": regions}


def _chosen(rows: QuerySet[Grant], asked: dict[str, str], today: date) -> QuerySet[Grant]:
    if asked["q"]:
        rows = rows.filter(account__name__icontains=asked["q"])
    if asked["role"] in Role.values:
        rows = rows.filter(role=asked["role"])
    if asked["state"] == "future":
        return rows.filter(revoked_at__isnull=True, starts_on__gt=today)
    if asked["state"] == "ended":
        return rows.filter(Q(revoked_at__isnull=False) | Q(ends_on__lt=today))
    return rows.filter(pk__in=live_grants(today).values("pk"))


def _state(grant: Grant, today: date) -> tuple[str, str]:
    if grant.revoked_at is not None:
        return _("已收回"), "off"
    if grant.ends_on is not None and grant.ends_on < today:
        return _("已到期"), "off"
    return (_("还没开始"), "wait") if grant.starts_on > today else (_("有效"), "ok")


def _until(grant: Grant, today: date) -> str:
    """The last day of a role: the one on which it was taken back, if that came first."""
    last = clock.day_of(grant.revoked_at) if grant.revoked_at else grant.ends_on
    return day_words(last, today) if last else ""


def _taken_by(grant: Grant) -> str:
    """Who took it back; the house itself where its organisation ended."""
    if grant.revoked_at is None:
        return ""
    return grant.revoked_by.name if grant.revoked_by else _("系统")


def _give(request: HouseRequest, form: GrantFields, body: Body | None, station: Station | None) -> bool:
    by, at = request.standing, clock.now()
    typed = form.cleaned_data
    try:
        region = (
            Region.objects.filter(pk=typed.get("region"), city=by.city).first()
            if typed.get("region")
            else None
        )
        if (
            typed["role"] == Role.REGION_OFFICER
            and region
            and region.path in by.regions()
            and not by.is_centre
        ):
            raise GrantWrong(_("区域管理员由上一级来给：请选你下面的街道、社区，本级的请找上级。"))
        account = account_by_phone(by.city, phone_rules.check(typed["phone"]))
        if account is None:
            raise AccountMissing(_("这个手机号还没有账号，请对方先注册。"))
        give_grant(
            by=by,
            account=account,
            role=Role(typed["role"]),
            region=None if body or station else region,
            body=body,
            station=station,
            starts_on=typed["starts_on"] or clock.day_of(at),
            ends_on=typed["ends_on"],
            at=at,
        )
    except DomainError as fault:
        blame(form, fault, FIELDS)
        return False
    messages.success(request, _("%(name)s 现在有这个角色了。") % {"name": account.name})
    return True


def _address(body: Body | None, station: Station | None) -> str:
    place = f"?body={body.pk}" if body else f"?station={station.pk}" if station else ""
    return reverse("desk:roles") + place


def _in_reach(by: Standing, body: Body | None, station: Station | None) -> QuerySet[Grant]:
    """Grants at the places governed and in the bodies there or run; of one body where it is given."""
    where = Q(pk__in=[])
    if body is not None:
        where = Q(body=body)
    elif station is not None:
        where = Q(station=station)
    else:
        for path in by.regions():
            where |= (
                Q(region__path__startswith=path)
                | Q(body__region_path__startswith=path)
                | Q(station__region__path__startswith=path)
            )
    return Grant.objects.filter(where, account__city=by.city).select_related(
        "account", "given_by", "revoked_by", "region", "body", "station__region"
    )


def _may_revoke(by: Standing, grant: Grant) -> bool:
    return grant.account_id == by.account_id or may_take_back(by, grant)


@require_POST
@staff
def revoke(request: HouseRequest, key: int) -> HttpResponse:
    """Take a role back, or lay down one's own."""
    rows = Grant.objects.select_related("account", "region", "body", "station__region").filter(
        account__city=request.standing.city
    )
    grant = rows.filter(pk=key).first()
    if grant is None:
        raise GrantRevoked
    try:
        revoke_grant(by=request.standing, grant=grant, at=clock.now())
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("已经收回 %(name)s 的这个角色。") % {"name": grant.account.name})
    wanted = request.POST.get("next", "")
    back = tuple(f"{reverse('desk:roles')}?{kind}=" for kind in ("body", "station"))
    return redirect(wanted if wanted.startswith(back) else "desk:roles")
