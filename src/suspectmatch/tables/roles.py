"""Which records are of a protected role: a victim, a witness, a missing person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from suspectmatch.roles import PROTECTED_ROLES, ROLES

if TYPE_CHECKING:
    import numpy.typing as npt

    from suspectmatch.tables.pairs import ComparedPairs
    from suspectmatch.tables.people import People

_CODES: Final = [ROLES.index(role) for role in PROTECTED_ROLES]


def is_protected(people: People) -> npt.NDArray[np.bool_]:
    """Whether each record is of a protected role, bool (N,)."""
    found: npt.NDArray[np.bool_] = np.isin(people.role, _CODES)
    return found


def across_roles(compared: ComparedPairs) -> npt.NDArray[np.bool_]:
    """Whether each pair is of a protected record and one that is not, bool (P,)."""
    protected = is_protected(compared.people)
    found: npt.NDArray[np.bool_] = protected[compared.left] != protected[compared.right]
    return found
