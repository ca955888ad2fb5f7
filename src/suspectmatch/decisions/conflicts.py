"""Decisions that contradict each other: which they are, and what must be withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suspectmatch.errors import InputError

if TYPE_CHECKING:
    from suspectmatch.decisions.ledger import Decision


def refuse_contradictions(
    standing: list[Decision], file: str, *, by: str | None = None, new: Decision | None = None
) -> None:
    """Refuse decisions by which two records are one person and two.

    Args:
        standing: the decisions to look at.
        file: name of the file they are kept in.
        by: only look at the decisions of this person.
        new: one of them that is not written yet. It is no decision that could be withdrawn, and so it is
            not named.

    Raises:
        InputError: records that were decided to be one person, directly or through others, were also
            decided to be two; the message names all the decisions that stand.
    """
    looked_at = [each for each in standing if by in {None, each.by}]
    chain_of = _SamePersons(looked_at)
    for each in looked_at:
        if each.verdict != "different" or not (chain := chain_of(*each.pair)):
            continue
        same, different = (
            ", ".join(one.id for one in some if one is not new) for some in (chain, [each])
        )
        told = [f"by {same} two records are one person"] if same else []
        whose = "they are two" if same else "two records are two persons"
        told += [f"by {different} {whose}"] if different else []
        if new is None or (new is not each and new not in chain):
            begins, ends = "Decisions contradict each other", "Withdraw one of them."
        else:
            begins = "What stands contradicts this decision, which was not written"
            ends = f"Withdraw {'one of them' if len(chain) > 1 else 'that one'} first."
        raise InputError(f"{begins}: {', '.join(told)}. {ends}", file=file)


class _SamePersons:
    """How two records come to be one person by decisions: the decisions on the shortest way."""

    def __init__(self, standing: list[Decision]) -> None:
        self.beside: dict[str, list[tuple[str, Decision]]] = {}
        for each in standing:
            if each.verdict == "same":
                self.beside.setdefault(each.left, []).append((each.right, each))
                self.beside.setdefault(each.right, []).append((each.left, each))

    def __call__(self, left: str, right: str) -> list[Decision]:
        """The decisions that join the two, none if nothing does."""
        ways: dict[str, list[Decision]] = {left: []}
        at_hand = [left]
        while at_hand:
            following = []
            for here in at_hand:
                for there, decision in self.beside.get(here, ()):
                    if there not in ways:
                        ways[there] = [*ways[here], decision]
                        following.append(there)
            if right in ways:
                return ways[right]
            at_hand = following
        return []
