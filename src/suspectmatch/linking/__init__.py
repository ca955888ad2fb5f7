"""`Linker` strings the verbs together, ``link`` does all of it in one call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from suspectmatch import checks
from suspectmatch.clustering import cluster
from suspectmatch.decisions import decisions_of
from suspectmatch.linking.linkage import Linkage
from suspectmatch.linking.linker import Linker
from suspectmatch.loading import load
from suspectmatch.normalising import normalise
from suspectmatch.options import RunOptions
from suspectmatch.scoring import Classifier, FellegiSunter, Model, load_classifier

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from suspectmatch.decisions import Decisions
    from suspectmatch.tables import Records

__all__ = ["Linkage", "Linker", "link", "link_records"]


def link(
    *sources: Any,
    mapping: Any = None,
    min_probability: float = RunOptions.min_probability,
    method: Literal["agreement", "components"] = "agreement",
    decisions: Decisions | str | Path | None = None,
    keep_above: float = RunOptions.keep_above,
    model: Classifier | Model | str | Path | None = None,
    fit: bool = False,
    roles: Sequence[str] = RunOptions.roles,
    across_only: bool = False,
    max_pairs: int = RunOptions.max_pairs,
    threads: int | None = None,
    today: dt.date | None = None,
    progress: bool | None = None,
) -> Linkage:
    """Load records, link them, and return the leads. Nothing to configure, nothing to train.

    Args:
        sources: files, ``{name: file}``, tables, or `Records`; see ``load``.
        mapping: how columns of tables become fields; see ``load``.
        min_probability: pairs of at least this probability are leads and join clusters.
        method: how links become clusters; see ``cluster``.
        decisions: what analysts decided, or the file of it; see ``cluster`` and `Decisions`.
        keep_above: pairs of a lower probability are not kept.
        model: a classifier, a model, or the JSON file of either, instead of the shipped one.
        fit: re-estimate the model on these records first.
        roles: roles that may be linked; victims, missing persons, witnesses, unidentified bodies and
            misused identities only if named here.
        across_only: pair only records of different sources.
        max_pairs: more candidate pairs than this are refused.
        threads: worker threads; all processors where None.
        today: the day of the run, on which retention is judged; the local day where None.
        progress: show progress; None means in a terminal or notebook only.

    Returns:
        A `Linkage` with ``clusters``, ``pairs``, ``explain()``, ``report()`` and ``save()``.

    Example:
        >>> import suspectmatch as sm
        >>> twice = {"names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> sm.link({"a": [{"record_id": "1", **twice}], "b": [{"record_id": "2", **twice}]})
        Linkage(2 records, 1 candidate pairs, 1 leads at 0.95, 1 clusters)
    """
    today = checks.today(today)
    RunOptions(min_probability=min_probability, keep_above=keep_above, roles=roles, method=method)
    if threads is not None:
        checks.positive_int("threads", threads)
    model, decisions = _classifier(model), decisions_of(decisions)
    records = load(*sources, mapping=mapping, today=today, progress=progress)
    linkage = link_records(
        records,
        min_probability=min_probability,
        method=method,
        decisions=decisions,
        keep_above=keep_above,
        model=model,
        fit=fit,
        roles=roles,
        across_only=across_only,
        max_pairs=max_pairs,
        threads=threads,
        progress=progress,
    )
    return linkage.having(today=today.isoformat())


def link_records(
    records: Records,
    *,
    min_probability: float = RunOptions.min_probability,
    method: Literal["agreement", "components"] = "agreement",
    decisions: Decisions | str | Path | None = None,
    keep_above: float = RunOptions.keep_above,
    model: Classifier | Model | str | Path | None = None,
    fit: bool = False,
    roles: Sequence[str] = RunOptions.roles,
    across_only: bool = False,
    max_pairs: int = RunOptions.max_pairs,
    threads: int | None = None,
    progress: bool | None = None,
) -> Linkage:
    """As ``link``, from records that are loaded already.

    Example:
        >>> import suspectmatch as sm
        >>> one = {"record_id": "1", "names": ["Zubayr Tarkhani"], "birth_dates": ["1971-04-12"]}
        >>> link_records(sm.load({"a": [one]}))
        Linkage(1 records, 0 candidate pairs, 0 leads at 0.95, 0 clusters)
    """
    RunOptions(min_probability=min_probability, keep_above=keep_above, roles=roles, method=method)
    if threads is not None:
        checks.positive_int("threads", threads)
    decisions = decisions_of(decisions)
    people = normalise(records, threads=threads)
    linker = Linker(
        classifier=_classifier(model),
        roles=roles,
        across_only=across_only,
        keep_above=keep_above,
        max_pairs=max_pairs,
        threads=threads,
        progress=progress,
    )
    candidates = linker.candidates(people)
    if fit:
        linker.fit(candidates)
    scored = linker.score(candidates)
    return Linkage(cluster(scored, min_probability=min_probability, method=method, decisions=decisions))


def _classifier(model: Classifier | Model | str | Path | None) -> Classifier:
    if isinstance(model, Classifier):
        return model
    if model is None or isinstance(model, Model):
        return FellegiSunter(model)
    checks.instance("model", model, (str, Path), "a classifier, a Model, or the JSON file of either")
    return load_classifier(model)
