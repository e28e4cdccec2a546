"""Integrity cases and what happened in them; the events are append-only."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers
from redvest.core.db.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_serial"),
        ("service", "0009_credential"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IntegrityCase",
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
                ("at_path", models.CharField(max_length=60, verbose_name="承办区域路径")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("overlap", "同时在两处"),
                            ("travel", "赶路快得不可能"),
                            ("bulk", "后台集中录入"),
                            ("batch", "同一分钟成批签到或入账"),
                            ("round", "整点时长过多"),
                            ("device", "一台设备多人签到"),
                            ("absence", "有时长没到场"),
                            ("fiction", "有时长没人报名"),
                            ("confirmer", "一个人说了算"),
                            ("meeting", "会议学习记成服务"),
                            ("caps", "超过上限"),
                            ("late", "拖了很久才补录"),
                            ("longer", "时长比实际长"),
                            ("newcomer", "新账号时长猛增"),
                        ],
                        max_length=12,
                        verbose_name="规则",
                    ),
                ),
                (
                    "subject_kind",
                    models.CharField(
                        choices=[
                            ("person", "志愿者"),
                            ("recorder", "记录人"),
                            ("activity", "活动"),
                            ("device", "设备"),
                        ],
                        max_length=10,
                        verbose_name="对象类型",
                    ),
                ),
                ("subject_key", models.CharField(max_length=64, verbose_name="对象")),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "看一看"), ("middle", "要核实"), ("high", "尽快核实")],
                        max_length=6,
                        verbose_name="轻重",
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("innocent", models.TextField(verbose_name="可能的正常原因")),
                ("figures", models.JSONField(default=dict, verbose_name="数字")),
                (
                    "involved",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None, verbose_name="有关的账号"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待分派"),
                            ("assigned", "核实中"),
                            ("heard", "已听取说明"),
                            ("decided", "已有结论"),
                            ("appealed", "复核中"),
                            ("final", "已办结"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "情况属实"), ("dismissed", "没有问题")],
                        default="",
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("propose_void", models.BooleanField(default=False, verbose_name="建议作废时长")),
                ("evidence_until", models.DateTimeField(verbose_name="证据截至")),
                ("opened_at", models.DateTimeField(verbose_name="发现时间")),
                ("hear_until", models.DateTimeField(null=True, verbose_name="说明期限")),
                ("due_at", models.DateTimeField(null=True, verbose_name="办理期限")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="结论时间")),
                ("appeal_until", models.DateTimeField(null=True, verbose_name="复核申请期限")),
                (
                    "activity",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.body",
                        verbose_name="组织",
                    ),
                ),
                (
                    "concerned",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="当事人",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作出结论的人",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承办人",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "风险提示",
                "indexes": [
                    models.Index(fields=["city", "state", "-opened_at"], name="cases_by_state"),
                    models.Index(fields=["city", "rule", "subject_key"], name="cases_of_subject"),
                    models.Index(fields=["concerned", "-opened_at"], name="cases_of_person"),
                    models.Index(fields=["officer", "due_at"], name="cases_of_officer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "assigned", "heard"])),
                        fields=("city", "rule", "subject_kind", "subject_key"),
                        name="one_undecided_case_per_rule_and_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("opened", "发现"),
                            ("evidence", "又有新情况"),
                            ("assigned", "交给专人核实"),
                            ("escalated", "到期未办，转上级"),
                            ("answered", "本人说明"),
                            ("decided", "作出结论"),
                            ("appealed", "本人申请复核"),
                            ("final", "办结"),
                            ("voided", "作废时长"),
                        ],
                        max_length=10,
                        verbose_name="步骤",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("text", models.TextField(blank=True, verbose_name="说明")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service.hoursentry",
                        verbose_name="时长记录",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="service.integritycase",
                        verbose_name="风险提示",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理记录",
                "ordering": ["id"],
            },
        ),
        append_only("service_caseevent"),
    ]
