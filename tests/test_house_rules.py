"""The limits of the house, kept by machine. CONTRIBUTING.md says why they are there."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "suspectmatch"
TESTS = ROOT / "tests"
KERNELS = SOURCE / "kernels"

MAX_LINES = 400
MAX_STATEMENTS = 50
MAX_ORACLE_LINES = 30
VAGUE_NAMES = {"utils", "util", "helpers", "misc", "common", "core", "base", "manager"}

MODULES = sorted(SOURCE.rglob("*.py"))
KERNEL_MODULES = [path for path in MODULES if path.parent == KERNELS]

TESTED_ELSEWHERE = {
    "roles.py": ("test_schema.py", "roles are words of the schema"),
    "explaining/links.py": ("explaining/test_how.py", "links are tested in the clusters they join"),
    "report/limits.py": ("report/test_leads.py", "what is cut is tested in the page"),
    "explaining/raw_values.py": (
        "explaining/test_explain.py",
        "values are tested where a reader meets them",
    ),
    "runs/manifest.py": ("runs/test_save.py", "a manifest is read as it was saved"),
    "runs/outputs.py": ("linking/test_linkage.py", "what a run shows and writes"),
    "runs/relink.py": ("runs/test_replay.py", "a run that is linked again gives the same"),
    "kernels/_jit.py": ("kernels/test_jit.py", "the same name without the underscore"),
    "kernels/groups.py": (
        "kernels/test_joins.py",
        "groups are the first half of joins, same definition",
    ),
    "loading/tables/delimited.py": (
        "loading/lists/test_ofac.py",
        "rows of the lists that are published as CSV",
    ),
    "loading/defaults.py": ("loading/test_columns.py", "defaults fill in records both ways"),
    "loading/offered_rows.py": (
        "loading/test_columns.py",
        "the same rows are offered both ways",
    ),
    "loading/lists/printed_names.py": (
        "loading/test_list_texts.py",
        "texts inside fields, one table for all lists",
    ),
    "loading/lists/record_builder.py": (
        "loading/lists/test_un.py",
        "tested by the readers of lists that use it",
    ),
    "loading/table_formats.py": (
        "loading/test_format_conformance.py",
        "formats of tables are formats",
    ),
    "loading/tables/table_options.py": ("loading/tables/test_csv_text.py", "options are for readers"),
    "loading/lists/ofac_remarks.py": ("loading/lists/test_ofac.py", "the second half of that reader"),
    "loading/lists/printed_documents.py": ("loading/test_list_texts.py", "as aliases"),
    "loading/lists/printed_remarks.py": ("loading/test_list_texts.py", "as aliases"),
    "comparing/rows.py": ("comparing/test_compare.py", "the rows that compare takes all of"),
    "scoring/classifier.py": (
        "scoring/test_classifier_conformance.py",
        "a protocol is tested on what keeps it",
    ),
    "scoring/learners.py": ("scoring/test_supervised.py", "what a classifier sees shows in its laws"),
    "scoring/reporting.py": ("scoring/test_supervised.py", "the report of what was learned"),
    "scoring/saving.py": ("scoring/test_supervised.py", "out and in, and what is refused"),
    "scoring/training.py": ("scoring/test_supervised.py", "labels, and what is too little"),
    "synthetic/countries.py": ("synthetic/test_spelling.py", "towns and nisbas are tested as names"),
    "synthetic/habits.py": ("synthetic/test_observing.py", "a habit shows in what a source observes"),
    "synthetic/name_book.py": ("synthetic/test_spelling.py", "a name is judged by its spellings"),
    "synthetic/noise.py": ("synthetic/test_observing.py", "noise shows in what a source observes"),
    "synthetic/formats/canada.py": ("synthetic/test_record_files.py", "files are read back"),
    "synthetic/formats/field_reports.py": (
        "synthetic/test_demo_files.py",
        "written files are read back",
    ),
    "synthetic/formats/fields.py": ("synthetic/test_record_files.py", "files are read back"),
    "synthetic/formats/interpol.py": ("synthetic/test_demo_files.py", "files are read back"),
    "synthetic/formats/observed_persons.py": (
        "synthetic/test_demo_files.py",
        "what is observed shows in the files",
    ),
    "synthetic/formats/prison.py": ("synthetic/test_demo_files.py", "files are read back"),
    "synthetic/formats/spreadsheet.py": (
        "synthetic/test_record_files.py",
        "written files are read back",
    ),
}
"""Modules without a test file of their own name: where their tests are, and why there."""

VERBS = {
    "blocking": "block",
    "clustering": "cluster",
    "comparing": "compare",
    "explaining": "explain",
    "linking": "link",
    "loading": "load",
    "normalising": "normalise",
    "scoring": "score",
}


def named(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(SOURCE)))


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions_of(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, kinds)]


def imported_by(path):
    """Names of all modules that a file imports, wherever in the file it does so."""
    names = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


KERNEL_MARKS = {"kernel", "eager_kernel", "inlined"}


def is_kernel(function):
    return any(
        isinstance(mark, ast.Name) and mark.id in KERNEL_MARKS for mark in function.decorator_list
    )


def defines_kernels(path):
    return any(map(is_kernel, functions_of(path)))


def git(*arguments):
    """Lines that git prints; the test is left out where the project is not a checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "-C", str(ROOT), *arguments, "-z"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line for line in output.split("\0") if line]


def tracked_texts():
    """(path, text) of every file of the project that holds text."""
    ignored = set(git("ls-files", "--cached", "--ignored", "--exclude-standard"))
    for name in git("ls-files"):
        path = ROOT / name
        if name not in ignored and path.is_file():
            try:
                yield name, path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


# -- size and names --


@named(MODULES)
def test_a_file_is_short_or_says_why_it_is_one_file(path):
    n_lines = len(path.read_text(encoding="utf-8").splitlines())
    assert n_lines <= MAX_LINES or "one file because" in " ".join(
        (ast.get_docstring(tree_of(path)) or "").split()
    )


@named([path for path in MODULES if path.parent != KERNELS])
def test_a_function_is_short(path):
    for function in functions_of(path):
        statements = [node for node in ast.walk(function) if isinstance(node, ast.stmt)]
        has_docstring = ast.get_docstring(function) is not None
        n_statements = len(statements) - 1 - has_docstring
        assert n_statements <= MAX_STATEMENTS, f"{function.name} has {n_statements} statements"


def test_a_module_is_named_after_what_it_holds():
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert not {name.strip("_") for name in names} & VAGUE_NAMES


@named(MODULES)
def test_a_module_says_what_it_is(path):
    assert len(ast.get_docstring(tree_of(path)) or "") >= len("Names of persons."), "no real docstring"


@named([path for path in MODULES if path.relative_to(SOURCE).parts[0] not in {"cli", "demo.py"}])
def test_only_the_shells_print(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}"


# -- imports --

SLOW_TO_IMPORT = (
    "IPython",
    "babel",
    "ipywidgets",
    "jellyfish",
    "matplotlib",
    "numba",
    "openpyxl",
    "pandas",
    "polars",
    "pyarrow",
    "pyspark",
    "recordlinkage",
    "scipy",
    "sklearn",
    "typer",
)
"""Nothing of this is needed before the first verb is called."""


def test_the_import_is_light(record_property):
    program = (
        "import sys, time; begin = time.perf_counter(); import suspectmatch;"
        "print(time.perf_counter() - begin, *sys.modules)"
    )
    runs = []
    for _ in range(3):
        command = [sys.executable, "-c", program]
        seconds, *loaded = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout.split()
        runs.append(float(seconds))
    # A figure to read, never a limit: the clock of a busy machine fails nothing.
    record_property("figure: import suspectmatch, seconds, best of 3", f"{min(runs):.3f}")
    assert not set(loaded) & set(SLOW_TO_IMPORT)


def test_the_shells_extras_are_loaded_by_the_shells_only():
    outer = {"cli", "demo", "review", "plotting", "interop", "spark"}
    extras = {"matplotlib", "pyspark", "recordlinkage", "IPython", "ipywidgets", "rigour"}
    for path in MODULES:
        if path.relative_to(SOURCE).parts[0].removesuffix(".py") not in outer:
            roots = {name.split(".")[0] for name in imported_by(path)}
            assert not roots & extras, path.relative_to(SOURCE)


def test_imports_point_down():
    linter = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run(
        [linter, "--config", "pyproject.toml", "--no-cache"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert result.returncode == 0, result.stdout + result.stderr


MODULE_PATHS = {
    ".".join(("suspectmatch", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in MODULES
}


@cache
def names_from(module):
    """Each name that a module imports with "from", wherever in the file, and the module it names."""
    nodes = [
        node for node in ast.walk(tree_of(MODULE_PATHS[module])) if isinstance(node, ast.ImportFrom)
    ]
    assert not any(node.level for node in nodes), "imports are absolute"
    return [(node.module, alias.name) for node in nodes for alias in node.names]


@cache
def only_hands_on(module):
    """Whether this is a package that defines nothing itself."""
    defined = (ast.FunctionDef, ast.ClassDef)
    path = MODULE_PATHS[module]
    return path.name == "__init__.py" and not any(isinstance(n, defined) for n in tree_of(path).body)


def source_of(module, name):
    """The module in which an imported name is defined; None for one of another library."""
    if f"{module}.{name}" in MODULE_PATHS:
        return f"{module}.{name}"
    if module in MODULE_PATHS and only_hands_on(module):
        handed = [origin for origin, given in names_from(module) if given == name]
        return source_of(handed[0], name) if handed else module
    return module if module in MODULE_PATHS else None


def test_no_imports_run_in_a_circle():
    """Imports for type checking and imports inside functions count, too."""
    graph = {
        module: {source_of(*each) for each in names_from(module)} - {module, None}
        for module in MODULE_PATHS
        if not only_hands_on(module)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


# -- tests mirror the source --


@named([path for path in MODULES if path.name != "__init__.py"])
def test_every_module_has_its_test(path):
    inside = path.relative_to(SOURCE)
    if str(inside) in TESTED_ELSEWHERE:
        where, reason = TESTED_ELSEWHERE[str(inside)]
        assert (TESTS / where).is_file()
        assert reason
    else:
        assert (TESTS / inside.parent / f"test_{path.name}").is_file()


def test_no_exception_is_out_of_date():
    for inside in TESTED_ELSEWHERE:
        assert (SOURCE / inside).is_file()
        assert not (TESTS / inside).with_name(f"test_{Path(inside).name}").exists()


@pytest.mark.parametrize(("package", "verb"), VERBS.items())
def test_every_verb_has_its_test(package, verb):
    assert (TESTS / package / f"test_{verb}.py").is_file()


def test_what_runs_on_one_pandas_only_cannot_see_pandas():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = re.findall(r"^NO_PANDAS := (.*)$", makefile, re.MULTILINE)
    folders = [ROOT / folder for folder in line.split()]
    assert all(folder.is_dir() for folder in folders)
    sources = [SOURCE / folder.relative_to(TESTS) for folder in folders]
    for path in (path for folder in folders + sources for path in folder.rglob("*.py")):
        assert "pandas" not in path.read_text(encoding="utf-8"), path.relative_to(ROOT)


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_the_files_that_a_page_names_exist(page):
    named_files = re.findall(r"`([\w./-]+/[\w.-]*\.?\w*)`", (ROOT / page).read_text(encoding="utf-8"))
    for name in named_files:
        if not name.startswith(("out/", "docs/_build", ".venv")):
            assert any((folder / name).exists() for folder in (ROOT, SOURCE, TESTS)), name


# -- kernels --


@named([path for path in KERNEL_MODULES if defines_kernels(path) and path.name != "_jit.py"])
def test_every_kernel_has_an_oracle_a_test_and_a_source(path):
    name = path.name
    if str(path.relative_to(SOURCE)) in TESTED_ELSEWHERE:
        where, _ = TESTED_ELSEWHERE[str(path.relative_to(SOURCE))]
        name = Path(where).name.removeprefix("test_")
    assert (TESTS / "oracles" / name).is_file(), "no oracle"
    assert (TESTS / "kernels" / f"test_{name}").is_file(), "no test"
    docstring = ast.get_docstring(tree_of(path)) or ""
    assert re.search(r"\b(1[89]|20)\d\d\b", docstring), "the docstring names no paper or standard"


def test_an_oracle_is_short_enough_to_be_believed():
    for path in sorted((TESTS / "oracles").glob("*.py")):
        for function in functions_of(path):
            n_lines = function.end_lineno - function.lineno + 1
            assert n_lines <= MAX_ORACLE_LINES, f"{path.name}: {function.name} has {n_lines} lines"


@named([path for path in MODULES if path.name != "_jit.py"])
def test_one_file_owns_the_compiler(path):
    compiler = {name for name in imported_by(path) if name.split(".")[0] == "numba"}
    assert not compiler - {"numba.types"} or compiler == {"numba", "numba.types"}


@named(KERNEL_MODULES)
def test_kernels_are_serial_and_exact(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            assert not {word.arg for word in node.keywords} & {"parallel", "fastmath"}, node.lineno
        assert not (isinstance(node, ast.Name) and node.id == "prange"), node.lineno


@named(KERNEL_MODULES)
def test_kernels_raise_nothing(path):
    for function in filter(is_kernel, functions_of(path)):
        for node in ast.walk(function):
            assert not isinstance(node, (ast.Raise, ast.Assert, ast.Try)), f"line {node.lineno}"


@named([path for path in KERNEL_MODULES if path.name != "_jit.py"])
def test_kernels_know_arrays_and_nothing_else(path):
    allowed = {"__future__", "collections", "math", "numba", "numpy", "typing"}
    own = ("suspectmatch.kernels", "suspectmatch.levels")  # the numbers of levels are declared there
    for name in imported_by(path):
        assert name.split(".")[0] in allowed or name.startswith(own), name


# -- what is in the repository --


def test_nothing_that_is_ignored_is_kept_in_git():
    ignored = git("ls-files", "--cached", "--ignored", "--exclude-standard")
    folders = sorted({name.split("/")[0] for name in ignored})
    assert not ignored, f"{len(ignored)} files that .gitignore names are tracked, in {folders}"


MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work|opt|mnt|srv)/\w|\b[A-Z]:\\Users\\")
REGISTRY = re.compile(
    r"(?i)py[p]i\.org/simple|python[h]osted\.org|(?:extra-)?index[-_]u[r]l|find[-_]l[i]nks|trusted[-_]h[o]st"
)


def test_no_file_names_a_machine_or_a_registry():
    found = [
        f"{name}:{number}"
        for name, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line) or REGISTRY.search(line)
    ]
    assert not found


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-pandas3.txt"])
def test_pins_are_plain(name):
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+]+", line)


def test_notebooks_are_kept_without_output():
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            assert not cell.get("outputs"), path.name
            assert cell.get("execution_count") is None, path.name


# -- what is shown --

NAME, BIRTH_DATE, NUMBER = "Zubayr al-Tarkhani", "1971-04-12", "TX9048817"


def test_a_table_shows_counts_and_never_a_person():
    import suspectmatch as sm  # noqa: PLC0415  (the other rules hold without importing the library)

    person = {"names": [NAME], "birth_dates": [BIRTH_DATE], "documents": [NUMBER]}
    linkage = sm.link(
        {"notices": [{"record_id": "1", **person}], "prison": [{"record_id": "9", **person}]}
    )
    people = sm.normalise(
        sm.load({"prison": [{"record_id": "9", **person}, {"record_id": "10", **person}]})
    )
    candidates = sm.block(people)
    compared = sm.compare(candidates)
    scored = sm.score(compared)
    for table in (people.records, people, candidates, compared, scored, sm.cluster(scored), linkage):
        for shown in (repr(table), str(table), getattr(table, "_repr_html_", str)()):
            for value in (NAME, "Zubayr", "zubayr", "tarkhani", "Tarkhani", BIRTH_DATE, NUMBER):
                assert value not in shown, type(table).__name__
