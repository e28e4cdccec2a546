"""What a volunteer says about themselves beyond the register's five parts: free times, languages, invitations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.registry.choices import ProjectInvites, TeamInvites
from redvest.registry.models.volunteer import Volunteer
from redvest.registry.rules.availability import ALL


class Profile(models.Model):
    """Made at the first saving. ``slots`` holds the 24 codes of ``rules/availability.py`` as bits."""

    volunteer = models.OneToOneField(
        Volunteer, models.CASCADE, primary_key=True, related_name="profile", verbose_name="志愿者"
    )
    slots = models.IntegerField("可服务时间", default=0)
    languages = ArrayField(models.CharField(max_length=16), verbose_name="语言", default=list, blank=True)
    affiliation = models.CharField("政治面貌", max_length=2, blank=True)
    project_invites = models.CharField(
        "项目邀请", max_length=8, choices=ProjectInvites, default=ProjectInvites.ASK
    )
    team_invites = models.CharField("队伍邀请", max_length=8, choices=TeamInvites, default=TeamInvites.REFUSE)
    # Whether suggestions are put in an order of one's own (PIPL art. 24); without, by time.
    personal_order = models.BooleanField("按我的情况排推荐", default=True, db_default=True)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "个人情况"
        constraints = [
            models.CheckConstraint(condition=Q(slots__gte=0, slots__lte=ALL), name="slots_are_24_bits"),
        ]

    def __str__(self) -> str:
        return f"个人情况 {self.volunteer_id}"
