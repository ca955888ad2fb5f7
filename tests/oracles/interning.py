"""Distinct values as a dictionary finds them."""

from __future__ import annotations


def codes_by_definition(values):
    """Code of each value in the order of first appearance, and where each code appears first."""
    known = {}
    for place, value in enumerate(values):
        known.setdefault(value, (len(known), place))
    return [known[value][0] for value in values], [place for _, place in known.values()]
