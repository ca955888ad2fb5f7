"""The command that compiles ahead."""

from __future__ import annotations

from suspectmatch.cli import main
from suspectmatch.linking import compiling


def test_compile_says_how_many_and_where(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(compiling, "compile_kernels", lambda **_: (54, tmp_path))
    assert main(["compile"]) == 0
    assert capsys.readouterr().out == f"54 kernels compiled. The machine code is in {tmp_path}.\n"


def test_compile_is_not_done_where_nothing_can_be_kept(monkeypatch, capsys):
    monkeypatch.setattr(compiling, "cache_folder", lambda: None)
    assert main(["compile"]) == 2
    assert "NUMBA_CACHE_DIR" in capsys.readouterr().err
