"""Puts on record that people's data left the house as a file: how much, of whom, masked or not, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.errors import NotAllowed
from redvest.registry.actions.sharing import write_sharing
from redvest.registry.actions.unmask import SHORTEST_REASON
from redvest.registry.choices import SharingKind
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.policy import Standing, require_administers
from redvest.registry.privacy_errors import ReasonMissing

STAFF_BASIS = "民政部令第 67 号：志愿服务记录管理"
OF_PEOPLE = {
    "volunteers": ("姓名", "编号", "证件号码", "手机号", "出生日期", "居住区域"),
    "members": ("姓名", "编号", "所属组织"),
    "hours": ("姓名", "编号", "服务时长"),
}


@transaction.atomic
def record_export(
    *, by: Standing, what: str, body: Body | None, whole: bool, reason: str = "", at: datetime
) -> None:
    """Ask for an export before a row is read. Whole numbers are the city centre's alone, and need a reason.

    Raises NotAllowed, ReasonMissing.
    """
    if body is not None:
        require_administers(by, body.pk, body.region_path)
    elif not by.governs(f"{by.city}/"):
        raise NotAllowed
    if whole and not by.is_centre:
        raise NotAllowed
    reason = " ".join(reason.split())
    if whole and len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    target = body or Region.objects.get(pk=by.city)
    write_line(
        by=by.actor, at=at, city=by.city, verb="export_unmasked" if whole else "export", target=target,
        reason=reason[:200], what=what,
    )  # fmt: skip
    if what in OF_PEOPLE:
        people = Volunteer.objects.filter(city=by.city)
        if body is not None:
            people = people.filter(memberships__body=body, memberships__left_on__isnull=True)
        write_sharing(
            by=by, kind=SharingKind.EXPORT, recipient=body.name if body else str(target), purpose=reason or what,
            basis=STAFF_BASIS, fields=OF_PEOPLE[what], volunteer_ids=list(people.values_list("pk", flat=True)),
            region_path=body.region_path if body else f"{by.city}/", at=at,
        )  # fmt: skip
