"""What happened in publicity: frozen dataclasses."""
