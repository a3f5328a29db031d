"""Which of our files a module imports, however indirectly, read off the source.

DVC does not follow imports, so `dvc.yaml` lists them; a test compares that list with this one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "scotus_forecast"
SOURCE = Path("src")


def imported_files(module: str, source: Path = SOURCE) -> set[Path]:
    """Files of the package that `module` needs, itself included.

    Parameters
    ----------
    module : str
        Dotted name, such as ``scotus_forecast.stages.score``.
    source : Path
        Folder that holds the package.

    Notes
    -----
    Imports inside functions count; those by name (`core.learners.registry`) cannot be seen.
    """
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _file_of(waiting.pop(), source)
        if path is not None and path not in found:
            found.add(path)
            waiting += _imports(path)
    return found


def _file_of(module: str, source: Path) -> Path | None:
    base = source.joinpath(*module.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py")
    return next((path for path in candidates if path.is_file()), None)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(PACKAGE):
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith(PACKAGE))
