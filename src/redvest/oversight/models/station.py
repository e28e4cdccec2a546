"""How a station is judged: the proofs behind it, and the assessments (评定) with their findings and dates."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.oversight.choices import AssessmentState, ProofState
from redvest.registry.choices import StationLevel
from redvest.registry.models import Account, Station

_DECIDED = ~Q(state=ProofState.SUBMITTED)


class StationProof(models.Model):
    """A photo or paper of one kind of evidence (``station_standards.csv``), which every standard shares.

    Whoever hands one in never accepts it, unless it was taken on site by the inspector.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    station = models.ForeignKey(Station, models.PROTECT, related_name="proofs", verbose_name="服务站")
    kind = models.CharField("证据种类", max_length=20)
    key = models.CharField("存放处", max_length=120)
    name = models.CharField("文件名", max_length=100)
    media_type = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("字节")
    sha256 = models.BinaryField("摘要", max_length=32)
    taken_on = models.DateField("拍摄或成文日期")
    on_site = models.BooleanField("现场检查时拍的", default=False)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提交人")
    added_at = models.DateTimeField("提交时间")
    state = models.CharField("状态", max_length=9, choices=ProofState, default=ProofState.SUBMITTED)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    decided_at = models.DateTimeField("核实时间", null=True)
    note = models.CharField("核实意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "站点证据"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProofState.SUBMITTED, decided_by__isnull=True, decided_at__isnull=True)
                | _DECIDED & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="station_proof_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("added_by")) | Q(on_site=True),
                name="station_proof_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProofState.REFUSED) | ~Q(note=""), name="station_proof_refused_in_words"
            ),
        ]
        indexes = [models.Index(fields=["station", "kind", "-taken_on"], name="proofs_of_station")]

    def __str__(self) -> str:
        return self.name


class StationAssessment(models.Model):
    """One round: the station judges itself, an inspector goes there, the level stands until a date.

    ``findings`` and ``self_findings`` are lists of {item, name, value, basic, standardised}: what was found, kept so
    that a level can be read years later.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    station = models.ForeignKey(Station, models.PROTECT, related_name="assessments", verbose_name="服务站")
    standard = models.CharField("标准", max_length=20)
    state = models.CharField("状态", max_length=9, choices=AssessmentState, default=AssessmentState.SUBMITTED)
    self_level = models.CharField("自评等级", max_length=12, choices=StationLevel)
    self_points = models.PositiveSmallIntegerField("自评得分")
    self_findings = models.JSONField("自评结果", default=list)
    self_words = models.CharField("自评说明", max_length=300, blank=True)
    submitted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="自评人")
    submitted_at = models.DateTimeField("自评时间")
    level = models.CharField("评定等级", max_length=12, choices=StationLevel, blank=True)
    points = models.PositiveSmallIntegerField("评定得分", null=True)
    findings = models.JSONField("检查结果", default=list)
    inspected_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="检查人"
    )
    inspected_at = models.DateTimeField("检查时间", null=True)
    assessed_on = models.DateField("评定日期", null=True)
    valid_until = models.DateField("有效期至", null=True)
    note = models.CharField("检查意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "站点评定"
        constraints = [
            models.UniqueConstraint(
                fields=["station"],
                condition=Q(state=AssessmentState.SUBMITTED),
                name="one_open_assessment_of_a_station",
            ),
            models.CheckConstraint(
                condition=Q(inspected_by__isnull=True) | ~Q(inspected_by=F("submitted_by")),
                name="assessed_by_another_than_who_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.CONCLUDED)
                | Q(
                    points__isnull=False, inspected_by__isnull=False, inspected_at__isnull=False,
                    assessed_on__isnull=False, valid_until__gt=F("assessed_on"),
                ) & ~Q(level=""),
                name="a_concluded_assessment_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.RETURNED) | ~Q(note=""), name="assessment_returned_in_words"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["city", "station", "-assessed_on"], name="levels_of_stations"),
            models.Index(
                fields=["city", "submitted_at"],
                condition=Q(state="submitted"),
                name="assessments_to_inspect",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.standard} {self.level or self.state}"
