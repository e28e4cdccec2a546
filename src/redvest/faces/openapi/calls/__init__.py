"""The calls by topic: each reads a request, asks one query or action, and answers. No rule of the domain lives here."""
