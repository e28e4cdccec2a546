"""Files of people's rows that staff take from the service pages: each leaves a line in the sharing log."""

from __future__ import annotations

from datetime import datetime

from redvest.core.errors import NotAllowed
from redvest.registry.actions.sharing import record_sharing
from redvest.registry.choices import SharingKind
from redvest.registry.models import Body
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.models import Activity
from redvest.service.queries.protection import fixed_roster
from redvest.service.queries.register import RegisterFilter, may_see_register, register_of

REGISTER_BASIS = "民发〔2015〕149 号：证明登记"
ROSTER_BASIS = "《志愿服务条例》第 17 条：为志愿者办保险"
REGISTER_FIELDS = ("姓名", "证明编号", "服务时长", "记录单位")
ROSTER_FIELDS = ("姓名", "编号", "证件号码", "岗位", "报上时间")


def share_register(*, by: Standing, wanted: RegisterFilter, at: datetime) -> None:
    """The register of certificates leaves as a file. Raises NotAllowed."""
    if not may_see_register(by):
        raise NotAllowed
    headed = Body.objects.filter(pk__in=by.headed()).values_list("region_path", flat=True)
    found = register_of(by, wanted).order_by().values_list("volunteer_id", flat=True)
    record_sharing(
        by=by, kind=SharingKind.EXPORT, recipient=by.name, purpose="证明登记册", basis=REGISTER_BASIS,
        fields=REGISTER_FIELDS, volunteer_ids=list(found), region_path=next(iter((*by.regions(), *headed)), ""), at=at,
    )  # fmt: skip


def share_roster(*, by: Standing, activity: Activity, whole: bool, reason: str, at: datetime) -> None:
    """The fixed roster of an activity leaves as a file. Raises NotAllowed."""
    policy.require_may_see_roster(by, activity)
    fixed = fixed_roster(activity)
    people = [line.volunteer_id for line in fixed.lines] if fixed else []
    purpose = " ".join(reason.split()) if whole else f"活动名单：{activity.title}"
    record_sharing(
        by=by, kind=SharingKind.EXPORT, recipient=by.name, purpose=purpose, basis=ROSTER_BASIS,
        fields=ROSTER_FIELDS, volunteer_ids=people, region_path=activity.region_path, at=at,
    )  # fmt: skip
