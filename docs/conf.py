"""Settings of Sphinx. Nothing is fetched while the pages are built."""

from importlib.metadata import version as installed_version

project = "suspectmatch"
author = "the suspectmatch developers"
copyright = "the suspectmatch developers"
release = version = installed_version("suspectmatch")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build", "examples"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# The root names are listed by suspectmatch.__all__, wherever they live.
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_preserve_defaults = False  # the signature of ``link`` is made from that of `Linker`
add_module_names = False
default_role = "code"
napoleon_attr_annotations = False  # `np.object_` in an annotation would be read as a link
napoleon_use_rtype = False
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "suspectmatch"
html_copy_source = False
html_show_sphinx = False


# scikit-learn gives every estimator methods of its own; its documentation explains them.
FROM_SCIKIT_LEARN = {"get_metadata_routing", "get_params", "set_params"}


def leave_out(_app, _what, name, thing, skip, _options):
    """Leave out what scikit-learn adds to estimators, and fields of tuples, which docstrings list."""
    last = name.rsplit(".", 1)[-1]
    skip = skip or str(getattr(thing, "__doc__", "")).startswith("Alias for field number")
    return skip or last in FROM_SCIKIT_LEARN or (last.startswith("set_") and last.endswith("_request"))


def setup(app):
    """Called by Sphinx."""
    app.connect("autodoc-skip-member", leave_out)
