"""The import rule of ARCHITECTURE.md, read from the syntax tree so that nothing has to run."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "ingest": frozenset({"core"}),
    "retrieval": frozenset({"core"}),
    "escalation": frozenset({"core"}),
    "analytics": frozenset({"core"}),
    "bot": frozenset({"core", "retrieval", "escalation"}),
    "dialtone": frozenset(
        {"core", "ingest", "retrieval", "escalation", "analytics", "bot"},
    ),
}
"""Each room, and the rooms it may import besides itself."""

_CONFINED: dict[str, tuple[str, ...]] = {
    "sqlalchemy": ("core/db/",),
    "alembic": ("core/db/",),
    "chromadb": ("retrieval/",),
    "fastapi": ("bot/",),
    "starlette": ("bot/",),
    "slack_bolt": ("bot/", "ingest/sources/slack", "escalation/notify/slack"),
    "slack_sdk": ("bot/", "ingest/sources/slack", "escalation/notify/slack"),
}
"""Packages that only some places may import: prefixes of paths."""

_READS_ENVIRONMENT = "core/settings.py"
_ENVIRONMENT = frozenset({"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"})


def violations(root: Path) -> list[str]:
    """Every import below `root` that the rule forbids, as `file:line: why`."""
    found: list[str] = []
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            place = file.relative_to(root).as_posix()
            tree = ast.parse(file.read_text(encoding="utf-8"), filename=place)
            for line, why in _broken(tree, room, place):
                found.append(f"{place}:{line}: {why}")
    return found


def _broken(tree: ast.Module, room: str, place: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        for module in _imported(node, place):
            yield from ((node.lineno, why) for why in _forbidden(module, room, place))  # type: ignore[attr-defined]
        name = _environment_name(node)
        if name and place != _READS_ENVIRONMENT:
            yield node.lineno, f"os.{name} is read outside of {_READS_ENVIRONMENT}"  # type: ignore[attr-defined]


def _forbidden(module: str, room: str, place: str) -> Iterator[str]:
    top = module.split(".")[0]
    if top in ("tests", "benchmarks"):
        yield f"{room} imports {module}"
    if top in ROOMS and top != room and top not in ROOMS[room]:
        yield f"{room} imports {module}"
    allowed = _CONFINED.get(top)
    if allowed and not place.startswith(allowed):
        yield f"{top} is imported outside of {', '.join(allowed)}"


def _imported(node: ast.AST, place: str) -> list[str]:
    """The absolute names of the modules that a node imports."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom(level=0, module=str(module)):
            return [module]
        case ast.ImportFrom(level=level):
            folder = place.split("/")[:-1]
            base = folder[: len(folder) - level + 1]
            return [".".join([*base, *([node.module] if node.module else [])])]
        case ast.Call(args=[ast.Constant(value=str(module)), *_]) if _imports_by_name(node.func):
            return [module]
    return []


def _imports_by_name(function: ast.expr) -> bool:
    match function:
        case ast.Name(id="__import__" | "import_module"):
            return True
        case ast.Attribute(attr="import_module"):
            return True
    return False


def _environment_name(node: ast.AST) -> str:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr=attribute) if attribute in _ENVIRONMENT:
            return attribute
        case ast.ImportFrom(module="os"):
            return next((alias.name for alias in node.names if alias.name in _ENVIRONMENT), "")
    return ""
