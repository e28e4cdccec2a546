"""What looks odd, and why: one pure function a topic. ``queries/integrity`` feeds them, a person decides."""
