"""How sources and mappings are written, and what is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from suspectmatch.cli import main


def test_several_files_of_one_source_and_roles_by_name(sources, capsys):
    arguments = ["link", "all=un.json,jail.json", "--roles", "detained, victim,unknown", "-o", "out"]
    assert main(arguments) == 0
    assert "set aside by role                  0" in capsys.readouterr().out
    assert set(pd.read_csv(sources / "out" / "clusters.csv")["source"]) == {"all"}


WRONG = {
    "no such file": (["nonesuch.csv"], "nonesuch.csv"),
    "two sources of one name": (["un.json", "un=jail.json"], "'un'"),
    "no name": (["=un.json"], "NAME=FILE"),
    "no file": (["un="], "NAME=FILE"),
    "probability too high": (["un.json", "--min-probability", "1.5"], "min_probability"),
    "probability in words": (["un.json", "--min-probability", "high"], "--min-probability"),
    "floor below zero": (["un.json", "--keep-above", "-1"], "keep_above"),
    "unknown role": (["un.json", "--roles", "suspect,culprit"], "'culprit'"),
    "no threads": (["un.json", "--threads", "0"], "--threads"),
    "unknown option": (["un.json", "--shoe-size", "42"], "--shoe-size"),
    "no model": (["un.json", "--model", "m.json"], "m.json"),
    "not a model": (["un.json", "--model", "un.json"], "un.json"),
    "mapping of nobody": (["un.json", "--mapping", "jail=m.toml"], "jail"),
    "mapping that is not there": (["un.json", "--mapping", "un=m.toml"], "m.toml"),
    "mapping of no form": (["un.json", "--mapping", "m.toml"], "NAME=FILE"),
    "too little to fit": (["un.json", "--fit"], "not enough"),
}


@pytest.mark.parametrize(("arguments", "words"), WRONG.values(), ids=WRONG)
def test_errors_of_use_are_one_line_and_leave_nothing(sources, refused, arguments, words):
    assert words in refused("link", *arguments, "-o", "out")
    assert sorted(path.name for path in sources.iterdir()) == ["jail.json", "un.json"]


def test_a_mapping_that_does_not_fit_is_said(sources, refused):
    (sources / "p.csv").write_text("id,who\n1,Orm Ek\n", encoding="utf-8")
    (sources / "p.toml").write_text(
        '[record]\nid = "id"\n\n[[names]]\nfull = "whom"\n', encoding="utf-8"
    )
    line = refused("link", "p.csv", "--mapping", "p=p.toml", "-o", "out")
    assert "'whom'" in line
    assert "'who'" in line
    (sources / "p.toml").write_text("[columns", encoding="utf-8")
    assert "p.toml" in refused("link", "p.csv", "--mapping", "p=p.toml", "-o", "out")
    assert not (sources / "out").exists()
