"""What this database is: a demo city that may be emptied, or a real one that may not."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """One row. A database becomes a demo only while it is empty, and real data can never be emptied."""

    id = models.PositiveSmallIntegerField("编号", primary_key=True, default=1)
    demo = models.BooleanField("演示", default=False)
    loaded = models.JSONField("已装入的演示城市", default=dict)

    class Meta:
        verbose_name = "安装"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_installation")]

    def __str__(self) -> str:
        return "演示" if self.demo else "正式"
