"""What the radar looks at: a window of the ledger laid out once, then one statement a rule."""
