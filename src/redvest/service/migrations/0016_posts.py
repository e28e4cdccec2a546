"""Series, shifts, kinds and audiences, templates, several leaders, versions of agreements, changes after announcement."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers
from redvest.core.db.guards import append_only

# Texts fixed before there were versions are their first.
FIRST_VERSIONS = """
INSERT INTO service_agreementversion (terms_id, number, text, digest, fixed_at)
SELECT activity_id, 1, text, digest, fixed_at FROM service_agreementterms WHERE fixed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0020_duty_off"),
        ("service", "0015_peak"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityChange",
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
                ("edit", models.UUIDField(db_index=True, verbose_name="批次")),
                ("before", models.JSONField(verbose_name="原来")),
                ("after", models.JSONField(verbose_name="现在")),
                ("made_at", models.DateTimeField(verbose_name="修改时间")),
            ],
            options={
                "verbose_name": "活动变动",
            },
        ),
        migrations.CreateModel(
            name="ActivityTemplate",
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
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("content", models.JSONField(verbose_name="内容")),
                ("made_at", models.DateTimeField(verbose_name="保存时间")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="停用时间")),
            ],
            options={
                "verbose_name": "活动模板",
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("text", models.TextField(verbose_name="协议文本")),
                ("digest", models.BinaryField(max_length=32, verbose_name="文本摘要")),
                ("fixed_at", models.DateTimeField(verbose_name="定稿时间")),
            ],
            options={
                "verbose_name": "协议版本",
            },
        ),
        migrations.CreateModel(
            name="AudienceCount",
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
                ("group", models.CharField(max_length=16, verbose_name="听众")),
                ("people", models.PositiveIntegerField(verbose_name="人数")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "听众人数",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1)), name="audience_counts_people"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CoLeader",
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
                ("starts_on", models.DateField(verbose_name="开始日期")),
                ("ends_on", models.DateField(verbose_name="结束日期")),
                ("added_at", models.DateTimeField(verbose_name="添加时间")),
                ("removed_at", models.DateTimeField(null=True, verbose_name="移除时间")),
            ],
            options={
                "verbose_name": "共同领队",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="co_leads_some_days"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Series",
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
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("rule", models.CharField(max_length=120, verbose_name="重复规则")),
                ("first_on", models.DateField(verbose_name="第一天")),
                (
                    "left_out",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), default=list, size=None, verbose_name="不办的日子"
                    ),
                ),
                ("request_key", models.CharField(blank=True, max_length=120, verbose_name="幂等键")),
                ("created_at", models.DateTimeField(verbose_name="创建时间")),
            ],
            options={
                "verbose_name": "系列活动",
            },
        ),
        migrations.RemoveConstraint(
            model_name="agreementsigning",
            name="signed_once",
        ),
        migrations.AddField(
            model_name="activity",
            name="audience_places",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="听众席"),
        ),
        migrations.AddField(
            model_name="activity",
            name="danger_note",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="为什么不算危险"),
        ),
        migrations.AddField(
            model_name="activity",
            name="kind",
            field=models.CharField(
                db_default="service", default="service", max_length=16, verbose_name="活动类型"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="occurs_on",
            field=models.DateField(null=True, verbose_name="系列中的日期"),
        ),
        migrations.AddField(
            model_name="post",
            name="break_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="班次中休息分钟"),
        ),
        migrations.AddConstraint(
            model_name="agreementsigning",
            constraint=models.UniqueConstraint(
                fields=("terms", "volunteer", "digest"), name="signed_once_each_text"
            ),
        ),
        migrations.AddField(
            model_name="activitychange",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="service.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="activitychange",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="修改人",
            ),
        ),
        migrations.AddField(
            model_name="activitytemplate",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="templates",
                to="registry.body",
                verbose_name="组织",
            ),
        ),
        migrations.AddField(
            model_name="activitytemplate",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="保存人",
            ),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="terms",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="service.agreementterms",
                verbose_name="志愿服务协议",
            ),
        ),
        migrations.AddField(
            model_name="audiencecount",
            name="activity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="audience",
                to="service.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="audiencecount",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="coleader",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="co_led",
                to=settings.AUTH_USER_MODEL,
                verbose_name="账号",
            ),
        ),
        migrations.AddField(
            model_name="coleader",
            name="activity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="co_leaders",
                to="service.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="coleader",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="添加人",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="series",
                to="registry.body",
                verbose_name="组织单位",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="发起人",
            ),
        ),
        migrations.AddField(
            model_name="series",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="series",
                to="service.project",
                verbose_name="项目",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="series",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occurrences",
                to="service.series",
                verbose_name="系列",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.UniqueConstraint(fields=("series", "occurs_on"), name="one_occurrence_a_day"),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("occurs_on__isnull", True), ("series__isnull", True)),
                    models.Q(("occurs_on__isnull", False), ("series__isnull", False)),
                    _connector="OR",
                ),
                name="occurrence_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="activitytemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at__isnull", True)),
                fields=("body", "name"),
                name="one_live_template_per_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(fields=("terms", "number"), name="one_text_per_version"),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(fields=("terms", "digest"), name="one_version_per_text"),
        ),
        migrations.AddConstraint(
            model_name="audiencecount",
            constraint=models.UniqueConstraint(fields=("activity", "group"), name="one_count_a_group"),
        ),
        migrations.AddConstraint(
            model_name="coleader",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("activity", "account"),
                name="leads_once",
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["body", "-created_at"], name="series_by_body"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key", ""), _negated=True),
                fields=("made_by", "request_key"),
                name="one_series_per_request",
            ),
        ),
        append_only("service_agreementversion"),
        append_only("service_activitychange"),
        migrations.RunSQL(FIRST_VERSIONS, migrations.RunSQL.noop),
    ]
