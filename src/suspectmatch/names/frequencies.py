"""How rare a token is: shipped reference frequencies blended with the user's own data.

A small file does not show how common a name is in the world, and a reference does not show how common
it is in this file. The two are blended: the reference is a prior worth `PRIOR_RECORDS` records (a
Dirichlet prior; the term-frequency adjustment of Newcombe 1959 and Winkler 1988 with a reference list,
as Zhagorina et al. 2018 recommend).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from suspectmatch.kernels.interning import code_texts
from suspectmatch.kernels.ragged import count_records, count_token_records
from suspectmatch.kernels.spelling import coarse_forms
from suspectmatch.names.scripts import one_spelling
from suspectmatch.texts import Texts

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
    tables = (dict(zip(forms.to_pylist(), shares.tolist(), strict=True)) for forms, shares in _shares())
    tokens, sounds, skeletons = tables
    return tokens, sounds, skeletons


@cache
def _shares() -> tuple[tuple[pa.Array, npt.NDArray[np.float64]], ...]:
    """Distinct tokens, sounds and skeletons of the reference, and the share of each."""
    file = resources.files("suspectmatch.names") / "name_frequency.csv"
    kinds = csv.ConvertOptions(column_types={"token": pa.string(), "per_million": pa.float64()})
    table = csv.read_csv(pa.BufferReader(file.read_bytes()), convert_options=kinds).combine_chunks()
    tokens = table["token"].chunk(0)
    share = table["per_million"].to_numpy() / 1e6
    sounds, sound_offsets, skeletons, skeleton_offsets = coarse_forms(*Texts.of(one_spelling(tokens)))
    found = [(tokens, share)]
    for form in (Texts(sounds, sound_offsets), Texts(skeletons, skeleton_offsets)):
        codes, first = code_texts(*form)
        found.append((form.to_arrow().take(pa.array(first)), np.bincount(codes, weights=share)))
    return tuple(found)


def sound_of(token: str) -> str:
    """The sound of a folded token, as the reference has it.

    >>> sound_of("kareem") == sound_of("karim")
    True
    """
    sounds, offsets, _, _ = coarse_forms(*Texts.of(one_spelling(pa.array([token]))))
    sound: str = Texts(sounds, offsets).to_arrow()[0].as_py()
    return sound


def token_bits(
    forms: Sequence[pa.Array],
    arrays: TokenArrays,
    name_of: npt.NDArray[np.int32],
    record_of: npt.NDArray[np.int32],
    n_records: int,
) -> npt.NDArray[np.float32]:
    """Evidence in bits of each token at each grade of agreement, float32 (T, 6).

    A token that agrees in a coarser form is as common as all tokens of that form together.

    Args:
        forms: the T tokens, their sounds and their skeletons.
        arrays: the same as codes, and the tokens of each distinct name.
        name_of: int32 (M,) distinct name of each occurrence.
        record_of: int32 (M,) its record, never falling.
        n_records: number of records.
    """
    n_tokens = arrays.sound.size
    codes = np.stack([np.arange(n_tokens, dtype=np.int32), arrays.sound, arrays.skeleton], axis=1)
    counts = count_token_records(arrays.token_offsets, arrays.token_codes, name_of, record_of, codes)
    shares = []
    for kind, ((known, share), form) in enumerate(zip(_shares(), forms, strict=True)):
        row = pc.index_in(form, value_set=known).fill_null(len(known)).to_numpy(zero_copy_only=False)
        listed = np.append(share, UNLISTED)[row]
        seen = counts[codes[:, kind], kind]
        shares.append(
            (seen + PRIOR_RECORDS * np.maximum(listed, UNLISTED)) / (n_records + PRIOR_RECORDS)
        )
    equal, sounding, skeletal = (-np.log2(share) for share in shares)
    bits = np.zeros((n_tokens, 6), dtype=np.float32)
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
    if records.size and (records[1:] < records[:-1]).any():
        order = np.argsort(records, kind="stable")
        codes, records = codes[order], records[order]
    return count_records(codes, records, size)
