"""A run without the records that a viewer may not see, made from those that the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from suspectmatch import checks
from suspectmatch.errors import ParameterError
from suspectmatch.options import Redaction
from suspectmatch.roles import ROLES
from suspectmatch.runs.relink import link_again
from suspectmatch.schema import REJECTED_SCHEMA
from suspectmatch.scoring.saving import classifier_from_json
from suspectmatch.tables import Records
from suspectmatch.tables.identity import identities

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from suspectmatch.tables import Clusters

_DECISIONS: Final = Path("decisions.jsonl")


def redacted(
    clusters: Clusters,
    allowed: Collection[str],
    *,
    purpose: str | None = None,
    roles: Sequence[str] | None = None,
) -> Clusters:
    """See `suspectmatch.Linkage.redacted_for`."""
    if isinstance(allowed, str) or not isinstance(allowed, Collection):
        raise ParameterError(f"allowed must be a list of markings, got {allowed!r}.")
    for marking in allowed:
        checks.instance("a marking of allowed", marking, str, "text")
    if purpose is not None:
        checks.instance("purpose", purpose, str, "text")
    if roles is not None:
        checks.some_of("roles", roles, ROLES)
    given = clusters.scored.compared.people.records.table
    marks, options = frozenset(allowed), clusters.options
    seen_roles = options.roles if roles is None else list(roles)
    seen = visible(given, marks, purpose, seen_roles)
    table = given.filter(pa.array(seen))
    names = identities(table)
    records = Records(table, REJECTED_SCHEMA.empty_table())  # nobody knows who may see a rejected row
    decisions = clusters.decisions
    if decisions is not None:
        decisions = decisions.about(set(names.to_pylist()), _DECISIONS)
    # By way of its text, so that nothing comes along but what a saved model holds.
    classifier = classifier_from_json(clusters.scored.classifier.to_json(), "the model")
    again = link_again(
        records,
        options,
        classifier,
        decisions,
        comparisons=clusters.scored.compared.comparisons,
    )
    redaction = _redaction(marks, purpose, seen_roles, int((~seen).sum()), options.redaction)
    return replace(again, options=again.options.having(today=options.today, redaction=redaction))


def visible(
    table: pa.Table, allowed: frozenset[str], purpose: str | None, roles: Collection[str]
) -> npt.NDArray[np.bool_]:
    """Which records a viewer may see, bool (N,): all markings allowed, the purpose and the role right.

    Args:
        table: records in the canonical schema.
        allowed: markings that the viewer may see; any other is not allowed.
        purpose: what the viewer needs records for; None asks for none.
        roles: roles that the viewer may see.

    Example:
        >>> import suspectmatch as sm
        >>> records = [{"record_id": "1", "names": ["Ali"], "handling": ["H1", "H3"]}]
        >>> table = sm.load({"a": records}).table
        >>> [visible(table, frozenset(m), None, ["unknown"]).item() for m in ({"H1"}, {"H1", "H3"})]
        [False, True]
    """
    handling = table.column("handling").combine_chunks()
    # A marking that is null is no marking that anybody was allowed.
    barred = pc.invert(pc.is_in(handling.flatten(), value_set=pa.array(sorted(allowed), pa.string())))
    parents = pc.list_parent_indices(handling).to_numpy()
    seen = np.ones(table.num_rows, bool)
    seen[parents[barred.to_numpy(zero_copy_only=False)]] = False
    if purpose is not None:
        held = pc.fill_null(pc.equal(table.column("purpose"), purpose), True)
        seen &= held.to_numpy().astype(bool)
    seen &= pc.is_in(table.column("role"), value_set=pa.array(list(roles), pa.string())).to_numpy()
    return seen


def _redaction(
    marks: frozenset[str],
    purpose: str | None,
    roles: Sequence[str],
    n_withheld: int,
    before: Redaction | None,
) -> Redaction:
    """What a redacted run says of itself; one made from another counts what both withheld."""
    if before:
        marks &= frozenset(before.allowed)
        roles = [role for role in roles if role in before.roles]
        purpose = before.purpose if purpose is None else purpose
        n_withheld += before.withheld
    return Redaction(tuple(sorted(marks)), purpose, tuple(roles), n_withheld)
