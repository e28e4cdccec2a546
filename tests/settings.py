"""The product's own settings, read in test mode; nothing else differs."""

import os

os.environ["REDVEST_MODE"] = "test"
os.environ["REDVEST_CITY"] = "360500"

from redvest.config.settings import *  # noqa: F403
