"""The ledger is append-only, and waiting lists are ordered by a sequence."""

from django.db import migrations

from redvest.core.db.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("service", "0001_initial"), ("core", "0002_guards")]

    operations = [
        append_only("service_hoursentry"),
        migrations.RunSQL(
            "CREATE SEQUENCE service_signup_queue CACHE 1", "DROP SEQUENCE service_signup_queue"
        ),
        migrations.RunSQL("CREATE SEQUENCE service_project_serial", "DROP SEQUENCE service_project_serial"),
    ]
