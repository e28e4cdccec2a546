"""Recording in time, the gate of volunteer service, back-fill, transfer-in, error reports."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_serial"),
        ("service", "0005_presence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="hourssheet",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "等领队确认"),
                    ("awaiting", "等你确认和第二人复核"),
                    ("recorded", "已入账"),
                    ("refused", "未予记录"),
                    ("statement", "等你声明不是履职"),
                ],
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.CreateModel(
            name="BackfillRequest",
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
                ("region_path", models.CharField(max_length=60, verbose_name="区域路径")),
                ("title", models.CharField(max_length=60, verbose_name="活动名称")),
                ("place_name", models.CharField(max_length=80, verbose_name="地点")),
                ("content", models.CharField(max_length=500, verbose_name="服务内容")),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("reason", models.CharField(max_length=200, verbose_name="补录原因")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "等待处理"), ("accepted", "已通过"), ("refused", "未通过")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("decision_note", models.CharField(blank=True, max_length=200, verbose_name="审批意见")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="backfills",
                        to="registry.body",
                        verbose_name="组织单位",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
            ],
            options={
                "verbose_name": "补录申请",
                "indexes": [models.Index(fields=["body", "state", "-asked_at"], name="backfill_by_body")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="backfill_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="backfill_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BackfillLine",
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
                ("minutes", models.PositiveIntegerField(verbose_name="分钟")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="本人确认时间")),
                ("objected_at", models.DateTimeField(null=True, verbose_name="本人否认时间")),
                ("refusal", models.CharField(blank=True, max_length=200, verbose_name="未记原因")),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service.hoursentry",
                        verbose_name="记录",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="backfill_lines",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="service.backfillrequest",
                        verbose_name="补录申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "补录名单",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "volunteer"), name="one_backfill_line_per_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0)), name="backfill_line_has_minutes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True), ("objected_at__isnull", True), _connector="OR"
                        ),
                        name="backfill_line_said_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErrorReport",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("wrong", "记录有错"), ("missing", "应有而没有")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="哪里不对")),
                ("wanted_minutes", models.PositiveIntegerField(null=True, verbose_name="应为分钟")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "等待处理"), ("accepted", "已通过"), ("refused", "未通过")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("filed_at", models.DateTimeField(verbose_name="提出时间")),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("escalated_at", models.DateTimeField(null=True, verbose_name="上报时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                (
                    "activity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="registry.body",
                        verbose_name="记录单位",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="service.hoursentry",
                        verbose_name="时长记录",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service.hoursentry",
                        verbose_name="处理结果",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "异议",
                "indexes": [models.Index(fields=["body", "state", "due_on"], name="reports_by_body")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("entry",),
                        name="one_open_report_per_entry",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), ("kind", "missing")),
                        fields=("activity", "volunteer"),
                        name="one_open_report_of_missing_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry__isnull", False), ("kind", "wrong")),
                            models.Q(("activity__isnull", False), ("kind", "missing")),
                            _connector="OR",
                        ),
                        name="report_is_about_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OffDutyStatement",
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
                ("stated_at", models.DateTimeField(verbose_name="声明时间")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="off_duty",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "非履职声明",
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "volunteer"), name="one_off_duty_statement")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordingReminder",
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
                (
                    "stage",
                    models.CharField(
                        choices=[("soon", "快到期"), ("last-day", "最后一天"), ("overdue", "已逾期")],
                        max_length=10,
                        verbose_name="阶段",
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="提醒时间")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
            ],
            options={
                "verbose_name": "记录提醒",
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "stage"), name="one_reminder_per_stage")
                ],
            },
        ),
        migrations.CreateModel(
            name="RefusedRecord",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("duty", "属于本职工作"),
                            ("paid", "领了报酬"),
                            ("not-public", "不是公益服务"),
                            ("absent", "本人没有到场"),
                            ("other", "其他原因"),
                        ],
                        max_length=10,
                        verbose_name="原因",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("refused_at", models.DateTimeField(verbose_name="拒绝时间")),
                ("reopened_at", models.DateTimeField(null=True, verbose_name="重新受理时间")),
                ("reopen_reason", models.CharField(blank=True, max_length=200, verbose_name="重新受理理由")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "refused_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拒绝人",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="重新受理人",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused_records",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "不予记录",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at__isnull", True)),
                        fields=("activity", "volunteer"),
                        name="one_standing_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "other"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refusal_for_another_reason_says_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceStatement",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="statement",
                        serialize=False,
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                ("not_duty", models.BooleanField(default=False, verbose_name="不是履行职务")),
                ("unpaid", models.BooleanField(default=False, verbose_name="没有报酬")),
                ("public_benefit", models.BooleanField(default=False, verbose_name="为了公益")),
                ("party_service", models.BooleanField(default=False, verbose_name="党员双报到")),
                ("off_duty", models.BooleanField(default=False, verbose_name="安排在工作时间以外")),
                ("stated_at", models.DateTimeField(verbose_name="声明时间")),
                (
                    "stated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="声明人",
                    ),
                ),
            ],
            options={
                "verbose_name": "公益服务声明",
            },
        ),
        migrations.CreateModel(
            name="TransferRequest",
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
                ("title", models.CharField(max_length=60, verbose_name="活动名称")),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                ("minutes", models.PositiveIntegerField(verbose_name="分钟")),
                ("system", models.CharField(max_length=40, verbose_name="来源系统")),
                ("receipt", models.CharField(max_length=38, verbose_name="来源编号")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "等待处理"), ("accepted", "已通过"), ("refused", "未通过")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审核时间")),
                ("decision_note", models.CharField(blank=True, max_length=200, verbose_name="审核意见")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="registry.body",
                        verbose_name="接收组织",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service.hoursentry",
                        verbose_name="记录",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "转入申请",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("city", "system", "receipt"),
                        name="one_transfer_per_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="transfer_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceFile",
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
                ("key", models.CharField(max_length=120, unique=True, verbose_name="存放处")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=20, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("sha256", models.BinaryField(max_length=32, verbose_name="摘要")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "backfill",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="service.backfillrequest",
                        verbose_name="补录申请",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="service.transferrequest",
                        verbose_name="转入申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("backfill__isnull", True), ("transfer__isnull", True), _connector="XOR"
                        ),
                        name="evidence_of_one_request",
                    )
                ],
            },
        ),
    ]
