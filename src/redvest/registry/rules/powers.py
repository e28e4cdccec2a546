"""What can be done in the house, and by which roles: the table behind "who may do what here, and why".

Pure. Each power names the policy that decides in truth; ``tests/service/test_powers.py`` asks both for every role at its
own place, above, beside and elsewhere, and they have to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_noop as _

from redvest.registry.choices import Role
from redvest.registry.rules.standing import GOVERNING, KEEPING, LEADING, GrantAt

REGION, CITY, BODY, STATION = "region", "city", "body", "station"


@dataclass(frozen=True, slots=True)
class Power:
    """One thing that can be done at a kind of place: ``at`` is region, city, body or station."""

    key: str
    at: str
    words: str
    roles: frozenset[Role]
    policy: str


@dataclass(frozen=True, slots=True)
class Where:
    """A place: the path of its region and, for an organisation or a station, its id."""

    path: str
    body_id: UUID | None = None
    station_id: UUID | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """Which powers have a meaning here."""
        if self.body_id is not None:
            return frozenset({BODY})
        if self.station_id is not None:
            return frozenset({STATION})
        return frozenset({REGION, CITY} if self.path.count("/") == 1 else {REGION})


_CENTRE = frozenset({Role.CENTRE})
_LEAD = LEADING | GOVERNING
_HEAD = GOVERNING | {Role.BODY_ADMIN}

POWERS = (
    Power("set-rule", REGION, _("调整本地的规则"), GOVERNING, "registry.policy.require_governs"),
    Power("departments", REGION, _("登记哪个部门牵头、主管、参加"), GOVERNING, "registry.policy.require_governs"),
    Power("give-serving", REGION, _("授予编辑、评委、督导员"), GOVERNING, "registry.policy.may_give"),
    Power("integrity", REGION, _("处理风险提示"), GOVERNING, "service.policy.require_may_handle"),
    Power("award", REGION, _("办评选表彰"), GOVERNING, "honour.policy.require_may_run"),
    Power("redeem", REGION, _("管理兑换点、礼品和礼遇"), GOVERNING, "honour.policy.may_rule_redeem"),
    Power("give-centre", CITY, _("授予市中心和系统、安全、审计三员"), _CENTRE, "registry.policy.may_give"),
    Power("erase", CITY, _("按本人的要求删除个人信息"), _CENTRE, "service.policy.require_may_erase"),
    Power("audit", CITY, _("查阅审计记录"), _CENTRE | {Role.AUDITOR}, "registry.policy.may_read_trail"),
    Power("guard", CITY, _("让账号强制下线"), frozenset({Role.SECURITY_ADMIN}), "registry.policy.may_guard"),
    Power("publish", BODY, _("发布和修改活动"), _LEAD, "service.policy.may_publish_for"),
    Power("lead", BODY, _("签到、确认时长"), LEADING, "service.policy.may_lead"),
    Power("roster", BODY, _("看报名名单"), _LEAD, "service.policy.may_see_roster"),
    Power("review", BODY, _("审核活动"), GOVERNING, "service.policy.may_review"),
    Power("second", BODY, _("做第二位复核人"), _LEAD, "service.policy.may_second"),
    Power("correct", BODY, _("更正、作废时长"), _LEAD, "service.policy.require_may_correct"),
    Power("backfill", BODY, _("审批补录"), GOVERNING, "service.policy.may_decide_backfill"),
    Power("transfer", BODY, _("审批转入的时长"), GOVERNING, "service.policy.require_may_decide_transfer"),
    Power("contest", BODY, _("办征集"), _HEAD, "honour.policy.may_run_contest"),
    Power("give-body", BODY, _("授予组织里的角色"), _HEAD, "registry.policy.may_give"),
    Power("keep", STATION, _("管理服务站"), KEEPING | GOVERNING, "registry.policy.require_keeps"),
    Power("hand-out", STATION, _("发放兑换的东西"), KEEPING, "honour.policy.serves_counter"),
    Power("give-keeper", STATION, _("授予站点管理员"), GOVERNING, "registry.policy.may_give"),
)  # fmt: skip


def gives(power: Power, grant: GrantAt, where: Where) -> bool:
    """Whether this grant gives this power at this place: by being of it, or of a place that holds it."""
    if power.at not in where.kinds or grant.role not in power.roles:
        return False
    if grant.region_path is not None:
        return where.path.startswith(grant.region_path)
    if grant.body_id is not None:
        return grant.body_id == where.body_id
    return grant.station_id is not None and grant.station_id == where.station_id


def powers_of(role: Role) -> tuple[Power, ...]:
    """All that a role can do, at its place and, for places, below it."""
    return tuple(power for power in POWERS if role in power.roles)
