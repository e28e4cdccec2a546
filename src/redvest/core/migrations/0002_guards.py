"""The audit trail is append-only; rate counters need no crash safety."""

from django.db import migrations

from redvest.core.db.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        append_only("core_auditline"),
        migrations.RunSQL(
            "ALTER TABLE core_throttlecount SET UNLOGGED", "ALTER TABLE core_throttlecount SET LOGGED"
        ),
    ]
