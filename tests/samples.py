"""Records that several tests share, made once."""

from __future__ import annotations

from functools import cache

import numpy as np

import suspectmatch as sm
from suspectmatch.schema import REJECTED_SCHEMA
from suspectmatch.synthetic import single_name_records
from suspectmatch.tables import CandidatePairs, Records

ZUBAYR = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
OTHER = {"names": ["Wilhelmina Oestergaard"], "birth_dates": ["1955-11-30"]}

RICH = [
    {
        "source": "un",
        "record_id": "Q.1",
        "names": ["Zubayr Tarkhani", {"full": "Abu Zubayr", "kind": "alias", "quality": "weak"}],
        "birth_dates": ["1971-04-12", "1969"],
        "documents": [{"kind": "passport", "number": "P 123-4567"}],
        "father_names": ["Rostam Tarkhani"],
        "mother_names": ["Shirin"],
        "nationalities": ["Iraq"],
        "birth_places": [{"text": "Mosul", "country": "Iraq"}],
        "handling": ["law enforcement only"],
        "sex": "male",
        "role": "listed",
    },
    {
        "source": "jail",
        "record_id": "7",
        "names": ["TARKHANI, Zubair"],
        "birth_dates": ["12 April 1971"],
        "documents": [{"kind": "passport", "number": "p1234567"}],
        "contacts": [{"kind": "phone", "value": "+964 770 123 4567"}],
        "father_names": ["Rustam"],
        "nationalities": ["IQ"],
        "birth_places": ["Mosul, Iraq"],
        "sex": "male",
        "role": "detained",
    },
    {
        "source": "jail",
        "record_id": "8",
        "names": ["Zubayr Tarkhani"],
        "birth_dates": ["1971"],
        "role": "convicted",
    },
    {
        "source": "tips",
        "record_id": "3",
        "names": ["Zubayr Tarkhani"],
        "contacts": [{"kind": "phone", "value": "00964 770 1234567"}],
        "reliability": "0.5",
        "role": "suspect",
    },
    {"source": "police", "record_id": "9", **ZUBAYR, "role": "victim"},
    {"source": "police", "record_id": "10", **OTHER, "role": "suspect"},
]


def link_records(records, *, fit=False, **parameters):
    """Records that are loaded, linked."""
    return sm.Linker(**parameters).link(records, fit=fit)


def people_of(*records):
    """People from records; each is in the source "a" unless it names its own."""
    numbered = [{"source": "a", "record_id": str(k)} | record for k, record in enumerate(records)]
    return sm.normalise(sm.load(numbered))


@cache
def bulk():
    """A few hundred invented records with their truth."""
    return single_name_records(300, seed=1)


@cache
def bulk_records():
    return Records(bulk().records, REJECTED_SCHEMA.empty_table())


def shuffled(records, seed):
    """The same records with their rows in another order."""
    order = np.random.default_rng(seed).permutation(len(records))
    return Records(records.table.take(order), records.rejected)


@cache
def bulk_people():
    return sm.normalise(bulk_records())


@cache
def bulk_truth():
    table = bulk().records
    keys = zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True)
    return dict(zip(keys, map(str, bulk().person_id), strict=True))


@cache
def bulk_compared():
    return sm.compare(sm.block(bulk_people()))


@cache
def learned_classifier():
    """A `Supervised` that has learned from invented records of persons who are known."""
    made = single_name_records(900, seed=5)
    compared = sm.compare(sm.block(sm.normalise(Records(made.records, REJECTED_SCHEMA.empty_table()))))
    same = made.person_id[compared.left] == made.person_id[compared.right]
    return sm.Supervised().fit(compared, same)


@cache
def bulk_linkage():
    return link_records(bulk_records(), threads=1, progress=False)


def small_chunks(monkeypatch, n_pairs):
    """Let candidate pairs come in chunks of so many, so that a few hundred records need several."""
    plan = CandidatePairs.plan
    monkeypatch.setattr(CandidatePairs, "plan", lambda self, _=None: plan(self, n_pairs))


def identity_pairs(people, left, right):
    """The pairs as a set of two sets of (source, record_id), whatever the order of the rows."""
    table = people.records.table
    keys = list(zip(table["source"].to_pylist(), table["record_id"].to_pylist(), strict=True))
    return {frozenset((keys[i], keys[j])) for i, j in zip(left.tolist(), right.tolist(), strict=True)}


def candidate_pairs(people, rules, **options):
    frame = sm.block(people, rules, **options).to_pandas()
    return set(zip(frame["left"].tolist(), frame["right"].tolist(), strict=True))
