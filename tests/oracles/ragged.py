"""Ragged arrays as lists of lists."""

from __future__ import annotations


def expanded_by_definition(rows, made):
    """For each row the (value, position) that its codes become."""
    return [[(value, k) for k, code in enumerate(row) for value in made[code]] for row in rows]


def counts_by_definition(rows, size):
    """For each code how many rows hold it."""
    return [sum(code in row for row in rows) for code in range(size)]


def compared_by_definition(names, left_out, second_best):
    """The units of each name that are compared."""
    return [
        [unit for unit in name if unit not in left_out] or [unit for unit in name if unit in second_best]
        for name in names
    ]


def largest_by_definition(rows, values):
    """The largest value of each row's codes, at least 0; negative codes stand for nothing."""
    return [max([0.0, *(values[code] for code in row if code >= 0)]) for row in rows]
