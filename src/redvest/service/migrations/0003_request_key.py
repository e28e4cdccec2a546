"""A request's key makes one sign-up of a person, whatever became of it since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0002_guards")]

    operations = [
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                fields=["volunteer", "request_key"],
                condition=~models.Q(request_key=""),
                name="one_signup_per_request",
            ),
        ),
    ]
