"""Reads which organisations an import may write for, and finds them by code or name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.policy import Standing
from redvest.registry.rules.sheet import CellFault


@dataclass(frozen=True, slots=True)
class KnownBody:
    """As much of an organisation as an import needs."""

    id: UUID
    code: str
    name: str
    region_id: str
    region_path: str
    active: bool
    allowed: bool


@dataclass
class KnownBodies:
    """A city's organisations by code and name, with the one that a row means when it names none."""

    default: KnownBody | None
    by_code: dict[str, KnownBody] = field(default_factory=dict)
    by_name: dict[str, list[KnownBody]] = field(default_factory=lambda: defaultdict(list))

    def find(self, text: str) -> KnownBody:
        """Raises CellFault with what to write instead."""
        found = self._named(text) if text else self.default
        if found is None:
            raise CellFault(_("请填写所属组织的名称或组织代码。"))
        if not found.allowed:
            raise CellFault(_("“{name}”不归你管理，请由它自己或所在区域导入。").format(name=found.name))
        return found

    def _named(self, text: str) -> KnownBody:
        if known := self.by_code.get(text.upper()):
            return known
        named = self.by_name.get(text, [])
        if len(named) > 1:
            raise CellFault(
                _("有 {count} 个组织叫“{name}”，请改填组织代码。").format(count=len(named), name=text)
            )
        if not named:
            raise CellFault(_("没有找到组织“{name}”，请填登记的全称或组织代码。").format(name=text[:40]))
        return named[0]


def known_bodies(by: Standing, body: Body | None) -> KnownBodies:
    """The city's organisations that are or were at work. Who may write for one runs it or governs its place."""
    found = KnownBodies(None)
    states = [BodyState.ACTIVE, BodyState.SUSPENDED, BodyState.EXITED]
    rows = Body.objects.filter(city=by.city, state__in=states)
    for each in rows.only("id", "code", "name", "region_id", "region_path", "state"):
        allowed = by.administers(each.pk, each.region_path)
        active = each.state == BodyState.ACTIVE
        known = KnownBody(each.pk, each.code, each.name, each.region_id, each.region_path, active, allowed)
        found.by_code[each.code] = known
        found.by_name[each.name].append(known)
        if body is not None and each.pk == body.pk:
            found.default = known
    return found
