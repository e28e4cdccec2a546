"""The sheet of members: who belongs to which organisation, by the number of each, with the person's yes. Pure."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from redvest.registry.rules.sheet import CellFault, Column, Shape, is_yes
from redvest.registry.rules.volunteer_number import normalise

SHAPE = Shape(
    (
        Column("number", "志愿者编号", ("编号", "志愿者号", "注册编号"), needed=True),
        Column("name", "姓名", ("志愿者姓名", "成员姓名"), needed=True),
        Column("body", "组织代码", ("所属组织代码", "队伍代码", "代码")),
        Column("joined_on", "加入日期", ("加入时间", "入队时间", "入队日期")),
        Column("consent", "本人同意加入", ("本人同意", "是否同意", "本人同意登记", "同意")),
    )
)


def number_of(text: str) -> str:
    """A volunteer number in one spelling. Raises CellFault."""
    number = normalise(text.removesuffix(".0"))
    if not number.isdecimal() or len(number) != 12:
        raise CellFault(_("志愿者编号是 12 位数字，请核对。"))
    return number


def joining_day(found: date | None, today: date) -> date:
    """The day somebody joined; today where the sheet does not say. Raises CellFault for a day to come."""
    if found is not None and found > today:
        raise CellFault(_("加入日期还没到，请核对。"))
    return found or today


def require_yes(text: str, *, on_file: bool) -> None:
    """The person's own yes: in the row, or on paper as the whole file says. Raises CellFault."""
    if not on_file and not is_yes(text):
        raise CellFault(
            _("“本人同意加入”要填“是”：没有本人同意，不能把人加进组织（《志愿服务条例》第 25 条）。")
        )
