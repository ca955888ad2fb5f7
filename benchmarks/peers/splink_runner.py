"""Splink on DuckDB in memory, set up as its own guide sets up a model of persons."""

from __future__ import annotations

import logging

from measuring import begin, imported
from rule_sets import RULE_SETS

run = begin()

import duckdb  # noqa: E402
import splink  # noqa: E402
import splink.comparison_library as cl  # noqa: E402
from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: E402

imported(run)
logging.getLogger("splink").setLevel(logging.ERROR)

KEEP_ABOVE = 0.01
CLUSTER_AT = 0.95
"""The guide's threshold."""
RANDOM_PAIRS = 1e7
"""The guide: 1e7 is often adequate; more did not change the figures here."""
TRAINING_PAIRS = 1e6
"""The cap on pairs in training that Splink 5 added."""


def rule(columns: tuple[str, ...]) -> object:
    return block_on(*columns)


settings = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="unique_id",
    comparisons=[
        cl.ForenameSurnameComparison(
            "given_name", "family_name", forename_surname_concat_col_name="given_family"
        ),
        cl.DateOfBirthComparison("full_dob", input_is_string=True),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
        cl.ExactMatch("sex"),
    ],
    blocking_rules_to_generate_predictions=[rule(columns) for columns in RULE_SETS[run.rules]],
    retain_matching_columns=False,
    retain_intermediate_calculation_columns=False,
)

with run.stage("load"):
    connection = duckdb.connect()
    connection.execute(f"set threads = {run.threads}")
    connection.execute(
        "create table people as select unique_id, given_name, family_name,"
        " given_name || ' ' || family_name as given_family, dob, left(dob, 4) as birth_year,"
        " case when length(dob) = 10 then dob end as full_dob,"
        f" birth_place, nationality, sex from read_parquet('{run.records}')"
    )
    linker = Linker(DuckDBAPI(connection).register("people"), settings, log_level=logging.ERROR)
with run.stage("train"):
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [
            block_on("given_name", "family_name", "dob"),
            block_on("family_name", "dob", "nationality"),
        ],
        recall=0.6,
    )
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS)
    for columns in (("given_name", "family_name"), ("full_dob",)):
        training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=True, max_pairs=TRAINING_PAIRS
        )
with run.stage("block"):
    blocked = linker.inference.compute_blocked_pairs_for_predict()
with run.stage("compare and score"):
    predicted = linker.inference.predict(threshold_match_probability=KEEP_ABOVE)
with run.stage("cluster"):
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=CLUSTER_AT
    )
run.measured()
n_candidates = connection.execute(f"select count(*) from {blocked.physical_name}").fetchone()[0]
connection.execute(
    f"copy (select least(unique_id_l, unique_id_r)::int as left, greatest(unique_id_l, unique_id_r)::int as right,"
    f" match_probability as probability from {predicted.physical_name}) to '{run.pairs_file}' (format parquet)"
)
connection.execute(
    f"copy (select unique_id::int as row, dense_rank() over (order by cluster_id)::int as cluster"
    f" from {clusters.physical_name}) to '{run.clusters_file}' (format parquet)"
)
connection.execute(
    f"copy (select join_key_l::int as left, join_key_r::int as right from {blocked.physical_name})"
    f" to '{run.out / 'candidates.parquet'}' (format parquet)"
)
run.finish(
    engine="Splink",
    version=splink.__version__,
    duckdb=duckdb.__version__,
    n_candidates=n_candidates,
    threshold=CLUSTER_AT,
)
