"""Classes of a school (班级), who teaches them, who is in them. 条例 art. 29: schools encourage pupils to serve."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import ClassState, PupilState
from redvest.registry.models.account import Account
from redvest.registry.models.body import Body
from redvest.registry.models.volunteer import Volunteer

_WAS_IN = [PupilState.IN_CLASS, PupilState.LEFT, PupilState.GRADUATED]
_OVER = [PupilState.LEFT, PupilState.GRADUATED]


class SchoolClass(models.Model):
    """One class over the years: moving up changes ``grade`` and ``name``, the pupils stay.

    ``region_path`` is the school's place, ``code`` what families type; empty: nobody joins by a code.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    body = models.ForeignKey(Body, models.CASCADE, related_name="classes", verbose_name="学校")
    name = models.CharField("班级名称", max_length=30)
    grade = models.PositiveSmallIntegerField("年级")
    entry_year = models.PositiveSmallIntegerField("入学年份")
    code = models.CharField("班级码", max_length=8, blank=True)
    state = models.CharField("状态", max_length=8, choices=ClassState, default=ClassState.ACTIVE)
    opened_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="建班人"
    )
    opened_at = models.DateTimeField("建班时间")
    moved_up_at = models.DateTimeField("上次升年级时间", null=True)
    closed_at = models.DateTimeField("毕业时间", null=True)

    class Meta:
        verbose_name = "班级"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"],
                condition=Q(state=ClassState.ACTIVE),
                name="one_live_class_per_name",
            ),
            models.UniqueConstraint(
                fields=["city", "code"], condition=~Q(code=""), name="one_class_per_code"
            ),
            models.CheckConstraint(condition=Q(grade__range=(1, 16)), name="class_grade_in_range"),
            models.CheckConstraint(
                condition=Q(state=ClassState.ACTIVE, closed_at__isnull=True)
                | Q(state=ClassState.CLOSED, closed_at__isnull=False, code=""),
                name="closed_class_has_no_code",
            ),
        ]
        indexes = [models.Index(fields=["city", "region_path"], name="classes_of_place")]

    def __str__(self) -> str:
        return self.name


class ClassTeacher(models.Model):
    """A teacher of a class from a day on. It counts only while the account has the teacher's role at the school."""

    school_class = models.ForeignKey(
        SchoolClass, models.CASCADE, related_name="teachers", verbose_name="班级"
    )
    account = models.ForeignKey(Account, models.CASCADE, related_name="classes", verbose_name="老师")
    since = models.DateField("带班自")
    until = models.DateField("带班至", null=True)

    class Meta:
        verbose_name = "带班老师"
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "account"],
                condition=Q(until__isnull=True),
                name="teaches_a_class_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="teaching_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} @ {self.school_class_id}"


class ClassPupil(models.Model):
    """Somebody asked into a class, in it, or out of it again. ``agreed_by`` is the account that said yes.

    A child's yes is a guardian's. At most one class at a time, over all records of a person.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    school_class = models.ForeignKey(SchoolClass, models.CASCADE, related_name="pupils", verbose_name="班级")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="classes", verbose_name="学生")
    state = models.CharField("状态", max_length=10, choices=PupilState, default=PupilState.ASKED)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="邀请人")
    asked_at = models.DateTimeField("邀请时间")
    agreed_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="同意人"
    )
    agreed_at = models.DateTimeField("同意时间", null=True)
    since = models.DateField("在班自", null=True)
    until = models.DateField("在班至", null=True)
    reason = models.CharField("移出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "班级学生"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(state=PupilState.IN_CLASS), name="one_live_class_per_pupil"
            ),
            models.UniqueConstraint(
                fields=["school_class", "volunteer"],
                condition=Q(state__in=[PupilState.ASKED, PupilState.IN_CLASS]),
                name="asked_into_a_class_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_WAS_IN, since__isnull=False, agreed_at__isnull=False)
                | ~Q(state__in=_WAS_IN) & Q(since__isnull=True, agreed_at__isnull=True),
                name="in_class_by_a_yes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, until__isnull=False, until__gte=F("since"))
                | ~Q(state__in=_OVER) & Q(until__isnull=True),
                name="out_of_class_since_a_day",
            ),
        ]
        indexes = [models.Index(fields=["school_class", "state"], name="pupils_of_class")]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.state}"
