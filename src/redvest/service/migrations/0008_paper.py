"""Signed certificates, batches, the register."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redvest.core.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_serial"),
        ("service", "0007_parts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateBatch",
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
                ("title", models.CharField(blank=True, max_length=60, verbose_name="名称")),
                ("starts_on", models.DateField(null=True, verbose_name="服务期间自")),
                ("ends_on", models.DateField(null=True, verbose_name="服务期间至")),
                ("asked_at", models.DateTimeField(verbose_name="提交时间")),
                ("site_address", models.CharField(blank=True, max_length=200, verbose_name="网站地址")),
                ("moved_at", models.DateTimeField(verbose_name="最近进展")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
            ],
            options={
                "verbose_name": "批量开具",
            },
        ),
        migrations.CreateModel(
            name="CertificateBatchItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False, verbose_name="编号")),
                ("refused", models.CharField(blank=True, max_length=40, verbose_name="不能开的原因代码")),
                ("done_at", models.DateTimeField(null=True, verbose_name="处理时间")),
            ],
            options={
                "verbose_name": "批量开具明细",
            },
        ),
        migrations.CreateModel(
            name="CertificateObjection",
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
                ("text", models.CharField(max_length=400, verbose_name="异议")),
                ("raised_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待处理"), ("upheld", "异议成立"), ("dismissed", "异议不成立")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="处理意见")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="处理时间")),
            ],
            options={
                "verbose_name": "证明异议",
            },
        ),
        migrations.AddField(
            model_name="certificate",
            name="leaves_shown",
            field=models.BooleanField(default=False, verbose_name="印有全部日志序号"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="public_until",
            field=models.DateField(null=True, verbose_name="公示至"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["body", "-issued_at"], name="certificates_of_body"),
        ),
        migrations.AddField(
            model_name="certificatebatch",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="certificatebatch",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.body",
                verbose_name="记录单位",
            ),
        ),
        migrations.AddField(
            model_name="certificatebatchitem",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="service.certificatebatch",
                verbose_name="批次",
            ),
        ),
        migrations.AddField(
            model_name="certificatebatchitem",
            name="certificate",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="service.certificate",
                verbose_name="证明",
            ),
        ),
        migrations.AddField(
            model_name="certificatebatchitem",
            name="volunteer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.volunteer",
                verbose_name="志愿者",
            ),
        ),
        migrations.AddField(
            model_name="certificateobjection",
            name="answered_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="处理人",
            ),
        ),
        migrations.AddField(
            model_name="certificateobjection",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="service.certificate",
                verbose_name="证明",
            ),
        ),
        migrations.AddField(
            model_name="certificateobjection",
            name="raised_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="提出人",
            ),
        ),
        migrations.AddIndex(
            model_name="certificatebatch",
            index=models.Index(fields=["body", "-asked_at"], name="batches_of_body"),
        ),
        migrations.AddIndex(
            model_name="certificatebatchitem",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["batch", "id"],
                name="batch_items_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatebatchitem",
            constraint=models.UniqueConstraint(fields=("batch", "volunteer"), name="person_once_per_batch"),
        ),
        migrations.AddConstraint(
            model_name="certificatebatchitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("certificate__isnull", True), ("refused", ""), _connector="OR"),
                name="batch_item_issued_or_refused",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificateobjection",
            constraint=models.UniqueConstraint(
                fields=("certificate", "raised_by"), name="one_objection_per_member"
            ),
        ),
    ]
