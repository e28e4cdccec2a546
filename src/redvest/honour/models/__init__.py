"""Tables of the honour context."""
