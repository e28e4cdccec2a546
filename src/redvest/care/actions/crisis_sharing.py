"""The times of a crisis that somebody takes home as a file: a line in the sharing log, as for every file of people's rows."""

from __future__ import annotations

from datetime import datetime

from redvest.care.models import Crisis, CrisisVolunteer
from redvest.care.policy import require_may_command
from redvest.registry.actions.sharing import record_sharing
from redvest.registry.choices import SharingKind
from redvest.registry.policy import Standing

TIMES_BASIS = "民政部令第 67 号：志愿服务记录管理"
TIMES_FIELDS = ("姓名", "手机尾号", "志愿者编号", "到离时间")


def share_crisis_times(*, by: Standing, crisis: Crisis, at: datetime) -> None:
    """Whose rows are in the file: with a record, and how many without one; who was forgotten is nobody any more.

    Raises NotAllowed.
    """
    require_may_command(by, crisis.region_path)
    came = CrisisVolunteer.objects.filter(crisis=crisis, stays__out_at__isnull=False).distinct()
    records = set(came.exclude(volunteer=None).values_list("volunteer_id", flat=True))
    others = came.filter(volunteer=None).exclude(name="").count()
    record_sharing(
        by=by, kind=SharingKind.EXPORT, recipient=by.name, purpose=f"应急在场时间：{crisis.name}", basis=TIMES_BASIS,
        fields=TIMES_FIELDS, volunteer_ids=records, others=others, region_path=crisis.region_path, at=at,
    )  # fmt: skip
