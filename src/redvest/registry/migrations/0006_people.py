"""Filled by its part of the registry."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_second_factor")]

    operations = []
