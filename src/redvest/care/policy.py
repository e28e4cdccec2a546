"""Who may do what with needs, pairings and crises, where in the tree."""

from __future__ import annotations
