"""Who is proposed for which need: candidates, the cheapest choice, its reasons, and whom to ask when. Pure."""
