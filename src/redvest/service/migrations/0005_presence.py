"""Presence: devices, codes, places."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0004_log")]

    operations = []
