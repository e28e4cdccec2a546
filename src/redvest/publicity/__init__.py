"""Telling the city: articles and columns, public-service ads and brand, the places where they stand, and the channels."""
