"""Volunteer numbers are made from a sequence, so that no two people ever share one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE registry_volunteer_serial", "DROP SEQUENCE registry_volunteer_serial"
        ),
    ]
