"""Training, awards, evaluation, agreements, insurance."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("service", "0006_record")]

    operations = []
