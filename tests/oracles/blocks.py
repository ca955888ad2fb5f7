"""Blocks divided by a further key, as lists of lists."""

from __future__ import annotations


def split_by_definition(blocks, which, keys_of):
    """(number of the block, further key): members, for all that two or more share."""
    made = {}
    for number, (members, is_split) in enumerate(zip(blocks, which, strict=True)):
        if is_split:
            for member in members:
                for key in keys_of[member]:
                    made.setdefault((number, key), []).append(member)
    return {name: members for name, members in made.items() if len(members) > 1}
