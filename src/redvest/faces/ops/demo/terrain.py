"""What the demo stands on and does not make up: regions and domains from the database, outlines from the data files."""

from __future__ import annotations

import json
from importlib import resources

from redvest.faces.ops.demo.outline import Ring
from redvest.faces.ops.demo.size import Figures
from redvest.registry.models import Region, ServiceDomain


def regions_of(city: str) -> list[tuple[str, str, str, str]]:
    """Code, name, level and path of every region of a city."""
    return list(Region.objects.filter(city=city).values_list("code", "name", "level", "path"))


def domain_keys(scheme: str) -> dict[str, str]:
    """The key of each service domain of a scheme, by name."""
    return dict(ServiceDomain.objects.filter(scheme=scheme).values_list("name", "key"))


def rings_of(figures: Figures) -> dict[str, Ring]:
    """The outer ring of the city and of each district, by code."""
    file = resources.files("redvest.registry") / "data" / f"{figures.key}.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["code"]: [(lon, lat) for lon, lat in feature["geometry"]["coordinates"][0]]
        for feature in features
    }
