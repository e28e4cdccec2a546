"""Expected failures of service menus (服务菜单) and ordering from them. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class BadMenuItem(Invalid):
    """这项服务还有几处没写清楚，改好再上架。"""

    code = "bad-menu-item"


class MenuItemNotFound(NotFound):
    """没有找到这项服务，它可能已经下架了。到服务菜单里看看别的。"""

    code = "menu-item-not-found"


class MenuNameTaken(Conflict):
    """你们的菜单里已经有同名的服务了，换个名字，或者直接改那一项。"""

    code = "menu-name-taken"


class MenuBodyRests(Conflict):
    """这个组织还没有通过审核，或者已经暂停，暂时不能提供服务。"""

    code = "menu-body-rests"


class MenuItemMoved(Conflict):
    """这项服务刚刚有人改过，请刷新看看现在的样子。"""

    code = "menu-item-moved"


class MenuItemHeld(Conflict):
    """这项服务是管理部门下架的。按原因改好以后，请区里的工作人员重新上架。"""

    code = "menu-item-held"


class MenuReasonMissing(Invalid):
    """请写一句为什么下架，提供服务的组织会看到。"""

    code = "menu-reason-missing"


class MenuItemWithdrawn(Conflict):
    """这项服务已经下架，点不了了。请换一项，或者直接写下要帮什么。"""

    code = "menu-item-withdrawn"


class MenuWeekFull(Conflict):
    """这项服务那一周已经约满了，请换一周，或者换一项。"""

    code = "menu-week-full"
