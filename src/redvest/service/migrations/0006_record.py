"""Recording in time, back-fill, error reports."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0005_presence")]

    operations = []
