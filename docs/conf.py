"""How the documentation is built: `make docs`. Warnings are errors; nothing is fetched."""

project = "Pharos"
author = "The Pharos contributors"
project_copyright = "The Pharos contributors, EUPL-1.2"
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "alabaster"
html_theme_options = {"description": "Micro-credential registry", "fixed_sidebar": True}
html_show_sphinx = False
