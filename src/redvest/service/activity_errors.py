"""Expected failures of projects, activities and their posts. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class IncompleteNotice(Invalid):
    """招募信息还不完整，补齐后才能提交。"""

    code = "incomplete-notice"


class BadActivity(Invalid):
    """活动信息有几处需要改一改。"""

    code = "bad-activity"


class BadProject(Invalid):
    """项目信息有几处需要改一改。"""

    code = "bad-project"


class PlacesTaken(Conflict):
    """已经报上的人比新的名额多，名额不能减到这么少。"""

    code = "places-taken"


class NotAffirmed(Invalid):
    """发布人没有说明这是不是志愿服务。请你先核实三条，勾上以后再通过。"""

    code = "not-affirmed"
