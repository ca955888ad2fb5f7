import numpy as np
import pytest

from suspectmatch.synthetic import generate_people
from suspectmatch.synthetic.look_alikes import chain_lengths
from suspectmatch.synthetic.persons import KIN, PARTS


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1])
def test_chains_hold_the_share_asked_for(share):
    made = chain_lengths(50_000, share, np.random.default_rng(0))
    assert np.mean(made > 0) == pytest.approx(share, abs=0.2 * share + 1e-9)
    assert made[0] == 0


def test_a_step_follows_the_step_before():
    made = chain_lengths(20_000, 0.2, np.random.default_rng(1))
    later = np.flatnonzero(made > 1)
    assert (made[later - 1] == made[later] - 1).all()
    assert made.max() >= 3


def test_a_look_alike_differs_a_little_from_the_one_before():
    people = generate_people(20_000, seed=2, look_alikes=0.05)
    rows = np.flatnonzero(people.kin == KIN.index("look_alike"))
    before = people.kin_of[rows]
    assert (before == rows - 1).all()
    columns = [PARTS.index(part) for part in ("given", "family")]
    changed = (people.names[rows][:, columns] != people.names[before][:, columns]).sum(axis=1)
    moved = people.birth[rows] != people.birth[before]
    assert 0.3 < (changed > 0).mean() < 0.6
    assert 0.6 < moved.mean() < 0.8
    assert ((changed == 0) & ~moved).mean() < 0.1
    for part in ("father", "grandfather"):
        assert (people.names[rows, PARTS.index(part)] == people.names[before, PARTS.index(part)]).all()


def test_no_look_alikes_when_none_are_wanted():
    assert not (generate_people(5000, look_alikes=0.0).kin == KIN.index("look_alike")).any()
