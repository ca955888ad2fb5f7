"""Decisions that contradict each other, and which of them must be withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suspectmatch.errors import InputError

if TYPE_CHECKING:
    from suspectmatch.decisions.decision import Decision


def refuse_contradictions(
    standing: list[Decision], file: str, *, by: str | None = None, new: Decision | None = None
) -> None:
    """Refuse decisions that make two records both one person and two persons.

    Args:
        standing: the decisions to check.
        file: name of their file.
        by: check only the decisions of this author.
        new: one of them that is not written yet. It cannot be withdrawn, so it is not named.

    Raises:
        InputError: records that were decided to be one person, directly or through others, were also
            decided to be two; the message names all these decisions.
    """
    looked_at = [each for each in standing if by in {None, each.by}]
    chain_of = _SamePersons(looked_at)
    for each in looked_at:
        if each.verdict != "different" or not (chain := chain_of(*each.pair)):
            continue
        same, different = (
            ", ".join(one.id for one in some if one is not new) for some in (chain, [each])
        )
        parts = [f"by {same} two records are one person"] if same else []
        whose = "they are two" if same else "two records are two persons"
        parts += [f"by {different} {whose}"] if different else []
        if new is None or (new is not each and new not in chain):
            begins, ends = "Decisions contradict each other", "Withdraw one of them."
        else:
            begins = "This decision contradicts earlier ones and was not written"
            ends = f"Withdraw {'one of them' if len(chain) > 1 else 'that one'} first."
        raise InputError(f"{begins}: {', '.join(parts)}. {ends}", file=file)


class _SamePersons:
    """Which decisions make two records one person: those on the shortest way between them."""

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
