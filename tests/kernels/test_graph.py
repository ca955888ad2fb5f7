from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracles.graph import components_by_definition, strongest_and_weakest_by_definition

from suspectmatch.kernels import graph

pytestmark = pytest.mark.kernels

N = 14
edge = st.tuples(st.integers(0, N - 1), st.integers(0, N - 1))
edges = st.lists(edge, max_size=8) | st.lists(edge, min_size=8, max_size=25)


def components(n, left, right):
    label = np.arange(n, dtype=np.int32)
    graph.join_strongest_first(left, right, np.ones(len(left)), label)
    return label


def ends(pairs):
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


@settings(deadline=None, max_examples=50)
@given(edges)
def test_labels_are_the_smallest_members(pairs):
    label = components(N, *ends(pairs))
    assert label.dtype == np.int32
    assert label.tolist() == components_by_definition(N, pairs)
    other = nx.Graph(pairs)
    other.add_nodes_from(range(N))
    for component in nx.connected_components(other):
        assert {label[node] for node in component} == {min(component)}


@settings(deadline=None, max_examples=25)
@given(edges, st.randoms())
def test_order_and_direction_do_not_matter(pairs, random):
    expected = components(N, *ends(pairs))
    shuffled = [pair[::-1] if random.random() < 0.5 else pair for pair in pairs]
    random.shuffle(shuffled)
    assert components(N, *ends(shuffled)).tolist() == expected.tolist()


@settings(deadline=None, max_examples=25)
@given(edges, edges)
def test_more_pairs_only_join(pairs, more):
    few = components(N, *ends(pairs))
    many = components(N, *ends(pairs + more))
    for a in range(N):
        for b in range(a):
            assert few[a] != few[b] or many[a] == many[b]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(edge.filter(lambda ends: ends[0] != ends[1]), st.integers(1, 5)), max_size=25))
def test_the_strongest_and_the_weakest_link(links):
    links.sort(key=lambda link: -link[1])
    pairs, strengths = [pair for pair, _ in links], [strength / 5 for _, strength in links]
    label = np.arange(N, dtype=np.int32)
    found = graph.join_strongest_first(*ends(pairs), np.array(strengths, float), label)
    assert label.tolist() == components_by_definition(N, pairs)
    expected = strongest_and_weakest_by_definition(N, pairs, strengths)
    for got, right in zip(found, expected, strict=True):
        assert [None if np.isnan(one) else one for one in got.tolist()] == right


@settings(deadline=None, max_examples=40)
@given(edges, st.integers(1, N), st.integers(0, 3))
def test_no_component_is_larger_than_allowed(pairs, most, n_always):
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    label = np.arange(N, dtype=np.int32)
    unused = graph.join_up_to(*ends(pairs), label, n_always, most)
    always = components(N, *ends(pairs[:n_always]))
    assert np.bincount(label).max() <= max(most, np.bincount(always).max())
    apart = [pair for pair in pairs if label[pair[0]] != label[pair[1]]]
    assert len(apart) <= unused <= len(pairs)
    assert all(label[one] == label[other] for one, other in pairs[:n_always])
    if most == N:
        assert unused == 0
        assert label.tolist() == components_by_definition(N, pairs)


def test_a_long_chain_is_one_component():
    n = 2000
    chain = np.arange(n - 1, 0, -1).astype(np.int32)
    assert not components(n, chain, chain - np.int32(1)).any()


def test_no_records_and_no_pairs():
    nothing = np.empty(0, np.int32)
    assert components(0, nothing, nothing).tolist() == []
    assert components(2, nothing, nothing).tolist() == [0, 1]
