"""Points and time bank in double entry, and what the database itself holds of them (ADR 27)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers
from redvest.core.db.guards import append_only

_GUARDS = """
CREATE FUNCTION honour_refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by %', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

-- A line moves its account's balance, and locks it: whoever writes beside it waits, and sees the lots as they are then.
CREATE FUNCTION honour_follow_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found_kind text;
BEGIN
    UPDATE honour_ledgeraccount AS account SET balance = account.balance + NEW.amount
    FROM honour_ledgertransfer AS transfer
    WHERE account.id = NEW.account_id AND transfer.id = NEW.transfer_id
        AND account.city = transfer.city AND account.ledger = transfer.ledger
    RETURNING account.kind INTO found_kind;
    IF NOT FOUND THEN PERFORM honour_refuse('ledger_line_in_its_ledger'); END IF;
    IF NEW.expires_on IS NOT NULL AND found_kind <> 'volunteer' THEN
        PERFORM honour_refuse('ledger_lot_is_a_volunteers');
    END IF;
    IF NEW.amount < 0 AND found_kind = 'volunteer' AND (
        SELECT sum(amount) FROM honour_ledgerline
        WHERE account_id = NEW.account_id AND expires_on IS NOT DISTINCT FROM NEW.expires_on
    ) < 0 THEN PERFORM honour_refuse('ledger_lot_not_overdrawn'); END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER honour_line_followed AFTER INSERT ON honour_ledgerline
    FOR EACH ROW EXECUTE FUNCTION honour_follow_line();

CREATE FUNCTION honour_check_sum(wanted uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    sides record;
BEGIN
    SELECT count(*) AS lines, sum(amount) AS balance INTO sides FROM honour_ledgerline WHERE transfer_id = wanted;
    IF sides.lines < 2 OR sides.balance <> 0 THEN PERFORM honour_refuse('ledger_transfer_balances'); END IF;
END $$;
CREATE FUNCTION honour_check_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM honour_check_sum(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION honour_check_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM honour_check_sum(NEW.transfer_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER honour_transfer_balances AFTER INSERT ON honour_ledgertransfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION honour_check_transfer();
CREATE CONSTRAINT TRIGGER honour_line_balances AFTER INSERT ON honour_ledgerline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION honour_check_line();

-- Only a line's own trigger moves a balance; whose an account is never changes.
CREATE FUNCTION honour_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM honour_refuse('ledger_account_stays'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance <> 0 THEN PERFORM honour_refuse('ledger_balance_follows_lines'); END IF;
        RETURN NEW;
    END IF;
    IF (OLD.id, OLD.city, OLD.ledger, OLD.kind, OLD.volunteer_id, OLD.body_id) IS DISTINCT FROM
        (NEW.id, NEW.city, NEW.ledger, NEW.kind, NEW.volunteer_id, NEW.body_id) THEN
        PERFORM honour_refuse('ledger_account_stays');
    END IF;
    IF OLD.balance <> NEW.balance AND pg_trigger_depth() < 2 THEN
        PERFORM honour_refuse('ledger_balance_follows_lines');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER honour_account_guarded BEFORE INSERT OR UPDATE OR DELETE ON honour_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION honour_guard_account();
CREATE TRIGGER honour_account_no_truncate BEFORE TRUNCATE ON honour_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
"""
_GONE = """
DROP TRIGGER honour_line_followed ON honour_ledgerline;
DROP TRIGGER honour_line_balances ON honour_ledgerline;
DROP TRIGGER honour_transfer_balances ON honour_ledgertransfer;
DROP TRIGGER honour_account_guarded ON honour_ledgeraccount;
DROP TRIGGER honour_account_no_truncate ON honour_ledgeraccount;
DROP FUNCTION honour_follow_line, honour_check_transfer, honour_check_line, honour_check_sum, honour_guard_account,
    honour_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("honour", "0001_star"),
        ("registry", "0023_message_rounds"),
        ("service", "0024_need_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LedgerAccount",
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
                    "ledger",
                    models.CharField(
                        choices=[("points", "积分"), ("timebank", "时间银行")],
                        max_length=8,
                        verbose_name="账本",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("volunteer", "个人账户"),
                            ("group", "集体账户"),
                            ("pool", "捐赠池"),
                            ("budget", "预算"),
                            ("issue", "发放"),
                            ("spent", "已兑换"),
                            ("expired", "已到期"),
                        ],
                        max_length=9,
                        verbose_name="账户类型",
                    ),
                ),
                ("name", models.CharField(blank=True, default="", max_length=40, verbose_name="名称")),
                ("balance", models.BigIntegerField(default=0, verbose_name="余额")),
                (
                    "body",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_accounts",
                        to="registry.body",
                        verbose_name="组织",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_accounts",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分账户",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("body__isnull", True),
                                ("kind", "volunteer"),
                                ("name", ""),
                                ("volunteer__isnull", False),
                            ),
                            models.Q(
                                ("body__isnull", False),
                                ("kind", "group"),
                                ("name", ""),
                                ("volunteer__isnull", True),
                            ),
                            models.Q(
                                models.Q(("kind__in", ["volunteer", "group"]), _negated=True),
                                ("body__isnull", True),
                                ("volunteer__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_account_has_its_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "issue"), ("balance__lte", 0)),
                            models.Q(models.Q(("kind", "issue"), _negated=True), ("balance__gte", 0)),
                            _connector="OR",
                        ),
                        name="ledger_balance_not_negative",
                    ),
                    models.UniqueConstraint(
                        fields=("city", "ledger", "kind", "name", "volunteer", "body"),
                        name="one_ledger_account_each",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerTransfer",
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
                    "ledger",
                    models.CharField(
                        choices=[("points", "积分"), ("timebank", "时间银行")],
                        max_length=8,
                        verbose_name="账本",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("earn", "服务所得"),
                            ("reverse", "时长作废收回"),
                            ("fund", "拨入预算"),
                            ("grant", "奖励"),
                            ("donate", "捐赠"),
                            ("contribute", "存入集体账户"),
                            ("give", "转给家人"),
                            ("aid", "从捐赠池发放"),
                            ("expire", "到期"),
                            ("spend", "兑换"),
                            ("return", "退回兑换"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                ("key", models.CharField(max_length=80, verbose_name="防重号")),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_transfers",
                        to="service.hoursentry",
                        verbose_name="时长记录",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="honour.ledgertransfer",
                        verbose_name="所冲销的转移",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分转移",
                "constraints": [
                    models.UniqueConstraint(fields=("city", "key"), name="one_ledger_transfer_per_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "earn")),
                        fields=("entry", "ledger"),
                        name="hours_earn_once_a_ledger",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["reverse", "return"]), ("undoes__isnull", False)),
                            models.Q(
                                models.Q(("kind__in", ["reverse", "return"]), _negated=True),
                                ("undoes__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="ledger_undoing_names_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["earn", "reverse"]), _negated=True),
                            ("entry__isnull", False),
                            _connector="OR",
                        ),
                        name="ledger_earning_names_its_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="数量")),
                ("expires_on", models.DateField(null=True, verbose_name="到期日")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="honour.ledgeraccount",
                        verbose_name="账户",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="honour.ledgertransfer",
                        verbose_name="积分转移",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分分录",
                "indexes": [
                    models.Index(fields=["account", "expires_on"], name="ledger_lots"),
                    models.Index(fields=["account", "-id"], name="ledger_statement"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="ledger_line_is_not_nothing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerCase",
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
                ("owed", models.BigIntegerField(verbose_name="应收回")),
                ("taken", models.BigIntegerField(default=0, verbose_name="已收回")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处理"), ("settled", "已收回"), ("waived", "不再收回")],
                        default="open",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                ("reason", models.CharField(blank=True, default="", max_length=200, verbose_name="处理理由")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="honour.ledgeraccount",
                        verbose_name="积分账户",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="处理人",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="honour.ledgertransfer",
                        verbose_name="所得",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分待收回",
                "indexes": [
                    models.Index(fields=["city", "state", "region_path"], name="ledger_cases_by_place")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "transfer"), name="one_ledger_case_each"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owed__gt", 0), ("taken__gte", 0), ("taken__lte", models.F("owed"))
                        ),
                        name="ledger_case_within_owed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("taken__lt", models.F("owed"))),
                            models.Q(("state", "settled"), ("taken", models.F("owed"))),
                            models.Q(("state", "waived"), ("taken__lt", models.F("owed"))),
                            _connector="OR",
                        ),
                        name="ledger_case_state_is_true",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyTie",
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
                    "relation",
                    models.CharField(
                        choices=[("spouse", "配偶"), ("parent", "父母")], max_length=6, verbose_name="关系"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("agreed_at", models.DateTimeField(null=True, verbose_name="同意时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ties_to",
                        to="registry.volunteer",
                        verbose_name="志愿者",
                    ),
                ),
                (
                    "relative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ties_from",
                        to="registry.volunteer",
                        verbose_name="家人",
                    ),
                ),
            ],
            options={
                "verbose_name": "家人关系",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("relative")), _negated=True),
                        name="family_tie_of_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("giver", "relative"),
                        name="one_live_family_tie",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("relation", "spouse")),
                        fields=("giver",),
                        name="one_spouse_at_a_time",
                    ),
                ],
            },
        ),
        append_only("honour_ledgertransfer"),
        append_only("honour_ledgerline"),
        migrations.RunSQL(_GUARDS, _GONE),
    ]
