"""People are found by neighbouring syllables of their name too, as new records are (``rules/search_terms.joined``)."""

from __future__ import annotations

from django.db import migrations

_JOIN = """
UPDATE registry_volunteer AS v SET search = v.search || ARRAY(
  SELECT DISTINCT array_to_string(p.parts[i:j], '')
  FROM (SELECT (string_to_array(v.pinyin, ' '))[1:6] AS parts) AS p,
    generate_series(1, cardinality(p.parts)) AS i, generate_series(i + 1, cardinality(p.parts)) AS j
  WHERE j - i + 1 < cardinality(p.parts))
WHERE v.pinyin LIKE '% % %'
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_held_once")]

    operations = [migrations.RunSQL(_JOIN, migrations.RunSQL.noop)]
