"""One name at one partner; what was offered twice before is told apart by a number."""

from django.conf import settings
from django.db import migrations, models

_APART = """
UPDATE {table} AS offer SET title = left(offer.title, 36) || '（' || twin.place || '）'
FROM (
    SELECT id, row_number() OVER (PARTITION BY partner_id, title ORDER BY created_at, id) AS place
    FROM {table} WHERE state <> 'ended'
) AS twin
WHERE twin.id = offer.id AND twin.place > 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ("honour", "0007_publicity_rounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.RunSQL(_APART.format(table=table), migrations.RunSQL.noop)
            for table in ("honour_redeemitem", "honour_perk")
        ),
        migrations.AddConstraint(
            model_name="perk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True),
                fields=("partner", "title"),
                name="one_perk_per_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="redeemitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ended"), _negated=True),
                fields=("partner", "title"),
                name="one_redeem_item_per_title",
            ),
        ),
    ]
