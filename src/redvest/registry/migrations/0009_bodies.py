"""Organisations: how members agreed, applications and invitations, brands, changes with proof, annual reports."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_rights")]

    operations = [
        migrations.CreateModel(
            name="AnnualReport",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("narrative", models.TextField(blank=True, verbose_name="工作情况")),
                ("recording", models.TextField(blank=True, verbose_name="记录与证明情况")),
                ("figures", models.JSONField(null=True, verbose_name="数字")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="退回意见")),
            ],
            options={
                "verbose_name": "年度工作报告",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at__isnull", True), ("figures__isnull", False), _connector="OR"
                        ),
                        name="submitted_report_has_figures",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BodyChange",
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
                    "fact",
                    models.CharField(
                        choices=[
                            ("name", "名称"),
                            ("credit-code", "统一社会信用代码"),
                            ("responsible", "负责人"),
                        ],
                        max_length=12,
                        verbose_name="变更什么",
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=80, verbose_name="原来")),
                ("after", models.CharField(max_length=80, verbose_name="改成")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("proof_key", models.CharField(max_length=120, verbose_name="证明文件")),
                ("proof_type", models.CharField(max_length=20, verbose_name="文件类型")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等答复"),
                            ("accepted", "同意了"),
                            ("declined", "没有同意"),
                            ("withdrawn", "撤回了"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="意见")),
            ],
            options={
                "verbose_name": "组织变更",
                "indexes": [
                    models.Index(fields=["city", "state", "asked_at"], name="registry_bo_city_946594_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Brand",
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
                        choices=[("team", "队伍品牌"), ("project", "项目品牌")],
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="品牌名")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="简介")),
                ("began_on", models.DateField(verbose_name="开始日期")),
                ("ended_on", models.DateField(null=True, verbose_name="结束日期")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "品牌",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("city", "name"),
                        name="one_live_brand_per_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("began_on")),
                            _connector="OR",
                        ),
                        name="brand_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
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
                        choices=[("application", "申请加入"), ("invitation", "组织邀请")],
                        max_length=12,
                        verbose_name="方式",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="想说的话")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "等答复"),
                            ("accepted", "同意了"),
                            ("declined", "没有同意"),
                            ("withdrawn", "撤回了"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="答复")),
            ],
            options={
                "verbose_name": "加入申请和邀请",
            },
        ),
        migrations.AddField(
            model_name="body",
            name="capacity",
            field=models.PositiveIntegerField(null=True, verbose_name="最多能带人数"),
        ),
        migrations.AddField(
            model_name="body",
            name="liaison",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.body",
                verbose_name="联络组织",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="mark_number",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="身份标识证书编号"
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="marked_on",
            field=models.DateField(null=True, verbose_name="取得身份标识日期"),
        ),
        migrations.AddField(
            model_name="membership",
            name="consent",
            field=models.CharField(
                choices=[
                    ("applied", "本人申请"),
                    ("invited", "本人接受邀请"),
                    ("standing", "本人事先同意受邀"),
                    ("paper", "组织存有本人书面同意"),
                    ("earlier", "原有成员，没有同意记录"),
                ],
                db_default="earlier",
                default="earlier",
                max_length=10,
                verbose_name="依据",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="consented_at",
            field=models.DateTimeField(null=True, verbose_name="同意时间"),
        ),
        migrations.AddField(
            model_name="membership",
            name="left_note",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="离开原因"
            ),
        ),
        migrations.AlterField(
            model_name="body",
            name="team_kind",
            field=models.CharField(max_length=12, verbose_name="队伍类别"),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", True), ("liaison__isnull", True), _connector="OR"),
                name="parent_or_liaison",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mark_number", ""), ("marked_on__isnull", True)),
                    models.Q(models.Q(("mark_number", ""), _negated=True), ("marked_on__isnull", False)),
                    _connector="OR",
                ),
                name="mark_has_number_and_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mark_number", ""), _negated=True),
                fields=("city", "mark_number"),
                name="one_body_per_mark",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent", "earlier"), ("consented_at__isnull", False), _connector="OR"),
                name="membership_has_consent",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="annual_reports",
                to="registry.body",
                verbose_name="组织",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="submitted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提交人",
            ),
        ),
        migrations.AddField(
            model_name="bodychange",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="申请人",
            ),
        ),
        migrations.AddField(
            model_name="bodychange",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="registry.body",
                verbose_name="组织",
            ),
        ),
        migrations.AddField(
            model_name="bodychange",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="决定人",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="brands",
                to="registry.body",
                verbose_name="组织",
            ),
        ),
        migrations.AddField(
            model_name="brand",
            name="registered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提出人",
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="join_requests",
                to="registry.body",
                verbose_name="组织",
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="答复人",
            ),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="join_requests",
                to="registry.volunteer",
                verbose_name="志愿者",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(fields=("body", "year"), name="one_annual_report_per_year"),
        ),
        migrations.AddConstraint(
            model_name="bodychange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("body", "fact"),
                name="one_open_change_per_fact",
            ),
        ),
        migrations.AddIndex(
            model_name="joinrequest",
            index=models.Index(fields=["body", "state", "asked_at"], name="registry_jo_body_id_9488c5_idx"),
        ),
        migrations.AddConstraint(
            model_name="joinrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("volunteer", "body"),
                name="one_open_join_request",
            ),
        ),
    ]
