"""The sheet of organisations: its columns, and the words people use for their kinds. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from redvest.registry.choices import BodyKind, TeamKind
from redvest.registry.rules import credit_code
from redvest.registry.rules.sheet import CellFault, Column, Shape, bare_title

SHAPE = Shape(
    (
        Column("code", "组织代码", ("代码", "队伍代码", "组织编号")),
        Column("name", "组织名称", ("名称", "队伍名称", "团体名称", "志愿服务组织名称", "单位名称", "组织"), needed=True),
        Column("kind", "组织类型", ("类型", "组织性质", "性质")),
        Column("team_kind", "队伍类别", ("类别", "队伍类型", "组织类别")),
        Column("credit_code", "统一社会信用代码", ("信用代码", "社会信用代码", "统一信用代码")),
        Column("consenting_unit", "同意其成立的单位", ("主管单位", "批准单位", "业务主管单位", "所属单位")),
        Column("region", "服务区域", ("所属区划", "区域", "所在区域", "所属区域", "区划", "区划代码"), needed=True),
        Column("responsible_name", "负责人", ("负责人姓名", "法定代表人", "队长")),
        Column("contact_name", "联系人", ("联系人姓名",)),
        Column("contact_phone", "公开联系电话", ("联系电话", "电话", "联系方式", "手机", "手机号")),
        Column("address", "地址", ("办公地址", "详细地址", "联系地址")),
        Column("founded_on", "成立日期", ("成立时间", "登记日期", "成立年月日")),
        Column("domains", "服务类别", ("服务领域", "服务类型", "服务方向")),
    )
)  # fmt: skip

_KINDS: dict[BodyKind, tuple[str, ...]] = {
    BodyKind.REGISTERED: ("志愿服务组织", "注册志愿服务组织", "社会组织", "社会团体", "民办非企业单位", "基金会"),
    BodyKind.LEGAL_PERSON: ("其他开展志愿服务的法人组织", "法人组织", "机关", "事业单位", "企业", "其他法人"),
    BodyKind.CONSENTED_TEAM: (
        "经社区或单位同意成立的志愿服务团体", "志愿服务团体", "志愿服务队", "志愿服务队伍", "团体", "队伍", "未注册团队",
    ),
}  # fmt: skip
_TEAMS = {
    "党员": TeamKind.PARTY, "青年": TeamKind.YOUTH, "老年": TeamKind.ELDER, "职工": TeamKind.WORKER,
    "红十字": TeamKind.RED_CROSS, "巾帼": TeamKind.WOMEN, "妇女": TeamKind.WOMEN, "心理": TeamKind.PSYCHOLOGY,
    "法律": TeamKind.LAW, "民间": TeamKind.CIVIC, "社会": TeamKind.CIVIC,
}  # fmt: skip
_KIND_OF = {bare_title(word): kind for kind, words in _KINDS.items() for word in (kind.value, *words)}


def kind_of(text: str, code: str) -> BodyKind:
    """The kind that a cell names; where it names none, the credit code tells, and no code means a team."""
    if not text:
        if not code:
            return BodyKind.CONSENTED_TEAM
        return BodyKind.REGISTERED if credit_code.normalise(code).startswith("5") else BodyKind.LEGAL_PERSON
    kind = _KIND_OF.get(bare_title(text))
    if kind is None:
        known = "、".join(str(each.label) for each in BodyKind)
        raise CellFault(_("组织类型“{text}”认不出来，可以填：{known}。").format(text=text[:20], known=known))
    return kind


def team_kind_of(text: str, name: str, known: Mapping[str, str]) -> str:
    """The key of the kind of team that a cell names, else the organisation's name, else a civic one.

    ``known`` are the names of all kinds by key.
    """
    for key, word in known.items():
        if text and text in (key, word):
            return key
    for source in (text, name if not text else ""):
        for word, kind in _TEAMS.items():
            if word in source:
                return kind.value
    for key, word in known.items():
        if word in text:
            return key
    if text:
        listed = "、".join(known.values())
        raise CellFault(_("队伍类别“{text}”认不出来，可以填：{known}。").format(text=text[:20], known=listed))
    return TeamKind.CIVIC.value
