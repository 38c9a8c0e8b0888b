"""One typed configuration. Unknown keys are refused; only this file reads the environment."""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from core.errors import UserError
from core.web_settings import Web

CONFIG_NAME = "dialtone.yaml"
ENVIRONMENT_PREFIX = "DIALTONE_"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FolderSource(_Section):
    """A folder of documentation files."""

    type: Literal["folder"]
    name: str
    path: Path
    base_url: str = ""
    owner: str = ""
    audience: str = "public"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class WebsiteSource(_Section):
    """A published documentation site."""

    type: Literal["website"]
    name: str
    url: str
    sitemap: str = ""
    max_pages: int = Field(default=2000, ge=1)
    max_depth: int = Field(default=10, ge=0)
    delay_seconds: float = Field(default=0.2, ge=0)
    allow_private: bool = False
    owner: str = ""
    audience: str = "public"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class JsonlSource(_Section):
    """Records dumped from anywhere, one JSON object a line."""

    type: Literal["jsonl"]
    name: str
    path: Path
    base_url: str = ""
    owner: str = ""
    audience: str = "public"


SourceSettings = Annotated[FolderSource | WebsiteSource | JsonlSource, Field(discriminator="type")]


class Database(_Section):
    """Where the truth lives."""

    url: SecretStr = SecretStr("")
    """A SQLAlchemy URL; empty means SQLite in the home directory."""


class Vectors(_Section):
    """Where the derived vectors live."""

    url: str = ""
    """A Chroma server such as http://chroma:8000; empty means embedded, in the home directory."""


class Embedding(_Section):
    """The model that turns text into vectors."""

    model: str = "all-MiniLM-L6-v2"
    """Any sentence-transformers model name or folder; the default ships with the package."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    batch_size: int = Field(default=64, ge=1)
    query_prompt: str = ""
    """Put before every question, for models that were trained so."""


class Chunking(_Section):
    """How pages are cut into passages."""

    target_characters: int = Field(default=900, ge=100)
    max_characters: int = Field(default=1800, ge=200)


class Search(_Section):
    """The stages of search, each with a switch so that a benchmark can take it away."""

    vectors: bool = True
    lexical: bool = True
    clean_up: bool = True
    """Set greetings, chat markup and all but the beginning of pasted code aside."""
    follow_ups: bool = True
    """Let a question that says little lean on the one before it."""
    passages_a_page: int = Field(default=5, ge=1)
    """How many passages speak for their page; 1 scores a page by its best passage alone."""
    candidates: int = Field(default=200, ge=1)
    """Passages that each stage brings."""


class Settings(_Section):
    """Everything that can be configured."""

    home: Path = Path("~/.dialtone").expanduser()
    database: Database = Database()
    vectors: Vectors = Vectors()
    embedding: Embedding = Embedding()
    chunking: Chunking = Chunking()
    search: Search = Search()
    sources: tuple[SourceSettings, ...] = ()
    web: Web = Web()

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database.url.get_secret_value() or f"sqlite:///{self.home / 'dialtone.db'}"

    @property
    def chroma_directory(self) -> Path:
        """Where an embedded Chroma keeps its files."""
        return self.home / "chroma"


def load(
    *,
    home: Path | None = None,
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from, weakest first: defaults, the YAML file, DIALTONE_* variables, arguments.

    A variable names its setting with two underscores between levels, such as
    DIALTONE_DATABASE__URL. The file is `config`, else DIALTONE_CONFIG, else ./dialtone.yaml, else
    dialtone.yaml in the home directory.
    """
    environment = os.environ if environment is None else environment
    raw: dict[str, Any] = {}
    named = config or _path(environment.get("DIALTONE_CONFIG"))
    chosen_home = home or _path(environment.get("DIALTONE_HOME"))
    file = _config_file(named, chosen_home)
    if file:
        raw = _read(file)
        _resolve_paths(raw, file.parent)
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and name not in ("DIALTONE_HOME", "DIALTONE_CONFIG"):
            _put(raw, name, value)
    if chosen_home:
        raw["home"] = chosen_home
    if "home" in raw:
        raw["home"] = Path(raw["home"]).expanduser().absolute()
    return _validate(raw, file)


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None


def _config_file(named: Path | None, home: Path | None) -> Path | None:
    if named:
        if not named.is_file():
            raise UserError(f"There is no settings file {named}.", "Check the path of --config.")
        return named
    default_home = home or Path("~/.dialtone").expanduser()
    for candidate in (Path(CONFIG_NAME), default_home / CONFIG_NAME):
        if candidate.is_file():
            return candidate.absolute()
    return None


def _read(file: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(
            f"{file} is not valid YAML: {error}", "Mend the file and run again."
        ) from error
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise UserError(
            f"{file} holds a {type(raw).__name__}, not settings.", "Write `key: value` lines."
        )
    return raw


def _resolve_paths(raw: dict[str, Any], base: Path) -> None:
    """Paths in a settings file are relative to that file, wherever the command is typed."""
    if isinstance(raw.get("home"), str):
        raw["home"] = base / Path(raw["home"]).expanduser()
    sources = raw.get("sources")
    for source in sources if isinstance(sources, list) else []:
        if isinstance(source, dict) and isinstance(source.get("path"), str):
            source["path"] = base / Path(source["path"]).expanduser()


def _put(raw: dict[str, Any], name: str, value: str) -> None:
    keys = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
    place = raw
    for key in keys[:-1]:
        inner = place.setdefault(key, {})
        if not isinstance(inner, dict):
            raise UserError(
                f"{name} names a setting below {key!r}, which has no settings below it."
            )
        place = inner
    place[keys[-1]] = value


def _validate(raw: dict[str, Any], file: Path | None) -> Settings:
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as error:
        where = f" (from {file} and DIALTONE_* variables)" if file else ""
        raise UserError("\n".join(_explain(item) for item in error.errors()) + where) from error
    _check_sources(settings)
    return settings


def _check_sources(settings: Settings) -> None:
    names = [source.name for source in settings.sources]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"Two sources are named {name!r}.", "Give each source its own name.")


def _explain(item: Any) -> str:
    place = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        return f"There is no setting {place!r}.{_suggest(item['loc'])}"
    return f"The setting {place!r} cannot be {item['input']!r}: {item['msg']}."


def _suggest(location: tuple[int | str, ...]) -> str:
    section: Any = Settings
    for key in location[:-1]:
        field = getattr(section, "model_fields", {}).get(key)
        if field is None:
            return ""
        section = field.annotation
    known = list(getattr(section, "model_fields", {}))
    close = difflib.get_close_matches(str(location[-1]), known, n=1)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" Known here: {', '.join(known)}."
