"""Templates of awards, so that an edition of a known kind needs dates and little more (domain 1 and 4).

新余 honours volunteers, organisations, communities and projects every year; 焦作's 市长奖 had ten organisations and ten
persons in 2012; the national 四个100 has the same four kinds; 道德模范 has the five kinds of the national selection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from redvest.honour.choices import CategorySubject, ProgrammeKind
from redvest.honour.rules.award import Conditions
from redvest.honour.rules.award_edition import CategoryForm

HOUR = 60


@dataclass(frozen=True, slots=True)
class AwardTemplate:
    """``code`` is what the form sends; ``name`` the programme that it proposes."""

    code: str
    kind: ProgrammeKind
    name: str
    words: str
    categories: tuple[CategoryForm, ...]


def _rubric(*criteria: tuple[str, int]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"code": f"c{order}", "name": name, "most": most} for order, (name, most) in enumerate(criteria, 1)
    )


_PERSON = _rubric(("服务时长", 30), ("服务成效", 30), ("事迹感人", 20), ("服务对象评价", 20))
_BODY = _rubric(("队伍管理", 30), ("服务成效", 40), ("项目创新", 15), ("社会影响", 15))
_PLACE = _rubric(("站点建设", 30), ("服务活动", 40), ("居民参与", 30))
_PROJECT = _rubric(("服务需求", 25), ("服务成效", 35), ("可以推广", 20), ("持续运行", 20))
# 亳州 2022: 18–60, 20 hours in the year; organisations of two years, 20 registered volunteers, no bad record.
_ASKED_PERSON = Conditions(least_minutes=20 * HOUR, least_age=18, spotless=True)
_ASKED_BODY = Conditions(least_years=2, least_members=20, least_activities=1, spotless=True)
_ASKED_PLACE = Conditions(least_members=20, least_activities=1)
_ASKED_PROJECT = Conditions(least_activities=3, spotless=True)


def _four(person: str, body: str, place: str, project: str, places: int) -> tuple[CategoryForm, ...]:
    return (
        CategoryForm(CategorySubject.PERSON, person, places, _PERSON, _ASKED_PERSON),
        CategoryForm(CategorySubject.BODY, body, places, _BODY, _ASKED_BODY),
        CategoryForm(CategorySubject.COMMUNITY, place, places, _PLACE, _ASKED_PLACE),
        CategoryForm(CategorySubject.PROJECT, project, places, _PROJECT, _ASKED_PROJECT),
    )


_MORAL = ("助人为乐", "见义勇为", "诚实守信", "敬业奉献", "孝老爱亲")
_MORAL_RUBRIC = _rubric(("事迹真实", 40), ("事迹感人", 30), ("群众公认", 30))

TEMPLATES: tuple[AwardTemplate, ...] = (
    AwardTemplate(
        "yearly",
        ProgrammeKind.YEARLY,
        "年度志愿服务评选",
        "每年评一次，表彰优秀志愿者、志愿服务组织、志愿服务社区和志愿服务项目。",
        _four("优秀志愿者", "优秀志愿服务组织", "优秀志愿服务社区", "优秀志愿服务项目", 10),
    ),
    AwardTemplate(
        "mayor",
        ProgrammeKind.MAYOR,
        "志愿服务市长奖",
        "全市志愿服务的最高荣誉，表彰十个组织和十名个人。",
        (
            CategoryForm(CategorySubject.BODY, "市长奖（组织）", 10, _BODY, _ASKED_BODY),
            CategoryForm(CategorySubject.PERSON, "市长奖（个人）", 10, _PERSON, _ASKED_PERSON),
        ),
    ),
    AwardTemplate(
        "four-hundreds",
        ProgrammeKind.FOUR_HUNDREDS,
        "学雷锋志愿服务“四个100”",
        "向上级推荐最美志愿者、最佳志愿服务组织、最美志愿服务社区和最佳志愿服务项目。",
        _four("最美志愿者", "最佳志愿服务组织", "最美志愿服务社区", "最佳志愿服务项目", 5),
    ),
    AwardTemplate(
        "exemplar",
        ProgrammeKind.EXEMPLAR,
        "道德模范和身边好人",
        "评选身边的好人，把他们的故事讲给大家听。",
        tuple(
            CategoryForm(CategorySubject.PERSON, name, 2, _MORAL_RUBRIC, Conditions(spotless=True))
            for name in _MORAL
        ),
    ),
)


def template_of(code: str) -> AwardTemplate | None:
    return next((each for each in TEMPLATES if each.code == code), None)
