from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.graph import components_by_definition

from suspectmatch.kernels import graph

pytestmark = pytest.mark.kernels

N = 14
edge = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1))
edges = st.lists(edge, max_size=8) | st.lists(edge, min_size=8, max_size=25)


def ends(pairs):
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


@settings(deadline=None, max_examples=50)
@given(edges)
def test_labels_are_the_smallest_members(pairs):
    label = graph.connected_components(N, *ends(pairs))
    assert label.dtype == np.int32
    assert label.tolist() == components_by_definition(N, pairs)
    other = nx.Graph(pairs)
    other.add_nodes_from(range(N))
    for component in nx.connected_components(other):
        assert {label[node] for node in component} == {min(component)}


@settings(deadline=None, max_examples=25)
@given(edges, st.randoms(), st.integers(0, 25))
def test_order_direction_and_chunks_do_not_matter(pairs, random, cut):
    expected = graph.connected_components(N, *ends(pairs))
    shuffled = [pair[::-1] if random.random() < 0.5 else pair for pair in pairs]
    random.shuffle(shuffled)
    parent = np.arange(N, dtype=np.int32)
    graph.unite_pairs(parent, *ends(shuffled[:cut]))
    graph.unite_pairs(parent, *ends(shuffled[cut:]))
    graph.flatten(parent)
    assert parent.tolist() == expected.tolist()


@settings(deadline=None, max_examples=25)
@given(edges, edges)
def test_more_pairs_only_join(pairs, more):
    few = graph.connected_components(N, *ends(pairs))
    many = graph.connected_components(N, *ends(pairs + more))
    for a in range(N):
        for b in range(a):
            assert few[a] != few[b] or many[a] == many[b]


def test_a_long_chain_is_one_component():
    n = 2000
    chain = np.arange(n - 1, 0, -1).astype(np.int32)
    assert not graph.connected_components(n, chain, chain - np.int32(1)).any()


def test_no_records_and_no_pairs():
    nothing = np.empty(0, np.int32)
    assert graph.connected_components(0, nothing, nothing).tolist() == []
    assert graph.connected_components(2, nothing, nothing).tolist() == [0, 1]
