"""What two sets of values share: the definitions, with dictionaries and all pairs."""

from __future__ import annotations

from tests.oracles.edit_distance import osa_by_definition


def rarest_by_definition(left, right, bits):
    """Level and rarity of two lists of codes, of which -1 is a value that was not understood."""
    known = {code for code in left if code >= 0}, {code for code in right if code >= 0}
    if not (known[0] and known[1]):
        return -1, 0.0
    shared = known[0] & known[1]
    return (1, max(bits[code] for code in shared)) if shared else (0, 0.0)


def document_pair_by_definition(left, right):
    """Level of two documents, each (kind, number)."""
    if left == right:
        return 3
    if left[1] == right[1]:
        return 2
    if left[0] != right[0]:
        return -1
    long = min(len(left[1]), len(right[1])) >= 6
    return int(long and osa_by_definition(left[1], right[1]) <= 1)


def documents_by_definition(left, right):
    """The best level over all pairs of documents; -1 where nothing can be compared."""
    return max((document_pair_by_definition(a, b) for a in left for b in right), default=-1)
