"""The product's own settings, read in test mode; nothing else differs."""

import gc
import os

os.environ["REDVEST_MODE"] = "test"
os.environ["REDVEST_CITY"] = "360500"

from redvest.config.settings import *  # noqa: F403

gc.disable()  # until all is imported and collected (conftest.py): nothing of that is garbage
