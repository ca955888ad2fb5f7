"""Blocking keys as plain values: what a record is found under, spelled out."""

from __future__ import annotations

from itertools import combinations


def name_keys_by_definition(records, size):
    """All (record, key); a record is a list of (is_weak, tokens), a token (form, is_usable).

    A key is the sorted forms of ``size`` parts that may make one, or of all parts where size is 0.
    """
    found = []
    for record, names in enumerate(records):
        for is_weak, tokens in names:
            if is_weak:
                continue
            if size == 0:
                choices = [tokens] if len(tokens) >= 2 else []
            else:
                choices = combinations([token for token in tokens if token[1]], size)
            found += [(record, tuple(sorted(form for form, _ in choice))) for choice in choices]
    return found


def year_keys_by_definition(records, apart, widest):
    """All (record, year); a record is a list of (first, last), first being 0 where unread."""
    return [
        (record, year)
        for record, intervals in enumerate(records)
        for first, last in intervals
        if first and last - first <= widest
        for year in range(first, last + apart + 1)
    ]


def mixed_by_definition(value):
    """SplitMix64 of a number, in whole numbers."""
    value = (value + 0x9E3779B97F4A7C15) % 2**64
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
    return value ^ value >> 31


def sampled_by_definition(pairs, hashes, seed, share):
    """The pairs whose number, drawn from the hashes of both and the seed, lies below the share."""
    drawn = [mixed_by_definition((hashes[i] + hashes[j] + seed) % 2**64) for i, j in pairs]
    return [pair for pair, number in zip(pairs, drawn, strict=True) if (number >> 11) / 2**53 < share]
