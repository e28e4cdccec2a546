"""Which kind of service a need is of while nobody knows: who asks for help need not know a classification. Pure.

The general one of each scheme; whoever reviews the need puts it right.
"""

from __future__ import annotations

from redvest.registry.choices import DomainScheme

_GENERAL = {
    DomainScheme.XINYU: "xinyu:02",
    DomainScheme.NATIONAL: "national:01",
    DomainScheme.HENAN: "henan:13",
}


def general_domain(scheme: DomainScheme) -> str:
    """邻里守望, 社区服务, 社区志愿服务: helping the neighbours."""
    return _GENERAL[scheme]
