"""Redvest (红马甲): the open volunteer-service platform of a whole city."""

__version__ = "0.1.0"
