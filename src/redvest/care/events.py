"""What happened here, for whoever listens (config/wiring.py)."""

from __future__ import annotations
