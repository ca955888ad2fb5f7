"""How rare a token is: shipped reference frequencies blended with the user's own data.

A small file cannot say how common a name is in the world, and a reference cannot say how common it
is in this file. The two are blended as a prior worth `PRIOR_RECORDS` records (a Dirichlet prior; the
term-frequency adjustment of Newcombe 1959 and Winkler 1988 with a reference list, as Zhagorina et
al. 2018 recommend).
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.normalising.columns import gather
from suspectmatch.normalising.scripts import skeleton, sound

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.kernels.tokens import TokenArrays

PRIOR_RECORDS: Final = 2_000.0
"""Records the reference frequencies are worth."""
UNLISTED: Final = 4e-5
"""Frequency of a token that the reference does not list."""
CLOSE_BITS: Final = 3.0
"""Bits a close spelling takes off: about eight other tokens are as close as that."""
INITIAL_BITS: Final = 2.0
"""Evidence of an initial that agrees; initials are skewed, so less than log2(26)."""


@cache
def reference() -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Shipped frequencies by folded token, by sound and by skeleton (share of persons)."""
    tokens: dict[str, float] = {}
    sounds: dict[str, float] = {}
    skeletons: dict[str, float] = {}
    file = resources.files("suspectmatch.normalising") / "name_frequency.csv"
    with file.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            token, share = row["token"], float(row["per_million"]) / 1e6
            tokens[token] = share
            for table, form in ((sounds, sound(token)), (skeletons, skeleton(token))):
                table[form] = table.get(form, 0.0) + share
    return tokens, sounds, skeletons


def token_bits(
    text: Sequence[str],
    arrays: TokenArrays,
    name_of: npt.NDArray[np.int32],
    record_of: npt.NDArray[np.int32],
    n_records: int,
) -> npt.NDArray[np.float32]:
    """Evidence in bits of each token at each grade of agreement, float32 (T, 6).

    A token that agrees in a coarser form is as common as all tokens of that form together.
    """
    positions, origin, _ = gather(arrays.token_offsets, name_of)
    tokens, records = arrays.token_codes[positions], record_of[origin]
    tables = reference()
    identity = np.arange(len(text), dtype=np.int32)
    shares = []
    forms = (text, [sound(token) for token in text], [skeleton(token) for token in text])
    for table, form, code in zip(tables, forms, (identity, arrays.sound, arrays.skeleton), strict=True):
        listed = np.array([table.get(value, UNLISTED) for value in form])
        seen = records_with(code[tokens], records, int(code.max(initial=-1)) + 1)[code]
        shares.append(
            (seen + PRIOR_RECORDS * np.maximum(listed, UNLISTED)) / (n_records + PRIOR_RECORDS)
        )
    equal, sounding, skeletal = (-np.log2(share) for share in shares)
    bits = np.zeros((len(text), 6), dtype=np.float32)
    bits[:, 5] = equal
    bits[:, 4] = np.minimum(equal, sounding)
    bits[:, 3] = np.minimum(bits[:, 4], skeletal)
    bits[:, 2] = np.maximum(bits[:, 3] - CLOSE_BITS, 0.5)
    bits[:, 1] = np.minimum(bits[:, 2], INITIAL_BITS)
    return bits


def records_with(
    codes: npt.NDArray[np.int32], records: npt.NDArray[np.int32], size: int
) -> npt.NDArray[np.int64]:
    """For each code the number of records it stands in, each record once."""
    pairs = np.unique((records.astype(np.int64) << 32) | codes)
    counts: npt.NDArray[np.int64] = np.bincount(pairs & 0xFFFFFFFF, minlength=size)
    return counts
