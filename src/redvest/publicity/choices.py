"""State names of publicity, each with its Chinese words."""
