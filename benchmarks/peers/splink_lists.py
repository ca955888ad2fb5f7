"""Splink on the lists of designated persons, by its own pages; run by ``accuracy/peers_on_lists.py``.

python splink_lists.py FOLDER pairwise|rarity

FOLDER holds people.parquet, a row a record with arrays of its values; true.parquet, the pairs known to be
one person (left, right, fold of the person); and prior.json, the share of true pairs that our own model is
given. Written are em.parquet and labels.parquet: left, right, probability; and facts.json.

Its tables are linked, not deduplicated (link_only). u is estimated from random pairs, m by EM without labels,
and m once more for each fold from the labelled pairs of the other four; a pair is scored by the model of its
fold, that of the left record. ``pairwise`` compares arrays as its comparison library does; ``rarity`` has
levels of how rare the tokens are that two records share, as its maintainers advise for names of companies.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import duckdb
import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.blocking_rule_library import CustomRule

logging.getLogger("splink").setLevel(logging.ERROR)
N_FOLDS = 5
RECALL = 0.5
"""A guess, as the guide asks for one: the share of true pairs that the deterministic rules find."""
CERTAIN = (
    "l.names[1] = r.names[1] and l.dobs[1] = r.dobs[1]",
    "l.names[1] = r.names[1] and l.years[1] = r.years[1]",
)
RANDOM_PAIRS = 1e7
"""The guide: 1e7 is often adequate; it is more than there are."""
BLOCKED_BY = ("documents", "dobs", "tokens", "sounds", "years")
"""Arrays of which two records share a value; each rule explodes one."""
EM_BLOCKS = ("l.names[1] = r.names[1]", "l.dobs[1] = r.dobs[1]")
LEVENSHTEIN_DAY = cll.PairwiseStringDistanceFunctionLevel("dobs", "levenshtein", 1)


def bits(column: str) -> str:
    """Summed bits of rarity of what both records have, from arrays of a token and its bits."""
    shared = f"list_intersect({column}_bits_l, {column}_bits_r)"
    return f"coalesce(list_sum(list_transform({shared}, x -> x.bits)), 0)"


def at_least(column: str, least: int) -> cll.CustomLevel:
    return cll.CustomLevel(f"{bits(column)} >= {least}", f"{column} worth {least} bits")


def jaro_winkler(least: float) -> cll.PairwiseStringDistanceFunctionLevel:
    return cll.PairwiseStringDistanceFunctionLevel("names", "jaro_winkler", least)


NAME_LEVELS = {
    "pairwise": [
        cll.ArrayIntersectLevel("names", 1),
        jaro_winkler(0.95),
        cll.ArrayIntersectLevel("tokens", 3),
        jaro_winkler(0.9),
        cll.ArrayIntersectLevel("tokens", 2),
        cll.ArrayIntersectLevel("sounds", 2),
        jaro_winkler(0.8),
        cll.ArrayIntersectLevel("tokens", 1),
        cll.ArrayIntersectLevel("sounds", 1),
    ],
    "rarity": [
        cll.And(cll.ArrayIntersectLevel("names", 1), at_least("tokens", 16)),
        cll.ArrayIntersectLevel("names", 1),
        at_least("tokens", 30),
        at_least("tokens", 22),
        at_least("sounds", 22),
        jaro_winkler(0.92),
        at_least("tokens", 14),
        at_least("sounds", 14),
        at_least("tokens", 8),
        at_least("sounds", 8),
        jaro_winkler(0.8),
        at_least("tokens", 1),
        at_least("sounds", 1),
    ],
}


def year_gap(most: int) -> str:
    gaps = "flatten(list_transform(years_l, x -> list_transform(years_r, y -> abs(x - y))))"
    return f"list_min({gaps}) <= {most}"


def comparison(name: str, column: str, levels: list) -> cl.CustomComparison:
    return cl.CustomComparison(
        output_column_name=name,
        comparison_levels=[cll.NullLevel(column), *levels, cll.ElseLevel()],
    )


DATES = comparison(
    "birth",
    "years",
    [
        cll.ArrayIntersectLevel("dobs", 1),
        LEVENSHTEIN_DAY,
        cll.ArrayIntersectLevel("months", 1),
        cll.CustomLevel(f"({year_gap(0)}) and (dobs_l is null or dobs_r is null)", "year, no other day"),
        *(cll.CustomLevel(year_gap(most), f"within {most} years") for most in (0, 1, 2, 5, 10)),
    ],
)


def rule(column: str, where: str) -> CustomRule:
    return CustomRule(f"l.{column} = r.{column}{where}", arrays_to_explode=[column])


def settings(kind: str) -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        unique_id_column_name="row",
        comparisons=[
            comparison("name", "names", NAME_LEVELS[kind]),
            DATES,
            cl.ArrayIntersectAtSizes("nationalities", [1]),
            cl.ExactMatch("sex"),
            cl.PairwiseStringDistanceFunctionAtThresholds("places", "jaro_winkler", [0.9, 0.8]),
            cl.ArrayIntersectAtSizes("documents", [1]),
        ],
        blocking_rules_to_generate_predictions=[rule(column, "") for column in BLOCKED_BY],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def learnt_from(labels: str, fold: int, model: dict, prior: float, tables: list) -> Linker:
    """A linker with m from the labelled pairs, that blocks only the pairs of the fold."""
    rules = [rule(column, f" and l.fold = {fold}") for column in BLOCKED_BY]
    given = SettingsCreator.from_path_or_dict(model)
    given.blocking_rules_to_generate_predictions = rules
    given.probability_two_random_records_match = prior
    linker = Linker(tables, given, log_level=logging.ERROR)
    linker.training.estimate_m_from_pairwise_labels(labels)
    return linker


def main() -> None:
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    start = time.perf_counter()
    connection = duckdb.connect()
    connection.execute("set lambda_syntax = 'ENABLE_SINGLE_ARROW'")  # its pairwise distances need it
    connection.execute(
        f"create table people as select * from read_parquet('{folder / 'people.parquet'}')"
    )
    found = connection.execute("select distinct source from people order by 1").fetchall()
    for (source,) in found:
        connection.execute(f"create table {source} as select * from people where source = '{source}'")
    database = DuckDBAPI(connection)
    tables = [database.register(source, dataset_display_name=source) for (source,) in found]

    def predicted(linker: Linker, name: str) -> None:
        scored = linker.inference.predict().physical_name
        connection.execute(
            f"create table {name} as select least(row_l, row_r)::int as left, greatest(row_l, row_r)::int"
            f" as right, match_probability as probability from {scored}"
        )

    def write(query: str, name: str) -> None:
        connection.execute(f"copy ({query}) to '{folder / name}.parquet' (format parquet)")

    linker = Linker(tables, settings(kind), log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1)
    of_u, model = time.perf_counter() - start, linker.misc.save_model_to_json()
    linker.training.estimate_probability_two_random_records_match(list(CERTAIN), recall=RECALL)
    for block in EM_BLOCKS:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block, estimate_without_term_frequencies=True
        )
    predicted(linker, "em")
    write("select * from em", "em")
    seconds = {"em": time.perf_counter() - start}

    start = time.perf_counter()
    prior = json.loads((folder / "prior.json").read_text(encoding="utf-8"))
    for fold in range(N_FOLDS):
        connection.execute(
            f"create table labels{fold} as select l.source as source_dataset_l, l.row as row_l,"
            f" r.source as source_dataset_r, r.row as row_r from '{folder / 'true.parquet'}' t"
            f" join people l on l.row = t.left join people r on r.row = t.right where t.fold != {fold}"
        )
        predicted(learnt_from(f"labels{fold}", fold, model, prior, tables), f"fold{fold}")
    write(" union all ".join(f"select * from fold{fold}" for fold in range(N_FOLDS)), "labels")
    seconds["labels"] = of_u + time.perf_counter() - start
    facts = {"version": splink.__version__, "seconds": seconds}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main()
