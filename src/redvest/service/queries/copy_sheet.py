"""The printed sheet of a person's copy: everything of ``portability.whole_copy`` in tables, in words instead of codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from redvest.core.clock import CHINA, day_of
from redvest.service.queries.copy_parts import PARTS
from redvest.service.queries.copy_words import word
from redvest.service.rules.certificate import duration_words

Row = dict[str, Any]
NONE = "—"
# What each section shows: its part of the copy, its title, then its columns as heading:field.
_LAID_OUT = """
consents 同意 事项:purpose 同意:given_at 撤回:withdrawn_at 监护人同意:given_by_guardian
guardians 监护人 姓名:name 关系:relation 手机尾号:phone_tail 同意:agreed_at 结束:ended_at
recipients 同意提供给别的单位 单位:recipient 用途:purpose 到:expires_on 收回:withdrawn_at
rights 提过的请求 事项:kind 内容:words 提出:asked_at 结果:state 答复:answer
memberships 组织 组织:body 加入:joined_on 离开:left_on 怎么加入的:consent
join_requests 加入申请和邀请 组织:body__name 种类:kind 提出:asked_at 结果:state
classes 学校班级 学校:school 班级:class 从:since 到:until 状态:state
stations 服务站队伍 服务站:station 加入:joined_on 离开:left_on
duty 值班 服务站:station 开始:starts_at 结束:ends_at 状态:state
signups 报名 活动:activity 岗位:post 报名:created_at 状态:state
roster_asks 排班征求 活动:activity 岗位:post 征求:asked_at 答复:answered_at 状态:state
saved_searches 存下的查找 名称:name 条件:asked 关注:watched 存下:created_at
roster_wishes 排班意愿 活动:activity 岗位:post 说的:kind 时间:said_at
attendance 到场 活动:activity 签到:in_at 签退:out_at 凭据:proofs
hours 时长记录 日期:on 活动:title 组织:body 时长:minutes 等级:grade 记录:kind 日志序号:leaf
certificates 证明 编号:number 组织:body 从:starts_on 到:ends_on 状态:state
qualifications 资格证明 种类:kind 发证单位:issued_by 发证:issued_on 到期:expires_on 状态:state
reflections 心得 活动:title 写于:written_at 心得:text 状态:state
training 培训 课程:name 组织:body 日期:on 时长:minutes
awards 表彰 名称:name 授予:granted_by 日期:on
evaluations 评价 活动:activity 日期:on 守时:punctuality 态度:attitude 技能:skill 评语:text
messages 收到的短信 时间:sent_at 号码:phone
notices 消息 时间:created_at 种类:kind 内容:text 看过:read_at
given_to 信息给过谁 时间:at 给谁:recipient 用途:purpose 依据:basis 内容:fields
seen_by 谁看过 时间:at 谁:by 看了:what 理由:reason
"""
Columns = tuple[tuple[str, str], ...]


def _laid_out() -> tuple[tuple[str, str, Columns], ...]:
    lines = [line.split() for line in _LAID_OUT.strip().splitlines()]
    return tuple(
        (key, title, tuple((c.split(":")[0], c.split(":")[1]) for c in cols)) for key, title, *cols in lines
    )


_SECTIONS = _laid_out()


def _sections() -> list[tuple[str, str, Columns]]:
    """Ours, then those of the contexts above."""
    return [*_SECTIONS, *((part.key, part.title, part.columns) for part in PARTS)]


def counted() -> list[tuple[str, str]]:
    """What a copy holds: the keys of its lists with their titles."""
    return [(key, title) for key, title, _columns in _sections()]


def summary(copy: Row) -> Row:
    """Strings and lists of strings, as the template takes them."""
    profile = copy["profile"]
    facts = [
        ("编号", profile["number"]), ("性别", word("profile.sex", profile["sex"])),
        ("出生日期", _said("", "", profile["birth_on"])),
        ("证件", f"{word('profile.id_type', profile['id_type'])} {profile['id_number']}"), ("手机号", profile["phone"]),
        ("住在", profile["region"]), ("会做什么", profile["skills"]), ("想做什么", "、".join(profile["domains"])),
        ("实名", word("profile.real_name_state", profile["real_name_state"])), ("状态", word("profile.state", profile["state"])),
        ("登记", _said("", "", profile["registered_at"])),
    ]  # fmt: skip
    return {
        "name": profile["name"],
        "made_on": f"{day_of(copy['made_at']):%Y-%m-%d}",
        "facts": [[label, str(value).strip() or NONE] for label, value in facts],
        "grades": [
            [word("hours.grade", grade), duration_words(minutes)]
            for grade, minutes in copy["minutes_by_grade"].items()
        ],
        "sections": [
            _section(key, title, columns, rows_of(copy, key)) for key, title, columns in _sections()
        ],
    }


def rows_of(copy: Row, key: str) -> list[Row]:
    """The rows of a part; evaluations stand beside their averages."""
    part = copy[key]
    return list(part["items"]) if isinstance(part, dict) else list(part)


def _section(key: str, title: str, columns: Columns, rows: list[Row]) -> Row:
    heads = [head for head, _field in columns]
    cells = [[_said(key, field, row.get(field)) for _head, field in columns] for row in rows]
    return {"title": title, "heads": heads, "rows": cells}


def _said(section: str, field: str, value: object) -> str:
    """One cell: a moment in China, minutes as hours, a code as its word, many joined, nothing as a dash."""
    if value is None or value == "" or value == []:
        return NONE
    for kind, say in _SAYINGS:
        if isinstance(value, kind):
            return say(value)
    if field == "minutes":
        return duration_words(int(str(value)))
    if isinstance(value, list | tuple):
        return "、".join(word(f"{section}.{field}", each) for each in value)
    return word(f"{section}.{field}", value)


_SAYINGS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "是" if value else "否"),
    (datetime, lambda value: f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"),
    (date, lambda value: value.isoformat()),
)
