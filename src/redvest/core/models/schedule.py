"""When each recurring job was last due and claimed, so that of several workers only one runs it."""

from __future__ import annotations

from django.db import models


class ScheduledRun(models.Model):
    name = models.CharField("任务", max_length=80, primary_key=True)
    due_at = models.DateTimeField("上次应运行时间")
    finished_at = models.DateTimeField("上次完成时间", null=True)
    fault = models.TextField("上次出错", blank=True)

    class Meta:
        verbose_name = "定时任务"

    def __str__(self) -> str:
        return self.name
