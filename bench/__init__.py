"""The scenarios behind ``redvest bench``: each measures a ratio inside one run, beside a floor of its own."""
