"""Credentials and their status list."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0008_paper")]

    operations = []
