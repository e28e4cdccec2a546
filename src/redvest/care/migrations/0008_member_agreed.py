"""A membership that nobody agreed to has neither a past nor pairings, whoever writes (ADR 25).

A check sees one row alone, so that the pairing's side is a trigger: it looks at the member when a pairing names one.
"""

from django.db import migrations, models

# What stands of an unanswered question that a branch ended: it should never have become somebody's past.
_FORGET = """
DELETE FROM care_partymember AS member WHERE agreed_at IS NULL AND left_on IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM care_pairing WHERE member_id = member.id);
SET CONSTRAINTS ALL IMMEDIATE;
"""

_AGREED = """
CREATE FUNCTION care_paired_member_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.member_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM care_partymember WHERE id = NEW.member_id AND agreed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a pairing of a member who has not agreed to be one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paired_member_agreed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER paired_member_agreed AFTER INSERT OR UPDATE OF member_id ON care_pairing
    FOR EACH ROW EXECUTE FUNCTION care_paired_member_agreed();

-- A yes is not unsaid: who wants out leaves, and their pairings end.
CREATE FUNCTION care_member_agreed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.agreed_at IS NOT NULL AND NEW.agreed_at IS NULL THEN
        RAISE EXCEPTION 'a member who agreed is asked again'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_agreed_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER member_agreed_once AFTER UPDATE OF agreed_at ON care_partymember
    FOR EACH ROW EXECUTE FUNCTION care_member_agreed_once();
"""
_WHOEVER = """
DROP TRIGGER member_agreed_once ON care_partymember;
DROP TRIGGER paired_member_agreed ON care_pairing;
DROP FUNCTION care_member_agreed_once, care_paired_member_agreed;
"""


class Migration(migrations.Migration):
    dependencies = [("care", "0007_crisis_after")]

    operations = [
        migrations.RunSQL(_FORGET, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="partymember",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_on__isnull", True), ("agreed_at__isnull", False), _connector="OR"),
                name="only_who_agreed_leaves",
            ),
        ),
        migrations.RunSQL(_AGREED, _WHOEVER),
    ]
