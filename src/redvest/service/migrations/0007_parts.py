"""Training, awards, evaluation, agreements, insurance; signings and fixed rosters are append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers
from redvest.core.db.guards import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_serial"),
        ("service", "0006_record"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RosterFreeze",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="frozen_roster",
                        serialize=False,
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                ("frozen_at", models.DateTimeField(verbose_name="定稿时间")),
                ("people", models.PositiveIntegerField(verbose_name="人数")),
                ("digest", models.BinaryField(max_length=32, verbose_name="名单摘要")),
            ],
            options={
                "verbose_name": "名单定稿",
            },
        ),
        migrations.CreateModel(
            name="AgreementTerms",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="agreement",
                        serialize=False,
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="协议文本")),
                ("digest", models.BinaryField(max_length=32, null=True, verbose_name="文本摘要")),
                ("fixed_at", models.DateTimeField(null=True, verbose_name="定稿时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿服务协议",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fixed_at__isnull", True), ("digest__isnull", False), _connector="OR"
                        ),
                        name="fixed_terms_have_a_digest",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementSigning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, verbose_name="文本摘要")),
                ("signed_at", models.DateTimeField(verbose_name="签署时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
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
                (
                    "terms",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signings",
                        to="service.agreementterms",
                        verbose_name="志愿服务协议",
                    ),
                ),
            ],
            options={
                "verbose_name": "协议签署",
                "constraints": [models.UniqueConstraint(fields=("terms", "volunteer"), name="signed_once")],
            },
        ),
        migrations.CreateModel(
            name="AwardRecord",
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
                    "giver",
                    models.CharField(
                        choices=[("own-body", "本组织"), ("government", "政府部门"), ("other", "其他单位")],
                        max_length=10,
                        verbose_name="授予方",
                    ),
                ),
                ("granted_by", models.CharField(max_length=80, verbose_name="授予单位")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("on", models.DateField(verbose_name="日期")),
                ("document_name", models.CharField(blank=True, max_length=80, verbose_name="奖励文书名称")),
                ("document_number", models.CharField(blank=True, max_length=40, verbose_name="文号")),
                ("kind", models.CharField(blank=True, max_length=20, verbose_name="类型")),
                ("content", models.CharField(blank=True, max_length=500, verbose_name="内容")),
                ("proof_key", models.CharField(blank=True, max_length=120, verbose_name="证明材料")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "等核实"),
                            ("recorded", "已记录"),
                            ("refused", "未通过核实"),
                            ("voided", "已作废"),
                        ],
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="核实时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="核实意见")),
                ("voided_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                (
                    "body",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards_given",
                        to="registry.body",
                        verbose_name="授予组织",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
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
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "表彰奖励",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "applied")),
                        fields=["city", "created_at"],
                        name="awards_to_verify",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "recorded"])),
                        fields=("volunteer", "name", "on", "granted_by"),
                        name="one_live_award",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("giver", "own-body"), _negated=True),
                            ("body__isnull", False),
                            _connector="OR",
                        ),
                        name="own_award_has_body",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
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
                ("punctuality", models.PositiveSmallIntegerField(verbose_name="守时程度")),
                ("attitude", models.PositiveSmallIntegerField(verbose_name="服务态度")),
                ("skill", models.PositiveSmallIntegerField(verbose_name="专业水平")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="评语")),
                (
                    "beneficiary_words",
                    models.CharField(blank=True, max_length=500, verbose_name="服务对象的反馈"),
                ),
                ("evaluated_at", models.DateTimeField(verbose_name="评价时间")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="修改时间")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "evaluated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="评价人",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务评价",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "volunteer"), name="one_evaluation_per_service"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attitude__range", (1, 5)),
                            ("punctuality__range", (1, 5)),
                            ("skill__range", (1, 5)),
                        ),
                        name="evaluation_scores_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InsurancePolicy",
            fields=[
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="insurance",
                        serialize=False,
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                ("insurer", models.CharField(max_length=80, verbose_name="保险公司")),
                ("number", models.CharField(max_length=60, verbose_name="保单号")),
                ("covers_from", models.DateField(verbose_name="保险自")),
                ("covers_to", models.DateField(verbose_name="保险至")),
                ("recorded_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "保险",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("covers_to__gte", models.F("covers_from"))),
                        name="insurance_lasts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RosterLine",
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
                ("order", models.PositiveIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=60, verbose_name="姓名")),
                ("number", models.CharField(max_length=12, verbose_name="志愿者编号")),
                (
                    "masked_id",
                    models.CharField(blank=True, max_length=40, verbose_name="证件号码（遮去中间）"),
                ),
                ("post", models.CharField(max_length=40, verbose_name="岗位")),
                ("signed_up_at", models.DateTimeField(verbose_name="报上时间")),
                ("late", models.BooleanField(verbose_name="开始后加入")),
                ("added_at", models.DateTimeField(verbose_name="列入时间")),
                ("digest", models.BinaryField(max_length=32, verbose_name="摘要")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roster_lines",
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
                "verbose_name": "定稿名单",
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "order"), name="one_roster_line_per_place"),
                    models.UniqueConstraint(fields=("activity", "volunteer"), name="once_on_the_roster"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingCourse",
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
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("content", models.TextField(max_length=2000, verbose_name="主要内容")),
                ("minutes", models.PositiveIntegerField(verbose_name="学习时长（分钟）")),
                (
                    "valid_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="有效月数"),
                ),
                ("created_at", models.DateTimeField(verbose_name="创建时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停办时间")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="training_courses",
                        to="registry.body",
                        verbose_name="举办单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="创建人",
                    ),
                ),
            ],
            options={
                "verbose_name": "培训课程",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("body", "name"),
                        name="one_live_course_per_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1)), name="a_course_takes_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostCourse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="service.post",
                        verbose_name="岗位",
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="service.trainingcourse",
                        verbose_name="培训课程",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位所需培训",
                "constraints": [
                    models.UniqueConstraint(fields=("post", "course"), name="course_once_per_post")
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingRecord",
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
                ("on", models.DateField(verbose_name="培训日期")),
                ("expires_on", models.DateField(null=True, verbose_name="有效期至")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("voided_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="service.trainingcourse",
                        verbose_name="培训课程",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="作废人",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "培训记录",
                "indexes": [models.Index(fields=["course", "-on"], name="trainings_of_course")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("volunteer", "course", "on"),
                        name="trained_once_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityFeedback",
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
                ("organisation", models.PositiveSmallIntegerField(verbose_name="组织安排")),
                ("safety", models.PositiveSmallIntegerField(verbose_name="安全保障")),
                ("again", models.BooleanField(verbose_name="还愿意来")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="想说的话")),
                ("given_at", models.DateTimeField(verbose_name="评价时间")),
                ("changed_at", models.DateTimeField(null=True, verbose_name="修改时间")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动评价",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "volunteer"), name="one_feedback_per_service"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation__range", (1, 5)), ("safety__range", (1, 5))),
                        name="feedback_scores_one_to_five",
                    ),
                ],
            },
        ),
        append_only("service_agreementsigning"),
        append_only("service_rosterfreeze"),
        append_only("service_rosterline"),
    ]
