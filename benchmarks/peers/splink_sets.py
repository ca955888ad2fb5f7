"""Splink on the sets of ``accuracy/published_sets.py``, set up as its own pages do for each of them.

python splink_sets.py fake|febrl|rldata FOLDER [two]   # reads records.parquet there, writes pairs.parquet
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
KEEP_ABOVE = 1e-6
kind, folder, two = sys.argv[1], Path(sys.argv[2]), len(sys.argv) > 3
connection = duckdb.connect()
COLUMNS = (
    "*" if kind != "rldata" else "*, printf('%04d-%02d-%02d', \"by\"::int, bm::int, bd::int) as dob"
)


def near(column: str) -> str:
    return f"l.{column} = r.{column} and levenshtein(r.dob, l.dob) <= 1"


if kind == "febrl":
    comparisons = [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison(
            "date_of_birth",
            input_is_string=True,
            datetime_format="%Y%m%d",
            invalid_dates_as_null=True,
        ),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    blocking = [
        block_on(column)
        for column in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    ]
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    recall = 0.8 if two else 0.9
    training = [("date_of_birth",), ("postcode",)]
else:
    first, last = ("first_name", "surname") if kind == "fake" else ("given", "family")
    comparisons = [
        cl.ForenameSurnameComparison(first, last),
        cl.DateOfBirthComparison("dob", input_is_string=True, invalid_dates_as_null=True),
    ]
    blocking = [block_on(first), block_on(last), block_on("dob")]
    certain = [
        near(first),
        near(last),
        f"l.{first} = r.{first} and levenshtein(r.{last}, l.{last}) <= 2",
    ]
    recall = 0.7
    training = [("dob",), (first, last)]
    if kind == "fake":
        comparisons += [
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ]
        blocking.append(block_on("email"))
        certain.append("l.email = r.email")
        training.insert(1, ("email",))
    else:  # the last rule of the tutorial would take strangers for certain where there is no more to go by
        certain.pop()

settings = SettingsCreator(
    link_type="link_only" if two else "dedupe_only",
    unique_id_column_name="row",
    comparisons=comparisons,
    blocking_rules_to_generate_predictions=blocking,
)
for name, where in (("one", "file = 0"), ("other", "file = 1")):
    connection.execute(
        f"create table {name} as select {COLUMNS} from read_parquet('{folder / 'records.parquet'}')"
        f" where {where}"
    )
database = DuckDBAPI(connection)
tables = [database.register(name) for name in ("one", "other")[: 1 + two]]
linker = Linker(tables if two else tables[0], settings, log_level=logging.ERROR)
linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
linker.training.estimate_u_using_random_sampling(max_pairs=1e7)
for columns in training:
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on(*columns), estimate_without_term_frequencies=True
    )
predicted = linker.inference.predict(threshold_match_probability=KEEP_ABOVE)
connection.execute(
    f"copy (select row_l::int as left, row_r::int as right, match_probability as score"
    f" from {predicted.physical_name}) to '{folder / 'pairs.parquet'}' (format parquet)"
)
