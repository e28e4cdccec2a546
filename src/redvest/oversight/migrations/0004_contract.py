"""The project library: plans, partners, tenders, contracts with their evidence, payments, effects."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0003_station"),
        ("registry", "0023_message_rounds"),
        ("service", "0023_absence_deadline"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bid",
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
                ("amount_fen", models.BigIntegerField(verbose_name="报价（分）")),
                ("words", models.TextField(max_length=3000, verbose_name="方案")),
                ("offered_at", models.DateTimeField(verbose_name="报价时间")),
                ("awarded", models.BooleanField(default=False, verbose_name="中标")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bids",
                        to="registry.body",
                        verbose_name="组织",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报价人",
                    ),
                ),
            ],
            options={
                "verbose_name": "报价",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="bid_names_a_price"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
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
                ("number", models.CharField(max_length=40, verbose_name="合同编号")),
                ("region_path", models.CharField(max_length=60, verbose_name="区域路径")),
                ("exemption", models.CharField(blank=True, max_length=300, verbose_name="不经招标的依据")),
                ("amount_fen", models.BigIntegerField(verbose_name="合同金额（分）")),
                ("starts_on", models.DateField(verbose_name="履行起始")),
                ("ends_on", models.DateField(verbose_name="履行截止")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草拟中"),
                            ("running", "履行中"),
                            ("closed", "已结清"),
                            ("ended", "已终止"),
                        ],
                        default="draft",
                        max_length=7,
                        verbose_name="状态",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="拟稿时间")),
                ("signed_on", models.DateField(null=True, verbose_name="签订日期")),
                ("ended_on", models.DateField(null=True, verbose_name="结清或终止日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="终止原因")),
                (
                    "bid",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contract",
                        to="oversight.bid",
                        verbose_name="中标报价",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.department",
                        verbose_name="购买部门",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="registry.region",
                        verbose_name="购买方区域",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="registry.body",
                        verbose_name="承接组织",
                    ),
                ),
            ],
            options={
                "verbose_name": "合同",
                "indexes": [
                    models.Index(fields=["city", "-drafted_at", "-id"], name="contracts_latest"),
                    models.Index(fields=["supplier", "state"], name="contracts_of_supplier"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "number"), name="one_contract_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="contract_has_an_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="contract_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "draft"),
                            models.Q(("signed_by__isnull", False), ("signed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="contract_was_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contract_ended_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bid__isnull", True), ("exemption", ""), _connector="OR"),
                        name="contract_by_bid_or_exemption",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
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
                ("name", models.CharField(max_length=60, verbose_name="节点")),
                ("due_on", models.DateField(verbose_name="完成期限")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="oversight.contract",
                        verbose_name="合同",
                    ),
                ),
            ],
            options={
                "verbose_name": "节点",
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "name"), name="one_milestone_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="milestone_has_an_amount"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deliverable",
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
                            ("hours", "服务小时"),
                            ("activities", "活动场次"),
                            ("people", "服务人次"),
                            ("document", "材料份数"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="交付物")),
                ("target", models.PositiveIntegerField(verbose_name="目标")),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliverables",
                        to="oversight.milestone",
                        verbose_name="节点",
                    ),
                ),
            ],
            options={
                "verbose_name": "交付物",
                "constraints": [
                    models.UniqueConstraint(fields=("milestone", "name"), name="one_deliverable_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(("target__gte", 1)), name="deliverable_has_a_target"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRequest",
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
                ("amount_fen", models.BigIntegerField(verbose_name="申请金额（分）")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "等审批"),
                            ("approved", "已批准，等付款"),
                            ("paid", "已付款"),
                            ("refused", "没有批准"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="asked",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="审批意见")),
                ("paid_on", models.DateField(null=True, verbose_name="付款日期")),
                ("voucher", models.CharField(blank=True, max_length=40, verbose_name="凭证号")),
                ("recovered_fen", models.BigIntegerField(default=0, verbose_name="已追回（分）")),
                ("recovery_voucher", models.CharField(blank=True, max_length=40, verbose_name="追回凭证号")),
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审批人",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="oversight.milestone",
                        verbose_name="节点",
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="付款人",
                    ),
                ),
            ],
            options={
                "verbose_name": "付款申请",
                "indexes": [models.Index(fields=["milestone", "state"], name="payments_of_milestone")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("milestone",),
                        name="one_open_request_per_milestone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="payment_has_an_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recovered_fen", 0),
                            models.Q(
                                ("recovered_fen__gt", 0),
                                ("recovered_fen__lte", models.F("amount_fen")),
                                ("state", "paid"),
                                models.Q(("recovery_voucher", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recovered_within_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("approved", "paid")), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="payment_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="payment_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_by__isnull", True),
                            models.Q(
                                models.Q(("paid_by", models.F("asked_by")), _negated=True),
                                models.Q(("paid_by", models.F("decided_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payment_paid_by_a_third",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paid_by__isnull", False),
                                ("paid_on__isnull", False),
                                ("state", "paid"),
                                models.Q(("voucher", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "paid"), _negated=True),
                                ("paid_by__isnull", True),
                                ("paid_on__isnull", True),
                                ("voucher", ""),
                            ),
                            _connector="OR",
                        ),
                        name="paid_with_a_voucher",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="payment_refused_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectPlan",
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
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("joint", "多元合作"),
                            ("mutual", "双向促进"),
                            ("purchase", "政府购买"),
                            ("matched", "供需对接"),
                        ],
                        max_length=8,
                        verbose_name="运作方式",
                    ),
                ),
                ("budget_fen", models.BigIntegerField(verbose_name="预算（分）")),
                ("money_from", models.CharField(blank=True, max_length=200, verbose_name="资金来源")),
                ("aims", models.CharField(blank=True, max_length=500, verbose_name="要达到的效果")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("listed", "已入库"),
                            ("running", "实施中"),
                            ("finished", "已完成"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="申报时间")),
                ("listed_at", models.DateTimeField(null=True, verbose_name="入库时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="撤回原因")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申报人",
                    ),
                ),
                (
                    "listed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="入库审核人",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan",
                        to="service.project",
                        verbose_name="项目",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="registry.region",
                        verbose_name="主管区域",
                    ),
                ),
            ],
            options={
                "verbose_name": "入库项目",
                "indexes": [
                    models.Index(fields=["city", "-drafted_at", "-id"], name="plans_latest"),
                    models.Index(fields=["city", "state", "way"], name="plans_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("budget_fen__gte", 0)), name="plan_budget_is_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("listed_by__isnull", True),
                            models.Q(("listed_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_listed_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]),
                            models.Q(("listed_at__isnull", False), ("listed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="listed_plan_was_reviewed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_withdrawn_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
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
                ("name", models.CharField(max_length=80, verbose_name="单位名称")),
                ("credit_code", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("money", "出资"),
                            ("place", "出场地"),
                            ("skill", "出技术"),
                            ("people", "出人手"),
                            ("goods", "出物资"),
                        ],
                        max_length=6,
                        verbose_name="出什么",
                    ),
                ),
                ("amount_fen", models.BigIntegerField(default=0, verbose_name="出资（分）")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "body",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partnerships",
                        to="registry.body",
                        verbose_name="组织",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="oversight.projectplan",
                        verbose_name="入库项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "合作方",
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "name", "role"), name="one_partner_per_role"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("body__isnull", False),
                            models.Q(("credit_code", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="partner_is_known_by_body_or_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            models.Q(("amount_fen", 0), models.Q(("words", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="partner_brings_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EffectEvaluation",
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
                    "evaluator_kind",
                    models.CharField(
                        choices=[("officer", "工作人员"), ("third-party", "第三方机构")],
                        max_length=11,
                        verbose_name="评估方",
                    ),
                ),
                ("evaluator_name", models.CharField(blank=True, max_length=80, verbose_name="评估机构")),
                ("indicators", models.JSONField(default=list, verbose_name="指标")),
                ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                ("words", models.CharField(max_length=1000, verbose_name="评语")),
                ("evaluated_at", models.DateTimeField(verbose_name="评估时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="公开时间")),
                (
                    "evaluated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations",
                        to="oversight.projectplan",
                        verbose_name="入库项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "成效评估",
                "indexes": [models.Index(fields=["city", "-published_at", "-id"], name="effects_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__lte", 100)), name="effect_score_up_to_100"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("evaluator_kind", "officer"),
                            models.Q(("evaluator_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="third_party_has_a_name",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="oversight.projectplan",
                verbose_name="入库项目",
            ),
        ),
        migrations.CreateModel(
            name="TenderNotice",
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
                ("number", models.CharField(max_length=40, verbose_name="公告编号")),
                ("title", models.CharField(max_length=80, verbose_name="标题")),
                ("words", models.TextField(max_length=5000, verbose_name="公告内容")),
                ("budget_fen", models.BigIntegerField(verbose_name="最高限价（分）")),
                ("closes_on", models.DateField(verbose_name="截止日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("published", "公告中"),
                            ("awarded", "已定标"),
                            ("failed", "流标"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="拟稿时间")),
                ("published_on", models.DateField(null=True, verbose_name="公告日期")),
                ("decided_on", models.DateField(null=True, verbose_name="定标日期")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="定标理由")),
                ("public_until", models.DateField(null=True, verbose_name="公示至")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="定标人",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenders",
                        to="oversight.projectplan",
                        verbose_name="入库项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "招标公告",
                "indexes": [models.Index(fields=["city", "-published_on", "-id"], name="tenders_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "number"), name="one_tender_per_number"),
                    models.CheckConstraint(
                        condition=models.Q(("budget_fen__gt", 0)), name="tender_has_a_budget"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "awarded", "failed"]), _negated=True),
                            models.Q(
                                ("published_on__isnull", False), ("published_on__lte", models.F("closes_on"))
                            ),
                            _connector="OR",
                        ),
                        name="tender_published_before_it_closes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["awarded", "failed"]), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("decided_on__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="tender_decided_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "awarded"), _negated=True),
                            ("public_until__isnull", False),
                            _connector="OR",
                        ),
                        name="award_is_made_public",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="bid",
            name="tender",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bids",
                to="oversight.tendernotice",
                verbose_name="招标公告",
            ),
        ),
        migrations.CreateModel(
            name="ContractPaper",
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
                ("key", models.CharField(max_length=120, verbose_name="存放处")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("media_type", models.CharField(max_length=20, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("sha256", models.BinaryField(max_length=32, verbose_name="摘要")),
                ("added_at", models.DateTimeField(verbose_name="提交时间")),
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
                    "deliverable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="oversight.deliverable",
                        verbose_name="交付物",
                    ),
                ),
            ],
            options={
                "verbose_name": "交付材料",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "sha256"), name="paper_delivered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
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
                ("amount", models.PositiveIntegerField(verbose_name="验收数量")),
                ("delivered", models.PositiveIntegerField(verbose_name="当时已交付")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="验收意见")),
                ("accepted_at", models.DateTimeField(verbose_name="验收时间")),
                ("taken_back_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                ("taken_back_why", models.CharField(blank=True, max_length=200, verbose_name="收回原因")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="验收人",
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
                (
                    "deliverable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to="oversight.deliverable",
                        verbose_name="交付物",
                    ),
                ),
            ],
            options={
                "verbose_name": "验收",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 1)), name="acceptance_is_of_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at__isnull", True), ("taken_back_by__isnull", True)),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                ("taken_back_by__isnull", False),
                                models.Q(("taken_back_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="acceptance_taken_back_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliverableActivity",
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
                            ("hours", "服务小时"),
                            ("activities", "活动场次"),
                            ("people", "服务人次"),
                            ("document", "材料份数"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("linked_at", models.DateTimeField(verbose_name="关联时间")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivers",
                        to="service.activity",
                        verbose_name="活动",
                    ),
                ),
                (
                    "deliverable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="oversight.deliverable",
                        verbose_name="交付物",
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="关联人",
                    ),
                ),
            ],
            options={
                "verbose_name": "交付记录",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("activity", "kind"), name="activity_billed_once_per_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "document"), _negated=True),
                        name="activity_is_no_document",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(fields=("tender", "body"), name="one_bid_per_body"),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("awarded", True)), fields=("tender",), name="one_award_per_tender"
            ),
        ),
    ]
