"""The sheets of projects and of hours: their columns, and lengths of time as people write them. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from redvest.registry.rules.sheet import CellFault, Column, Header, Shape
from redvest.service.choices import ProjectState

LONGEST_DAY = 24 * 60
_BODY = Column("body", "所属组织", ("组织", "组织名称", "组织代码", "主办单位", "记录单位", "活动组织单位"))

PROJECTS = Shape(
    (
        Column("name", "项目名称", ("项目", "名称"), needed=True),
        _BODY,
        Column("domain", "服务类别", ("项目类别", "类别", "服务领域", "服务类型", "项目类型")),
        Column("region", "项目区划", ("区域", "服务区域", "实施区域", "所属区划", "项目地点", "所在区域")),
        Column("summary", "简介", ("项目简介", "项目介绍", "项目内容", "内容")),
        Column("beneficiaries", "服务对象", ("受益对象", "受益人群")),
        Column("guarantees", "志愿者保障", ("保障", "保障措施")),
        Column("starts_on", "开始日期", ("开始时间", "启动日期", "起始日期", "项目开始日期")),
        Column("ends_on", "结束日期", ("结束时间", "截止日期", "项目结束日期")),
        Column("state", "状态", ("项目状态",)),
    )
)  # fmt: skip
HOURS = Shape(
    (
        Column("number", "志愿者编号", ("志愿者号", "志愿编号", "编号")),
        Column("id_number", "证件号码", ("身份证号", "身份证号码", "身份证", "证件号")),
        Column("id_type", "证件类型"),
        Column("name", "姓名", ("志愿者姓名",)),
        _BODY,
        Column("title", "活动名称", ("活动", "服务内容", "服务项目", "项目名称", "内容"), needed=True),
        Column("service_on", "服务日期", ("日期", "活动日期", "服务时间", "活动时间"), needed=True),
        Column(
            "length",
            "服务时长",
            ("时长", "小时", "小时数", "服务小时", "服务小时数", "分钟", "分钟数", "服务分钟", "服务分钟数"),
            needed=True,
        ),
        Column("source", "来源系统", ("来源", "来源平台", "数据来源", "原系统")),
    )
)  # fmt: skip

_STATES = {
    "待启动": ProjectState.PLANNED, "未启动": ProjectState.PLANNED, "运行中": ProjectState.RUNNING,
    "进行中": ProjectState.RUNNING, "已结项": ProjectState.CLOSED, "已结束": ProjectState.CLOSED, "结项": ProjectState.CLOSED,
}  # fmt: skip
_CLOCK = re.compile(r"(\d{1,2}):([0-5]?\d)(?::00)?")
_SPELLED = re.compile(r"(?:(\d+(?:\.\d+)?)(?:个)?(?:小时|h|时))?(?:(\d+)(?:分钟|分|min|m))?")


def counts_minutes(header: Header) -> bool:
    """Whether bare numbers in the column of lengths are minutes: its whole title says so, brackets included."""
    return "分" in header.titles[header.places["length"]]


def minutes_of(text: str, *, in_minutes: bool) -> int:
    """Whole minutes: 2.5, 2:30, 2小时30分, 150分钟. Raises CellFault."""
    said = unicodedata.normalize("NFKC", text).replace(" ", "").lower()
    if not said:
        raise CellFault(_("请填写服务时长。"))
    minutes = _minutes(said, in_minutes)
    if minutes is None:
        raise CellFault(_("服务时长“{text}”认不出来，请填小时数，例如 2.5。").format(text=text[:20]))
    if minutes < 1:
        raise CellFault(_("服务时长要大于零。"))
    if minutes > LONGEST_DAY:
        raise CellFault(_("一行记一天的服务，不能超过 24 小时，请分成几行填。"))
    return minutes


def _minutes(said: str, in_minutes: bool) -> int | None:
    if clock := _CLOCK.fullmatch(said):
        return int(clock[1]) * 60 + int(clock[2])
    if (spelled := _SPELLED.fullmatch(said)) and (spelled[1] or spelled[2]):
        return round(Decimal(spelled[1] or 0) * 60) + int(spelled[2] or 0)
    try:
        value = Decimal(said)
    except InvalidOperation:
        return None
    return round(value if in_minutes else value * 60) if value.is_finite() and abs(value) < 10**6 else None


def state_of(text: str, *, ended: bool) -> ProjectState:
    """The state that a cell names; where it names none, a project that has ended is closed."""
    if not text:
        return ProjectState.CLOSED if ended else ProjectState.RUNNING
    state = _STATES.get(text)
    if state is None:
        raise CellFault(_("状态“{text}”认不出来，可以填：待启动、运行中、已结项。").format(text=text[:20]))
    return state
