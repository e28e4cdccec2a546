"""Reads projects and hours as rows of a sheet, in the shape in which they can be imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redvest.registry.models import Body
from redvest.registry.queries.export_rows import place_names
from redvest.service.choices import EntryKind
from redvest.service.models import HoursEntry, Project
from redvest.service.rules.sheet import PROJECTS

AT_ONCE = 5_000
PROJECT_TITLES = ("项目编号", *(each.title for each in PROJECTS.columns))
HOURS_TITLES = (
    "志愿者编号", "姓名", "所属组织", "活动名称", "服务日期", "服务时长（小时）", "证据等级", "类型", "入账时间",
    "记录编号", "作废的记录",
)  # fmt: skip


def project_sheet(city: str, body: Body | None) -> Iterator[Sequence[str]]:
    """The projects of a city or an organisation, by code."""
    projects = Project.objects.filter(city=city).select_related("body", "domain")
    if body is not None:
        projects = projects.filter(body=body)
    names = place_names(city)
    for each in projects.order_by("code").iterator(chunk_size=AT_ONCE):
        yield (
            each.code, each.name, each.body.code, each.domain.name, names.get(each.region_id, ""), each.summary,
            each.beneficiaries, each.guarantees, each.starts_on.isoformat(),
            each.ends_on.isoformat() if each.ends_on else "", str(each.get_state_display()),
        )  # fmt: skip


def hours_sheet(city: str, body: Body | None) -> Iterator[Sequence[str]]:
    """Every entry of the ledger, voids with their negative minutes, in the order in which they were made."""
    entries = (
        HoursEntry.objects.filter(city=city)
        .exclude(kind=EntryKind.ERASURE)
        .select_related("volunteer", "body")
    )
    if body is not None:
        entries = entries.filter(body=body)
    for each in entries.order_by("recorded_at", "id").iterator(chunk_size=AT_ONCE):
        yield (
            each.volunteer.number, each.volunteer.name, each.body.code, each.title, each.service_on.isoformat(),
            hours_text(each.minutes), each.grade, str(each.get_kind_display()), each.recorded_at.isoformat(),
            str(each.pk), str(each.voids_id or ""),
        )  # fmt: skip


def hours_text(minutes: int) -> str:
    """Hours that come back to the same minutes: 150 → 2.5, 100 → 1:40 as a clock shows it."""
    if minutes % 3 == 0:  # then two decimals say it exactly
        return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    sign, rest = ("-", -minutes) if minutes < 0 else ("", minutes)
    return f"{sign}{rest // 60}:{rest % 60:02d}"
