"""Who serves on which shift (排班): a flow first, a constraint solver for what a flow cannot say. Pure (ADR 16)."""
