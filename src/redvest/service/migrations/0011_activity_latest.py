"""The desk's list of activities, the latest first, without sorting a whole city's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0010_integrity")]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["city", "-starts_at", "-id"], name="activity_latest"),
        ),
    ]
