"""Signed certificates, batches, the register."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0007_parts")]

    operations = []
