"""The coarser forms of a token, by the regular expressions that define them."""

from __future__ import annotations

from suspectmatch.names.scripts import skeleton, sound


def forms_by_definition(token):
    """Sound and skeleton."""
    return sound(token), skeleton(token)
