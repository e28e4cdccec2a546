"""Proofs of stations and their assessments."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0002_unit_ledger"),
        ("registry", "0013_station_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StationAssessment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=redvest.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("standard", models.CharField(max_length=20, verbose_name="标准")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "等现场检查"),
                            ("concluded", "评定完成"),
                            ("returned", "退回补充"),
                        ],
                        default="submitted",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                (
                    "self_level",
                    models.CharField(
                        choices=[("standardised", "规范化"), ("basic", "基础"), ("none", "未达标")],
                        max_length=12,
                        verbose_name="自评等级",
                    ),
                ),
                ("self_points", models.PositiveSmallIntegerField(verbose_name="自评得分")),
                ("self_findings", models.JSONField(default=list, verbose_name="自评结果")),
                ("self_words", models.CharField(blank=True, max_length=300, verbose_name="自评说明")),
                ("submitted_at", models.DateTimeField(verbose_name="自评时间")),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[("standardised", "规范化"), ("basic", "基础"), ("none", "未达标")],
                        max_length=12,
                        verbose_name="评定等级",
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(null=True, verbose_name="评定得分")),
                ("findings", models.JSONField(default=list, verbose_name="检查结果")),
                ("inspected_at", models.DateTimeField(null=True, verbose_name="检查时间")),
                ("assessed_on", models.DateField(null=True, verbose_name="评定日期")),
                ("valid_until", models.DateField(null=True, verbose_name="有效期至")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="检查意见")),
                (
                    "inspected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="registry.station",
                        verbose_name="服务站",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="自评人",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点评定",
                "indexes": [
                    models.Index(fields=["city", "station", "-assessed_on"], name="levels_of_stations"),
                    models.Index(
                        condition=models.Q(("state", "submitted")),
                        fields=["city", "submitted_at"],
                        name="assessments_to_inspect",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "submitted")),
                        fields=("station",),
                        name="one_open_assessment_of_a_station",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("inspected_by__isnull", True),
                            models.Q(("inspected_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="assessed_by_another_than_who_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "concluded"), _negated=True),
                            models.Q(
                                ("assessed_on__isnull", False),
                                ("inspected_at__isnull", False),
                                ("inspected_by__isnull", False),
                                ("points__isnull", False),
                                ("valid_until__gt", models.F("assessed_on")),
                                models.Q(("level", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_concluded_assessment_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "returned"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="assessment_returned_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationProof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=redvest.core.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                ("city", models.CharField(max_length=6, verbose_name="城市")),
                ("kind", models.CharField(max_length=20, verbose_name="证据种类")),
                ("key", models.CharField(max_length=120, verbose_name="存放处")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=20, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("sha256", models.BinaryField(max_length=32, verbose_name="摘要")),
                ("taken_on", models.DateField(verbose_name="拍摄或成文日期")),
                ("on_site", models.BooleanField(default=False, verbose_name="现场检查时拍的")),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("submitted", "等核实"), ("accepted", "已核实"), ("refused", "没通过")],
                        default="submitted",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="核实时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="核实意见")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核实人",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="registry.station",
                        verbose_name="服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "站点证据",
                "indexes": [models.Index(fields=["station", "kind", "-taken_on"], name="proofs_of_station")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "submitted"),
                            ),
                            models.Q(
                                models.Q(("state", "submitted"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="station_proof_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("added_by")), _negated=True),
                            ("on_site", True),
                            _connector="OR",
                        ),
                        name="station_proof_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="station_proof_refused_in_words",
                    ),
                ],
            },
        ),
    ]
