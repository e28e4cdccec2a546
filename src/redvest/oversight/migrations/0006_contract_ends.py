"""What is over gives back what it does not need, and nothing is asked for of a contract that is settled meanwhile.

A contract that ended early binds of the budget what was accepted of it or is held by payments, a settled one what was
paid: the rest is free for whoever takes over.
"""

from django.db import migrations

_BOUND = """
CREATE FUNCTION oversight_bound_fen(wanted uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE contract.state
        WHEN 'ended' THEN (
            SELECT coalesce(sum(greatest(oversight_earned_fen(id, false), oversight_held_fen(id))), 0)
            FROM oversight_milestone WHERE contract_id = contract.id
        )
        WHEN 'closed' THEN (
            SELECT coalesce(sum(oversight_held_fen(id)), 0) FROM oversight_milestone WHERE contract_id = contract.id
        )
        ELSE contract.amount_fen
    END::bigint
    FROM oversight_contract AS contract WHERE contract.id = wanted
$$;
"""

_PAYMENT = """
CREATE OR REPLACE FUNCTION oversight_guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'asked' THEN PERFORM oversight_refuse('payment_stays'); END IF;
        -- Behind whoever settles the contract at the same moment.
        UPDATE oversight_milestone SET name = name WHERE id = NEW.milestone_id;
        IF NOT EXISTS (
            SELECT FROM oversight_milestone AS milestone
            JOIN oversight_contract AS contract ON contract.id = milestone.contract_id
            WHERE milestone.id = NEW.milestone_id AND contract.state IN ('running', 'ended')
        ) THEN PERFORM oversight_refuse('payment_of_a_contract_in_force'); END IF;
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
"""

_PAYMENT_BEFORE = """
CREATE OR REPLACE FUNCTION oversight_guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

_CONTRACT = """
CREATE OR REPLACE FUNCTION oversight_guard_contract() RETURNS trigger LANGUAGE plpgsql AS $$
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
        IF (SELECT sum(oversight_bound_fen(id)) FROM oversight_contract WHERE plan_id = NEW.plan_id AND state <> 'draft') >
            (SELECT budget_fen FROM oversight_projectplan WHERE id = NEW.plan_id) THEN
            PERFORM oversight_refuse('contracts_within_budget');
        END IF;
    END IF;
    RETURN NULL;
END $$;
"""

_CONTRACT_BEFORE = """
CREATE OR REPLACE FUNCTION oversight_guard_contract() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0005_contract_guards")]

    operations = [
        migrations.RunSQL(
            _BOUND + _PAYMENT + _CONTRACT,
            _PAYMENT_BEFORE + _CONTRACT_BEFORE + "DROP FUNCTION oversight_bound_fen;",
        )
    ]
