"""nomenklatura's logic-v2 on the lists of designated persons; run by ``accuracy/peers_on_lists.py``.

python nomenklatura_lists.py FOLDER

FOLDER holds records.jsonl, a canonical record a line. Written are pairs.parquet, the pairs of its own index (all,
though its command stops at a limit): left, right, forward, backward, the scores with the left and with the right
record as the query; and facts.json.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from followthemoney import Dataset, StatementEntity, model
from nomenklatura.blocker import Index
from nomenklatura.matching import LogicV2
from nomenklatura.resolver import Linker
from nomenklatura.store import MemoryStore

logging.disable(logging.WARNING)
ALL_PAIRS = 100_000_000
NAME = {"primary": "name", "original_script": "name", "previous": "previousName"}
DOCUMENT = {"passport": "passportNumber"}


def values(record: dict) -> list[tuple[str, str | None]]:
    """The record in the words of FollowTheMoney."""
    made = []
    for name in record.get("names") or []:
        weak = name.get("quality") == "weak"
        made.append(("weakAlias" if weak else NAME.get(name.get("kind"), "alias"), name.get("full")))
        if not weak:
            made += [("firstName", name.get("given")), ("lastName", name.get("family"))]
    for date in record.get("birth_dates") or []:
        ends = (date.get("edtf") or "").split("/")
        made += [("birthDate", end.rstrip("~?%").rstrip("X")) for end in ends]
    made += [("nationality", country) for country in record.get("nationalities") or []]
    made += [("birthPlace", place.get("text")) for place in record.get("birth_places") or []]
    made += [("address", place.get("text")) for place in record.get("places") or []]
    made += [
        (DOCUMENT.get(document.get("kind"), "idNumber"), document.get("number"))
        for document in record.get("documents") or []
    ]
    return [*made, ("gender", record.get("sex"))]


def entity(key: str, record: dict) -> dict:
    made = model.make_entity("Person")
    made.id = key
    for prop, value in values(record):
        if value:
            made.add(prop, value, fuzzy=True)
    return made.to_dict()


def main() -> None:
    folder = Path(sys.argv[1])
    start = time.perf_counter()
    with (folder / "records.jsonl").open(encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream]
    dataset = Dataset.make({"name": "lists", "title": "lists"})
    people = [
        StatementEntity.from_data(dataset, entity(f"p{row}", record), cleaned=True)
        for row, record in enumerate(records)
    ]
    store = MemoryStore(dataset, Linker({}))
    with store.writer() as writer:
        for person in people:
            writer.add_entity(person)
    index = Index(store.default_view(), folder / "index")
    index.build()
    pairs = [sorted((int(a.id[1:]), int(b.id[1:]))) for (a, b), _ in index.pairs(max_pairs=ALL_PAIRS)]
    pairs = [(i, j) for i, j in pairs if records[i]["source"] != records[j]["source"]]
    index.close()
    config = LogicV2.default_config()
    columns = {
        "left": pa.array([i for i, _ in pairs], pa.int32()),
        "right": pa.array([j for _, j in pairs], pa.int32()),
        "forward": [LogicV2.compare(people[i], people[j], config).score for i, j in pairs],
        "backward": [LogicV2.compare(people[j], people[i], config).score for i, j in pairs],
    }
    seconds = time.perf_counter() - start
    pq.write_table(pa.table(columns), folder / "pairs.parquet")
    facts = {"version": version("nomenklatura"), "seconds": seconds}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


if __name__ == "__main__":
    main()
