"""Hashes of tokens: the definition."""

from __future__ import annotations


def hash_by_definition(text):
    """Value of the polynomial with the code points as coefficients, and base^length, modulo 2^64."""
    base = 1_000_003
    value = sum(ord(letter) * base**power for power, letter in enumerate(reversed(text)))
    return value % 2**64, base ** len(text) % 2**64
