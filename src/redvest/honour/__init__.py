"""Thanks that can be checked: stars, points and time bank in double entry, awards, contests."""
