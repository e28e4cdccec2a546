from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_messages")]

    operations = [
        migrations.AddField(
            "profile",
            "personal_order",
            models.BooleanField("按我的情况排推荐", db_default=True, default=True),
        ),
    ]
