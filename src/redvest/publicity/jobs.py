"""Entry points of the worker: load by id, call one action."""
