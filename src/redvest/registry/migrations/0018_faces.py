import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0017_joined_pinyin"),
    ]

    operations = [
        migrations.AddField(
            model_name="stationneed",
            name="call",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="need",
                to="registry.helpcall",
                verbose_name="来自哪条求助",
            ),
        ),
        migrations.AlterField(
            model_name="helpcall",
            name="kind",
            field=models.CharField(
                choices=[
                    ("unwell", "身体不舒服"),
                    ("home", "家里有事要帮忙"),
                    ("way", "找人、问路、办事"),
                    ("company", "想有人陪陪"),
                    ("check-in", "签到没有记上"),
                    ("other", "别的事"),
                ],
                max_length=10,
                verbose_name="要帮什么",
            ),
        ),
    ]
