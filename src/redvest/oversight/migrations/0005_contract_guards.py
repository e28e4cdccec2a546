"""What the database itself holds of contracts (ADR 21): the counts, and the triggers that no writer gets around.

``oversight_delivered`` and ``oversight_earned_fen`` are the only definitions of what is delivered and what may be paid:
pages, actions and triggers all ask them. A trigger that compares sums first writes the row above them without changing
it: who comes at the same moment waits, and sees the sums as they are then.
"""

from django.db import migrations

_COUNTS = """
CREATE FUNCTION oversight_delivered(wanted uuid) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    terms record;
    found bigint;
BEGIN
    SELECT deliverable.kind, contract.supplier_id, contract.starts_on, contract.ends_on INTO terms
    FROM oversight_deliverable AS deliverable
    JOIN oversight_milestone AS milestone ON milestone.id = deliverable.milestone_id
    JOIN oversight_contract AS contract ON contract.id = milestone.contract_id
    WHERE deliverable.id = wanted;
    IF terms.kind = 'document' THEN
        SELECT count(*) INTO found FROM oversight_contractpaper WHERE deliverable_id = wanted;
        RETURN found;
    END IF;
    -- Of each linked activity what the supplier recorded in the time of the contract, better than grade D, voids included.
    WITH served AS (
        SELECT link.activity_id, sum(entry.minutes) AS minutes
        FROM oversight_deliverableactivity AS link
        JOIN service_hoursentry AS entry ON entry.activity_id = link.activity_id
        WHERE link.deliverable_id = wanted AND entry.body_id = terms.supplier_id AND entry.grade IN ('A', 'B', 'C')
            AND entry.service_on BETWEEN terms.starts_on AND terms.ends_on
        GROUP BY link.activity_id
        HAVING sum(entry.minutes) > 0
    )
    SELECT CASE terms.kind
        WHEN 'hours' THEN (SELECT floor(sum(minutes) / 60) FROM served)
        WHEN 'activities' THEN (SELECT count(*) FROM served)
        WHEN 'people' THEN (
            SELECT sum(counted.people) FROM service_audiencecount AS counted JOIN served USING (activity_id)
        )
    END INTO found;
    RETURN coalesce(found, 0);
END $$;

CREATE FUNCTION oversight_accepted(wanted uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(amount), 0)::bigint FROM oversight_acceptance
    WHERE deliverable_id = wanted AND taken_back_at IS NULL
$$;

-- The deliverable that is least fulfilled decides; without deliverables nothing is earned. ``live``: never more than the
-- ledger still has today.
CREATE FUNCTION oversight_earned_fen(wanted uuid, live boolean) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(min(div(
        milestone.amount_fen::numeric * least(
            deliverable.target, oversight_accepted(deliverable.id),
            CASE WHEN live THEN oversight_delivered(deliverable.id) END
        ), deliverable.target
    )), 0)::bigint
    FROM oversight_milestone AS milestone JOIN oversight_deliverable AS deliverable
        ON deliverable.milestone_id = milestone.id
    WHERE milestone.id = wanted
$$;

CREATE FUNCTION oversight_held_fen(wanted uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(amount_fen - recovered_fen), 0)::bigint FROM oversight_paymentrequest
    WHERE milestone_id = wanted AND state IN ('approved', 'paid')
$$;

CREATE FUNCTION oversight_refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by %', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;
"""

_PAYMENTS = """
-- A request is asked, then approved, then paid; or refused, also when it was approved; or withdrawn.
CREATE FUNCTION oversight_guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' THEN PERFORM oversight_refuse('payment_stays'); END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state IN ('approved', 'paid') THEN PERFORM oversight_refuse('payment_stays'); END IF;
        RETURN OLD;
    END IF;
    IF (OLD.milestone_id, OLD.amount_fen, OLD.asked_by_id) IS DISTINCT FROM
        (NEW.milestone_id, NEW.amount_fen, NEW.asked_by_id)
        OR OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
            ('asked', 'approved'), ('asked', 'refused'), ('asked', 'withdrawn'), ('approved', 'paid'), ('approved', 'refused')
        )
        OR NEW.state = 'paid' AND OLD.decided_by_id <> NEW.decided_by_id THEN
        PERFORM oversight_refuse('payment_stays');
    END IF;
    IF NEW.state IN ('approved', 'paid') AND (OLD.state <> NEW.state OR OLD.recovered_fen > NEW.recovered_fen) THEN
        UPDATE oversight_milestone SET name = name WHERE id = NEW.milestone_id;
        PERFORM oversight_check_payment(NEW, OLD.state = 'approved' AND NEW.state = 'paid');
    END IF;
    RETURN NEW;
END $$;

-- The table does not have the row as it will be: sums are of the others. What is only approved does not stand in the way
-- of paying what was approved before it (``paying``).
CREATE FUNCTION oversight_check_payment(asked oversight_paymentrequest, paying boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    others bigint;
BEGIN
    IF EXISTS (
        SELECT FROM oversight_milestone AS milestone
        JOIN oversight_contract AS contract ON contract.id = milestone.contract_id
        WHERE milestone.id = asked.milestone_id AND contract.state NOT IN ('running', 'ended')
    ) THEN PERFORM oversight_refuse('payment_of_a_contract_in_force'); END IF;
    IF NOT paying AND EXISTS (
        SELECT FROM oversight_acceptance AS acceptance
        JOIN oversight_deliverable AS deliverable ON deliverable.id = acceptance.deliverable_id
        WHERE deliverable.milestone_id = asked.milestone_id AND acceptance.accepted_by_id = asked.decided_by_id
            AND acceptance.taken_back_at IS NULL
    ) THEN PERFORM oversight_refuse('payment_not_approved_by_who_accepted'); END IF;
    SELECT coalesce(sum(amount_fen - recovered_fen), 0) INTO others FROM oversight_paymentrequest
    WHERE milestone_id = asked.milestone_id AND id <> asked.id
        AND (state = 'paid' OR (state = 'approved' AND NOT paying));
    IF others + asked.amount_fen - asked.recovered_fen > oversight_earned_fen(asked.milestone_id, true) THEN
        PERFORM oversight_refuse('payment_within_accepted');
    END IF;
    -- Where a milestone of the same contract was paid more than its records still bear, that comes back first.
    IF EXISTS (
        SELECT FROM oversight_milestone AS milestone JOIN oversight_milestone AS own
            ON own.contract_id = milestone.contract_id AND own.id = asked.milestone_id
        WHERE milestone.id <> own.id AND oversight_paid_fen(milestone.id) > oversight_earned_fen(milestone.id, true)
    ) THEN PERFORM oversight_refuse('payment_after_recovery'); END IF;
END $$;

CREATE FUNCTION oversight_paid_fen(wanted uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(amount_fen - recovered_fen), 0)::bigint FROM oversight_paymentrequest
    WHERE milestone_id = wanted AND state = 'paid'
$$;

CREATE TRIGGER oversight_payment_guarded BEFORE INSERT OR UPDATE OR DELETE ON oversight_paymentrequest
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_payment();
"""

_EVIDENCE = """
CREATE FUNCTION oversight_guard_acceptance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    milestone uuid;
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM oversight_refuse('acceptance_stays'); END IF;
    SELECT milestone_id INTO milestone FROM oversight_deliverable WHERE id = NEW.deliverable_id;
    UPDATE oversight_milestone SET name = name WHERE id = milestone;
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT FROM oversight_milestone AS own JOIN oversight_contract AS contract ON contract.id = own.contract_id
            WHERE own.id = milestone AND contract.state = 'running'
        ) THEN PERFORM oversight_refuse('acceptance_of_a_running_contract'); END IF;
        IF oversight_accepted(NEW.deliverable_id) > oversight_delivered(NEW.deliverable_id) THEN
            PERFORM oversight_refuse('accepted_within_delivered');
        END IF;
    ELSIF OLD.taken_back_at IS NOT NULL OR NEW.taken_back_at IS NULL OR
        (OLD.deliverable_id, OLD.amount, OLD.accepted_by_id) IS DISTINCT FROM
        (NEW.deliverable_id, NEW.amount, NEW.accepted_by_id) THEN
        PERFORM oversight_refuse('acceptance_stays');
    ELSIF oversight_held_fen(milestone) > oversight_earned_fen(milestone, false) THEN
        PERFORM oversight_refuse('acceptance_is_paid');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER oversight_acceptance_guarded AFTER INSERT OR UPDATE OR DELETE ON oversight_acceptance
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_acceptance();

-- What is accepted stays behind its deliverable; the kind of a link is that of its deliverable.
CREATE FUNCTION oversight_guard_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_of record;
BEGIN
    IF TG_OP = 'DELETE' THEN row_of := OLD; ELSE row_of := NEW; END IF;
    IF TG_OP = 'UPDATE' THEN PERFORM oversight_refuse('record_stays'); END IF;
    UPDATE oversight_milestone SET name = name
    WHERE id = (SELECT milestone_id FROM oversight_deliverable WHERE id = row_of.deliverable_id);
    IF TG_OP = 'DELETE' AND
        oversight_accepted(OLD.deliverable_id) > oversight_delivered(OLD.deliverable_id) THEN
        PERFORM oversight_refuse('record_is_accepted');
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION oversight_set_link_kind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT kind INTO NEW.kind FROM oversight_deliverable WHERE id = NEW.deliverable_id;
    RETURN NEW;
END $$;
CREATE TRIGGER oversight_link_kind BEFORE INSERT ON oversight_deliverableactivity
    FOR EACH ROW EXECUTE FUNCTION oversight_set_link_kind();
CREATE TRIGGER oversight_link_guarded AFTER INSERT OR UPDATE OR DELETE ON oversight_deliverableactivity
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_record();
CREATE TRIGGER oversight_paper_guarded AFTER INSERT OR UPDATE OR DELETE ON oversight_contractpaper
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_record();
"""

_TERMS = """
CREATE FUNCTION oversight_guard_milestone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_of record;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NULL; END IF;
    IF TG_OP = 'DELETE' THEN row_of := OLD; ELSE row_of := NEW; END IF;
    IF TG_OP = 'UPDATE' AND OLD.contract_id <> NEW.contract_id THEN PERFORM oversight_refuse('terms_stand'); END IF;
    UPDATE oversight_contract SET number = number WHERE id = row_of.contract_id;
    IF NOT EXISTS (SELECT FROM oversight_contract WHERE id = row_of.contract_id AND state = 'draft') THEN
        PERFORM oversight_refuse('terms_stand');
    END IF;
    IF (SELECT sum(amount_fen) FROM oversight_milestone WHERE contract_id = row_of.contract_id) >
        (SELECT amount_fen FROM oversight_contract WHERE id = row_of.contract_id) THEN
        PERFORM oversight_refuse('milestones_within_contract');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER oversight_milestone_guarded AFTER INSERT OR UPDATE OR DELETE ON oversight_milestone
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_milestone();

CREATE FUNCTION oversight_guard_deliverable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_of record;
    contract uuid;
BEGIN
    IF TG_OP = 'DELETE' THEN row_of := OLD; ELSE row_of := NEW; END IF;
    IF TG_OP = 'UPDATE' AND OLD.milestone_id <> NEW.milestone_id THEN PERFORM oversight_refuse('terms_stand'); END IF;
    SELECT contract_id INTO contract FROM oversight_milestone WHERE id = row_of.milestone_id;
    UPDATE oversight_contract SET number = number WHERE id = contract;
    IF NOT EXISTS (SELECT FROM oversight_contract WHERE id = contract AND state = 'draft') THEN
        PERFORM oversight_refuse('terms_stand');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER oversight_deliverable_guarded AFTER INSERT OR UPDATE OR DELETE ON oversight_deliverable
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_deliverable();

CREATE FUNCTION oversight_guard_contract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN PERFORM oversight_refuse('terms_stand'); END IF;
        RETURN NULL;
    END IF;
    IF OLD.state <> 'draft' AND (NEW.state = 'draft' OR
        (OLD.number, OLD.plan_id, OLD.region_id, OLD.supplier_id, OLD.bid_id, OLD.amount_fen, OLD.starts_on, OLD.ends_on)
        IS DISTINCT FROM
        (NEW.number, NEW.plan_id, NEW.region_id, NEW.supplier_id, NEW.bid_id, NEW.amount_fen, NEW.starts_on, NEW.ends_on))
        THEN PERFORM oversight_refuse('terms_stand'); END IF;
    IF OLD.state IN ('closed', 'ended') AND NEW.state = 'running' THEN PERFORM oversight_refuse('terms_stand'); END IF;
    IF NEW.amount_fen < OLD.amount_fen
        AND (SELECT sum(amount_fen) FROM oversight_milestone WHERE contract_id = NEW.id) > NEW.amount_fen THEN
        PERFORM oversight_refuse('milestones_within_contract');
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'running' THEN
        UPDATE oversight_projectplan SET state = state WHERE id = NEW.plan_id;
        IF (SELECT sum(amount_fen) FROM oversight_contract WHERE plan_id = NEW.plan_id AND state <> 'draft') >
            (SELECT budget_fen FROM oversight_projectplan WHERE id = NEW.plan_id) THEN
            PERFORM oversight_refuse('contracts_within_budget');
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER oversight_contract_guarded AFTER INSERT OR UPDATE ON oversight_contract
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_contract();
"""

_GONE = """
DROP TRIGGER oversight_payment_guarded ON oversight_paymentrequest;
DROP TRIGGER oversight_acceptance_guarded ON oversight_acceptance;
DROP TRIGGER oversight_link_kind ON oversight_deliverableactivity;
DROP TRIGGER oversight_link_guarded ON oversight_deliverableactivity;
DROP TRIGGER oversight_paper_guarded ON oversight_contractpaper;
DROP TRIGGER oversight_milestone_guarded ON oversight_milestone;
DROP TRIGGER oversight_deliverable_guarded ON oversight_deliverable;
DROP TRIGGER oversight_contract_guarded ON oversight_contract;
DROP FUNCTION oversight_guard_payment, oversight_check_payment, oversight_guard_acceptance, oversight_guard_record,
    oversight_set_link_kind, oversight_guard_milestone, oversight_guard_deliverable, oversight_guard_contract,
    oversight_paid_fen, oversight_held_fen, oversight_earned_fen, oversight_accepted, oversight_delivered, oversight_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0004_contract"), ("service", "0023_absence_deadline")]

    operations = [migrations.RunSQL("".join((_COUNTS, _PAYMENTS, _EVIDENCE, _TERMS)), _GONE)]
