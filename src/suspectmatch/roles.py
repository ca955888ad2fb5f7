"""The roles that a record can have, and which of them are protected. Light to import."""

from __future__ import annotations

ROLES = (
    "wanted",
    "listed",
    "suspect",
    "charged",
    "convicted",
    "detained",
    "associate",
    "person_of_interest",
    "witness",
    "victim",
    "missing",
    "deceased_unidentified",
    "misused_identity",
    "unknown",
)
"""What a record says of the person's standing. ``unknown`` is not ``suspect``."""

PROTECTED_ROLES = ("witness", "victim", "missing", "deceased_unidentified", "misused_identity")
"""Roles that never enter clusters unless the caller asks for them by name."""

DEFAULT_ROLES = tuple(role for role in ROLES if role not in PROTECTED_ROLES)
"""Roles that are linked when the caller does not say otherwise."""
