"""Second factors of staff, and their recovery codes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_governance")]

    operations = [
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, verbose_name="摘要")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                ("used_at", models.DateTimeField(null=True, verbose_name="使用时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "备用码",
                "constraints": [
                    models.UniqueConstraint(fields=("account", "digest"), name="one_recovery_code_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
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
                    "kind",
                    models.CharField(
                        choices=[("app", "验证器应用"), ("passkey", "通行密钥")],
                        max_length=8,
                        verbose_name="种类",
                    ),
                ),
                ("label", models.CharField(max_length=40, verbose_name="名称")),
                ("secret_sealed", models.BinaryField(null=True, verbose_name="密钥（加密）")),
                ("last_step", models.BigIntegerField(default=0, verbose_name="用过的最后一步")),
                ("credential_id", models.BinaryField(null=True, verbose_name="凭据编号")),
                ("credential", models.BinaryField(null=True, verbose_name="公钥")),
                ("sign_count", models.BigIntegerField(default=0, verbose_name="签名次数")),
                ("created_at", models.DateTimeField(verbose_name="添加时间")),
                ("used_at", models.DateTimeField(null=True, verbose_name="上次使用")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_factors",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "第二重验证",
                "constraints": [
                    models.UniqueConstraint(fields=("credential_id",), name="one_passkey_per_credential"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("credential__isnull", True),
                                ("kind", "app"),
                                ("secret_sealed__isnull", False),
                            ),
                            models.Q(
                                ("credential__isnull", False),
                                ("kind", "passkey"),
                                ("secret_sealed__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="factor_of_its_kind",
                    ),
                ],
            },
        ),
    ]
