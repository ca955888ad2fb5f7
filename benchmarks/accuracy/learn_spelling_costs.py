"""Learn what it costs to spell a name otherwise, from pairs of spellings of one name.

    python benchmarks/accuracy/learn_spelling_costs.py ../shared/data

Two kinds of pairs: tokens that stand in the same place of two aliases of one listed person, and romanisations
of one native spelling. Nothing is labelled, and who is who across lists is not looked at. The probabilities of
edits of up to two letters (Brill and Moore 2000, "An improved error model for noisy channel spelling
correction", ACL) are estimated by expectation maximisation over all ways to turn the one into the other (Ristad
and Yianilos 1998, "Learning string-edit distance", IEEE PAMI 20). An edit costs the bits by which it is rarer
than leaving its letters as they are. Printed beside it: how well held-out pairs of aliases are told from tokens
of different persons that look alike, by these costs and by Jaro-Winkler.
"""

import argparse
import csv
import functools
import itertools
import zlib
from collections import Counter, defaultdict
from pathlib import Path

import jellyfish
import numba
import numpy as np
import pyarrow as pa
from scipy.stats import mannwhitneyu

import suspectmatch as sm
from suspectmatch.kernels.respelling import (
    BLOCKS,
    END,
    LETTERS,
    OTHER,
    SYMBOLS,
    respelling_costs_into,
    spelt_symbols,
)
from suspectmatch.kernels.spelling import coarse_forms
from suspectmatch.names import spelling_costs as respelling
from suspectmatch.names.parts import code_points
from suspectmatch.names.scripts import fold
from suspectmatch.texts import Texts

OUT = Path(respelling.__file__).with_name("spelling_costs.csv")
ROUNDS = 12
SHORTEST = 3
ALIKE = 0.75
"""Jaro-Winkler similarity from which two tokens may be one name; or they have one skeleton."""
SCRIPTS = {"arabic": 1.0, "russian": 0.5, "hebrew": 0.2, "korean": 0.2, "chinese": 0.2, "japanese": 0.2}
"""What a pair of each script counts, an alias seen once counting 2: most names in these tables are European."""
MOST_SEEN = 9
DISCOUNT = 2.0
"""Taken from the count of each edit of two letters, so that what was seen once or twice does not stay."""
SMOOTHING = 0.02
DEAREST = 11.0
"""Bits from which an edit of two letters is not worth listing."""
COMPOUND = ("abd", "abu", "umm")

Pairs = dict[tuple[str, str], float]


@functools.lru_cache(maxsize=1 << 16)
def skeleton(token: str) -> bytes:
    """The consonants that survive every romanisation."""
    data: bytes = coarse_forms(*Texts.of(pa.array([token])))[2].tobytes()
    return data


def alike(a: str, b: str) -> float:
    """Above ``ALIKE`` where two tokens may be one name; one skeleton counts more than any similarity."""
    return jellyfish.jaro_winkler_similarity(a, b) + (skeleton(a) == skeleton(b))


def is_plain(token: str) -> bool:
    """Whether a token has letters only, one of them a vowel: what is written without tells nothing of them."""
    return len(token) >= SHORTEST and token.isalpha() and any(letter in "aeiouy" for letter in token)


def of_aliases(folder: Path) -> Pairs:
    """Tokens of two aliases of one record, each the likeliest counterpart of the other."""
    people = sm.normalise(sm.load({file.stem: file for file in sorted(folder.glob("*.jsonl"))}))
    names, offsets = people.names.names, people.names.offsets
    seen: Counter[tuple[str, str]] = Counter()
    for record in range(len(people)):
        here = set()
        each = sorted(set(people.names.codes[offsets[record] : offsets[record + 1]].tolist()))
        for one, other in itertools.combinations(each, 2):
            left, right = set(names.tokens(one)), set(names.tokens(other))
            left, right = sorted(left - right), sorted(right - left)
            for a in left if right else ():
                b = max(right, key=lambda token, a=a: (alike(a, token), token))
                is_mutual = a == max(left, key=lambda token, b=b: (alike(token, b), token))
                if is_mutual and alike(a, b) >= ALIKE and is_plain(a) and is_plain(b):
                    here.add((min(a, b), max(a, b)))
        seen.update(here)
    return {
        (a, b): 2.0 * min(count, MOST_SEEN) ** 0.5
        for (a, b), count in sorted(seen.items())
        if skeleton(a) == skeleton(b) or not (a.startswith(COMPOUND) and b.startswith(COMPOUND))
    }


def of_romanisations(folder: Path) -> Pairs:
    """Romanisations of one native spelling that are alike."""
    found: Pairs = {}
    for script, worth in SCRIPTS.items():
        spelt = defaultdict(set)
        for line in (folder / f"translit_{script}.tsv").read_text(encoding="utf-8").splitlines():
            latin, native, _ = line.split("\t")
            parts = fold(latin)
            if len(parts) == 1 and len(parts[0]) >= SHORTEST and parts[0].isalpha():
                spelt[native].add(parts[0])
        for tokens in spelt.values():
            for a, b in itertools.combinations(sorted(tokens), 2):
                if alike(a, b) >= ALIKE:
                    found[a, b] = max(found.get((a, b), 0.0), worth)
    return found


def packed(pairs: list[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """Symbols of both tokens of each pair, one after another, and where each begins."""
    return spelt_symbols(*code_points([token for pair in pairs for token in pair]))


@numba.njit
def block(symbols: np.ndarray, stop: int, n: int) -> int:
    if n == 0:
        return 0
    if n == 1:
        return int(symbols[stop - 1])
    return SYMBOLS + SYMBOLS * int(symbols[stop - 2]) + int(symbols[stop - 1])


@numba.njit
def expect(  # noqa: C901 - one recursion
    symbols: np.ndarray, starts: np.ndarray, worth: np.ndarray, share: np.ndarray, counts: np.ndarray
) -> float:
    """Expected counts of all edits, added to ``counts``; log2 likelihood (Ristad and Yianilos)."""
    likelihood = 0.0
    for pair in range(len(worth)):
        a, b, stop = starts[2 * pair], starts[2 * pair + 1], starts[2 * pair + 2]
        x, y = symbols[a:b], symbols[b:stop]
        n, m = len(x), len(y)
        ahead, behind = np.zeros((n + 1, m + 1)), np.zeros((n + 1, m + 1))
        ahead[0, 0] = behind[n, m] = 1.0
        for i in range(n + 1):
            for j in range(m + 1):
                for p in range(min(i, 2) + 1):
                    for q in range(min(j, 2) + 1):
                        if p + q:
                            ahead[i, j] += ahead[i - p, j - q] * share[block(x, i, p), block(y, j, q)]
        total = ahead[n, m]
        if total <= 0.0:
            continue
        likelihood += worth[pair] * np.log2(total)
        for i in range(n, -1, -1):
            for j in range(m, -1, -1):
                for p in range(min(n - i, 2) + 1):
                    for q in range(min(m - j, 2) + 1):
                        if p + q:
                            u, v = block(x, i + p, p), block(y, j + q, q)
                            rest = share[u, v] * behind[i + p, j + q]
                            behind[i, j] += rest
                            counts[u, v] += worth[pair] * ahead[i, j] * rest / total
    return likelihood


def allowed() -> np.ndarray:
    """Edits that there can be, bool (BLOCKS, BLOCKS): the end stays at the end, and two letters are changed."""
    number = np.arange(BLOCKS)
    second = np.where(number >= SYMBOLS, (number - SYMBOLS) % SYMBOLS, number)
    first = np.where(number >= SYMBOLS, (number - SYMBOLS) // SYMBOLS, 1)
    is_end = second == END
    is_block = (number == 0) | ((second >= 1) & (second != OTHER) & (first >= 1) & (first <= LETTERS))
    can = (is_end[:, None] == is_end[None, :]) & is_block[:, None] & is_block[None, :]
    can[number, number] = (number > 0) & (number <= END)
    can[END, :SYMBOLS] = can[:SYMBOLS, END] = False
    can[END, END] = True
    return can


def learn(pairs: Pairs) -> np.ndarray:
    """Bits of each edit, float64 (BLOCKS, BLOCKS); infinite where there is none."""
    symbols, starts = packed(list(pairs))
    worth = np.array(list(pairs.values()))
    can, small = allowed(), np.arange(BLOCKS) < SYMBOLS
    share = np.where(can, 1e-5, 0.0)
    share[~small[:, None] & ~small[None, :] & can] = 1e-7
    share[np.ix_(small, small)] = np.where(can[np.ix_(small, small)], 1e-3, 0.0)
    share[np.arange(1, OTHER), np.arange(1, OTHER)] = 0.5
    share /= share.sum()
    for done in range(ROUNDS):
        counts = np.zeros_like(share)
        likelihood = expect(symbols, starts, worth, share, counts)
        counts = (counts + counts.T) / 2
        single = counts[np.ix_(small, small)].sum(axis=1) + 1.0
        chance = np.outer(single, single) / single.sum() ** 2 * worth.sum() * SMOOTHING
        counts = np.maximum(counts - (DISCOUNT if done >= ROUNDS // 4 else 0.2), 0.0) * can + np.where(
            small[:, None] & small[None, :], np.minimum(counts, DISCOUNT), 0.0
        )
        counts[np.ix_(small, small)] += chance * can[np.ix_(small, small)]
        share = counts / counts.sum()
    print(f"{len(pairs):,} pairs, {-likelihood / worth.sum():.2f} bits each")
    own = np.zeros(BLOCKS)
    own[1:OTHER] = 0.5 * np.log2(np.diag(share)[1:OTHER])
    number = np.arange(SYMBOLS, BLOCKS) - SYMBOLS
    own[SYMBOLS:] = own[number // SYMBOLS] + own[number % SYMBOLS]
    with np.errstate(divide="ignore"):
        bits = own[:, None] + own[None, :] - np.log2(share)
    bits[np.arange(BLOCKS), np.arange(BLOCKS)] = 0.0
    return np.maximum(bits, 0.0)


def written(number: int) -> str:
    """Letters of a block; the end is ``$``."""
    if number >= SYMBOLS:
        return "".join(written(part) for part in divmod(number - SYMBOLS, SYMBOLS))
    return "" if number == 0 else "$" if number == END else chr(96 + number)


def listed(bits: np.ndarray) -> list[tuple[str, str, float]]:
    """What is worth listing: edits of a letter that are cheaper than a slip, and of two that are seen.

    An ``a`` that is added behind a letter is left to what an added ``a`` costs: at the end of a name it is
    often another name, of a woman.
    """
    rows = []
    for i, j in zip(*np.nonzero(np.isfinite(bits)), strict=True):
        a, b = written(int(i)), written(int(j))
        if i >= j or (len(a) == 1 and b == f"{a}a"):
            continue
        if bits[i, j] < (respelling.SLIP if len(a + b) <= 2 and max(len(a), len(b)) == 1 else DEAREST):
            rows.append((a, b, round(float(bits[i, j]), 1)))
    return sorted(rows)


def costs_of(pairs: list[tuple[str, str]]) -> np.ndarray:
    symbols, starts = packed(pairs)
    out = np.empty(len(pairs), np.int32)
    left = np.arange(0, 2 * len(pairs), 2, dtype=np.int32)
    respelling_costs_into(symbols, starts, left, left + 1, respelling.spelling_costs(), 1 << 16, out)
    return out


def check(held_out: list[tuple[str, str]], aliases: Pairs) -> None:
    """Print how well aliases are told from tokens of others that look alike."""
    tokens = sorted({token for pair in aliases for token in pair if len(token) > SHORTEST})
    chosen = np.random.default_rng(1).choice(tokens, 1500, replace=False).tolist()
    others = [
        (a, b) for a, b in itertools.combinations(sorted(chosen), 2) if (a, b) not in aliases
        and alike(a, b) >= 0.8
    ]  # fmt: skip
    print(f"{len(held_out):,} held-out pairs of aliases, {len(others):,} pairs that look alike")
    for name, far in (
        ("learned costs", costs_of),
        (
            "Jaro-Winkler",
            lambda pairs: np.array([-jellyfish.jaro_winkler_similarity(*p) for p in pairs]),
        ),
    ):
        same, different = far(held_out), far(others)
        area = mannwhitneyu(different, same).statistic / (same.size * different.size)
        print(
            f"{name}: AUC {area:.3f}, found at 3 % false {(same <= np.quantile(different, 0.03)).mean():.3f}"
        )


def write(rows: list[tuple[str, str, float]]) -> None:
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("left", "right", "bits"))
        writer.writerows(rows)
    respelling.spelling_costs.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    aliases = of_aliases(data / "lists" / "records")
    romanisations = of_romanisations(data / "names")
    is_held_out = {pair: zlib.crc32("".join(pair).encode()) % 2 == 1 for pair in aliases}
    write(listed(learn(romanisations | {p: w for p, w in aliases.items() if not is_held_out[p]})))
    check([pair for pair in aliases if is_held_out[pair]], aliases)
    rows = listed(learn(romanisations | aliases))
    write(rows)
    print(f"{OUT.name}: {len(rows)} edits")


if __name__ == "__main__":
    main()
