"""nomenklatura's logic-v2 on pairs of names alone; run by ``accuracy/name_cases.py`` in its own environment.

python benchmarks/peers/nomenklatura_names.py PAIRS.json SCORES.json

PAIRS is a list of pairs of records, a record being a list of names, each with its text and whether it is weak.
SCORES holds the version and the score of each pair, the higher of both directions: logic-v2 counts a part that
only the query has more than one that only the result has, and here neither is the query.
"""

from __future__ import annotations

import json
import logging
import sys
from importlib.metadata import version
from pathlib import Path

from followthemoney import model
from nomenklatura.matching import LogicV2

logging.disable(logging.WARNING)


def entity(key: str, names: list[tuple[str, bool]]) -> object:
    """A person with these names. Names are cached by the key, so it must be another for each."""
    made = model.make_entity("Person")
    made.id = key
    for text, weak in names:
        made.add("weakAlias" if weak else "name", text)
    return made


def main() -> None:
    pairs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    config = LogicV2.default_config()
    scores = []
    for number, pair in enumerate(pairs):
        left, right = (entity(f"{side}{number}", names) for side, names in zip("lr", pair, strict=True))
        directions = (left, right), (right, left)
        scores.append(max(LogicV2.compare(*direction, config).score for direction in directions))
    body = {"version": version("nomenklatura"), "scores": scores}
    Path(sys.argv[2]).write_text(json.dumps(body), encoding="utf-8")


if __name__ == "__main__":
    main()
