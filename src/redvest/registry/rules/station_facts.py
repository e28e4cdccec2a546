"""What a station says of where it is: its name, its address, its point. Pure."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid

LONGEST_NAME, LONGEST_ADDRESS = 60, 120


class StationFactsWrong(Invalid):
    """请填写站点名称（最多 60 个字）和地址（最多 120 个字）。"""

    code = "station-facts-wrong"


class StationPlaceWrong(Invalid):
    """服务站要设在社区或村，请填 12 位的社区代码；地图上没有位置的社区，还要填经度和纬度。"""

    code = "station-place-wrong"


class StationOpenedWrong(Invalid):
    """启用日期不能在今天以后。"""

    code = "station-opened-wrong"


class StationTaken(Conflict):
    """这个社区已经有一个同名的服务站，请换个名称。"""

    code = "station-taken"


def checked_facts(name: str, address: str) -> tuple[str, str]:
    """Both in one spelling. Raises StationFactsWrong."""
    name, address = " ".join(name.split()), " ".join(address.split())
    if not 0 < len(name) <= LONGEST_NAME or not 0 < len(address) <= LONGEST_ADDRESS:
        raise StationFactsWrong
    return name, address
