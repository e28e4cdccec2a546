"""The sheet of pupils: whom a teacher asks into a class, by the number of each. Pure."""

from __future__ import annotations

from redvest.registry.rules.sheet import Column, Shape

SHAPE = Shape(
    (
        Column("number", "志愿者编号", ("编号", "志愿者号", "注册编号"), needed=True),
        Column("name", "姓名", ("学生姓名", "志愿者姓名"), needed=True),
    )
)
