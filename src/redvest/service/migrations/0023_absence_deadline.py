from django.db import migrations, models

# As the rule has it where nobody set it: what waits already is answered in time from now on as well.
_DEADLINES = "UPDATE service_absenceappeal SET answer_by = asked_at + interval '7 days'"


class Migration(migrations.Migration):
    dependencies = [
        ("service", "0022_opening_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="absenceappeal",
            name="answer_by",
            field=models.DateTimeField(null=True, verbose_name="答复期限"),
        ),
        migrations.AddField(
            model_name="absenceappeal",
            name="escalated_at",
            field=models.DateTimeField(null=True, verbose_name="转上级时间"),
        ),
        migrations.RunSQL(_DEADLINES, migrations.RunSQL.noop),
    ]
