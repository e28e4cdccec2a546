"""The sheet of stations: its columns, and coordinates as people write them. Pure."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from redvest.registry.rules.grid import EAST, NORTH
from redvest.registry.rules.sheet import CellFault, Column, Shape

SHAPE = Shape(
    (
        Column("name", "站点名称", ("名称", "服务站名称", "服务站", "志愿服务站"), needed=True),
        Column("region", "所在社区", ("社区", "社区（村）", "区划", "区划代码", "所属社区"), needed=True),
        Column("address", "地址", ("详细地址", "站点地址"), needed=True),
        Column("lon", "经度", ("东经",)),
        Column("lat", "纬度", ("北纬",)),
        Column("opened_on", "启用日期", ("建站日期", "成立日期", "开放日期")),
    )
)


def degrees(lon: str, lat: str) -> tuple[float, float] | None:
    """A point in WGS-84, None where neither is written. Raises CellFault for one without the other, or out of China.

    Out of China is a column too far, or degrees swapped.
    """
    if not lon and not lat:
        return None
    try:
        east, north = float(lon), float(lat)
    except ValueError:
        raise CellFault(_("经度和纬度要一起填成小数，如 114.93 和 27.81。")) from None
    inside = EAST[0] <= east <= EAST[1] and NORTH[0] <= north <= NORTH[1]
    if not (math.isfinite(east) and math.isfinite(north) and inside):
        raise CellFault(
            _("经度 {lon}、纬度 {lat} 不在国内，看看是不是填反了。").format(lon=lon[:12], lat=lat[:12])
        )
    return east, north
