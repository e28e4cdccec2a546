"""Needs and who meets them: intake, dispatch with a clock, matching, pairings, crisis."""
