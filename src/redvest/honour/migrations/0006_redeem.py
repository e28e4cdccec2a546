"""Redemption at stations and shops, and perks of a star (ADR 31)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("honour", "0005_contest"),
        ("registry", "0023_message_rounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RedeemPartner",
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
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("station", "服务站"),
                            ("shop", "商家"),
                            ("scenic", "景区"),
                            ("hospital", "医院"),
                            ("transport", "交通出行"),
                            ("other", "其他"),
                        ],
                        max_length=9,
                        verbose_name="类型",
                    ),
                ),
                ("place", models.CharField(max_length=120, verbose_name="地址")),
                ("hours", models.CharField(max_length=120, verbose_name="开放时间")),
                ("until", models.DateField(null=True, verbose_name="合作到期日")),
                ("active", models.BooleanField(default=True, verbose_name="合作中")),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "body",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redeem_partners",
                        to="registry.body",
                        verbose_name="组织",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.region",
                        verbose_name="所在区域",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redeem_partners",
                        to="registry.station",
                        verbose_name="服务站",
                    ),
                ),
            ],
            options={
                "verbose_name": "兑换合作点",
                "indexes": [models.Index(fields=["city", "region_path"], name="redeem_partners_of_place")],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "name"), name="one_redeem_partner_per_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("station__isnull", True), ("body__isnull", True), _connector="OR"
                        ),
                        name="redeem_partner_has_one_staff",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RedeemItem",
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
                ("title", models.CharField(max_length=40, verbose_name="名称")),
                ("words", models.CharField(max_length=300, verbose_name="说明")),
                (
                    "kind",
                    models.CharField(
                        choices=[("service", "服务"), ("gift", "礼品")], max_length=7, verbose_name="类型"
                    ),
                ),
                (
                    "ledger",
                    models.CharField(
                        choices=[("points", "积分"), ("timebank", "时间银行")],
                        max_length=8,
                        verbose_name="用什么兑换",
                    ),
                ),
                ("price", models.PositiveIntegerField(verbose_name="价格")),
                ("supplied", models.PositiveIntegerField(null=True, verbose_name="备货")),
                ("stock", models.IntegerField(null=True, verbose_name="库存")),
                ("per_person", models.PositiveIntegerField(null=True, verbose_name="每人最多")),
                (
                    "span",
                    models.CharField(
                        choices=[("ever", "总共"), ("year", "每年"), ("month", "每月")],
                        default="ever",
                        max_length=5,
                        verbose_name="按什么时间算",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("until_on", models.DateField(null=True, verbose_name="结束日期")),
                ("minors_allowed", models.BooleanField(default=True, verbose_name="未成年人可以兑换")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "上架中"), ("paused", "暂停"), ("ended", "已下架")],
                        default="open",
                        max_length=6,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="honour.redeempartner",
                        verbose_name="兑换合作点",
                    ),
                ),
            ],
            options={
                "verbose_name": "兑换项目",
                "indexes": [
                    models.Index(fields=["city", "state", "region_path"], name="redeem_items_by_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stock__isnull", True), ("supplied__isnull", True)),
                            models.Q(
                                ("stock__gte", 0),
                                ("stock__isnull", False),
                                ("stock__lte", models.F("supplied")),
                                ("supplied__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="redeem_stock_not_oversold",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "gift"), _negated=True),
                            ("supplied__isnull", False),
                            _connector="OR",
                        ),
                        name="redeem_gift_has_stock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price__gt", 0),
                            models.Q(("per_person__isnull", True), ("per_person__gt", 0), _connector="OR"),
                        ),
                        name="redeem_price_above_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="redeem_item_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Perk",
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
                ("title", models.CharField(max_length=40, verbose_name="名称")),
                ("what", models.CharField(max_length=60, verbose_name="给什么")),
                ("words", models.CharField(max_length=300, verbose_name="怎么用")),
                ("least_star", models.PositiveSmallIntegerField(verbose_name="几星起")),
                ("uses", models.PositiveIntegerField(null=True, verbose_name="每年几次")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("until_on", models.DateField(null=True, verbose_name="结束日期")),
                ("announced", models.BooleanField(default=True, verbose_name="公开")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "上架中"), ("paused", "暂停"), ("ended", "已下架")],
                        default="open",
                        max_length=6,
                        verbose_name="状态",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="perks",
                        to="honour.redeempartner",
                        verbose_name="兑换合作点",
                    ),
                ),
            ],
            options={
                "verbose_name": "礼遇",
                "indexes": [models.Index(fields=["city", "state", "least_star"], name="perks_by_star")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("least_star__range", (1, 5))), name="perk_star_one_to_five"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uses__isnull", True), ("uses__gt", 0), _connector="OR"),
                        name="perk_uses_above_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="perk_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Redemption",
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
                ("price", models.PositiveIntegerField(verbose_name="价格")),
                ("period", models.CharField(blank=True, max_length=7, verbose_name="时段")),
                ("turn", models.PositiveIntegerField(verbose_name="第几次")),
                ("serial", models.PositiveIntegerField(default=0, verbose_name="换码次数")),
                ("code_hash", models.BinaryField(max_length=32, verbose_name="领取码")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "待领取"),
                            ("picked-up", "已领取"),
                            ("cancelled", "已取消"),
                            ("lapsed", "过期没领"),
                        ],
                        default="held",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="兑换时间")),
                ("until", models.DateField(verbose_name="留到哪天")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="提醒时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="领取或退回时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="为什么取消")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="honour.redeemitem",
                        verbose_name="兑换项目",
                    ),
                ),
                (
                    "picked_up_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发放人",
                    ),
                ),
                (
                    "returned",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_back",
                        to="honour.ledgertransfer",
                        verbose_name="退回的转移",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemption",
                        to="honour.ledgertransfer",
                        verbose_name="兑换的转移",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "兑换",
                "indexes": [
                    models.Index(fields=["city", "state", "until"], name="redemptions_by_state"),
                    models.Index(fields=["volunteer", "-at"], name="redemptions_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "held")),
                        fields=("city", "code_hash"),
                        name="one_held_redemption_per_code",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("held", "picked-up"))),
                        fields=("item", "volunteer", "period", "turn"),
                        name="redeem_turn_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state", "held")),
                            models.Q(models.Q(("state", "held"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="redemption_ends_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned__isnull", False), ("state__in", ["cancelled", "lapsed"])),
                            models.Q(
                                models.Q(("state__in", ["cancelled", "lapsed"]), _negated=True),
                                ("returned__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="redemption_given_back_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PerkCode",
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
                ("serial", models.PositiveIntegerField(default=0, verbose_name="第几个码")),
                ("code_hash", models.BinaryField(max_length=32, verbose_name="礼遇码")),
                ("until", models.DateTimeField(verbose_name="有效到")),
                (
                    "volunteer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="perk_code",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "礼遇码",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "code_hash"), name="one_perk_code_at_a_time")
                ],
            },
        ),
        migrations.CreateModel(
            name="PerkUse",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("turn", models.PositiveIntegerField(verbose_name="第几次")),
                ("star", models.PositiveSmallIntegerField(verbose_name="当时的星级")),
                ("code_hash", models.BinaryField(max_length=32, verbose_name="礼遇码")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "perk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used",
                        to="honour.perk",
                        verbose_name="礼遇",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="perk_uses",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "礼遇使用",
                "indexes": [models.Index(fields=["volunteer", "-at"], name="perk_uses_of_person")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("perk", "volunteer", "year", "turn"), name="perk_turn_taken_once"
                    ),
                    models.UniqueConstraint(
                        fields=("perk", "volunteer", "code_hash"), name="perk_used_once_per_code"
                    ),
                ],
            },
        ),
    ]
