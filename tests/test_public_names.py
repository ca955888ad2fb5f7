"""The root names: complete, in order, each explained and shown."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from importlib.metadata import version

import pytest

import suspectmatch as sm

VERBS = {"load", "normalise", "block", "compare", "score", "cluster", "explain"}
TABLES = {
    "Records",
    "People",
    "CandidatePairs",
    "ComparedPairs",
    "ScoredPairs",
    "Clusters",
    "Explanation",
}
SHORTCUTS = {"link", "Linker", "Linkage", "FellegiSunter"}


def test_the_names_are_sorted_and_unique():
    assert list(sm.__all__) == sorted(set(sm.__all__))


def test_the_sentence_can_be_said_from_the_root():
    assert set(sm.__all__) >= VERBS | TABLES | SHORTCUTS


def test_nothing_else_is_public():
    for name in sm.__all__:
        getattr(sm, name)
    modules = {module.name for module in pkgutil.iter_modules(sm.__path__)}
    imported = {"annotations", "ast", "importlib", "Any", "Path"}
    public = {name for name in vars(sm) if not name.startswith("_")}
    assert public - modules - imported == set(sm.__all__)
    assert set(dir(sm)) == set(sm.__all__)


def test_the_version_is_that_of_the_distribution():
    assert sm.__version__ == version("suspectmatch")


def test_a_name_that_is_not_there_is_said_so():
    with pytest.raises(AttributeError, match="nonesuch"):
        sm.nonesuch  # noqa: B018


@pytest.mark.parametrize("name", sm.__all__)
def test_every_name_is_explained_and_shown(name):
    thing = getattr(sm, name)
    docstring = inspect.getdoc(thing) or ""
    assert docstring, "no docstring"
    if inspect.isclass(thing) and issubclass(thing, BaseException):
        return  # an error is shown by what raises it
    assert ">>>" in docstring, "no example"


@pytest.mark.parametrize("name", sm.__all__)
def test_every_function_says_what_goes_in_and_comes_out(name):
    thing = getattr(sm, name)
    if inspect.isfunction(thing):
        assert "return" in inspect.get_annotations(thing)
        parameters = inspect.signature(thing).parameters.values()
        assert all(each.annotation is not inspect.Parameter.empty for each in parameters)


@pytest.mark.parametrize("name", sm.__all__)
def test_every_name_is_public_where_it_lives(name):
    thing = getattr(sm, name)
    home = importlib.import_module(sm._HOME[name])
    assert getattr(home, name) is thing
