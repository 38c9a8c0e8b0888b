"""One typed configuration. Unknown keys are refused; only this file reads the environment."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator

from core.catalog_settings import CatalogSettings
from core.errors import UserError
from core.escalation_settings import EscalationSettings
from core.history_settings import History
from core.model_settings import Model
from core.past_settings import PastSettings
from core.report_settings import ReportSettings
from core.section import Section
from core.settings_problems import explain
from core.slack_settings import Slack
from core.source_settings import SourceSettings
from core.web_settings import Web

CONFIG_NAME = "dialtone.yaml"
ENVIRONMENT_PREFIX = "DIALTONE_"
_USUAL = {
    "SLACK_BOT_TOKEN": "bot_token",
    "SLACK_APP_TOKEN": "app_token",
    "SLACK_SIGNING_SECRET": "signing_secret",
    "SLACK_API_URL": "api_url",
}
"""Variables that Slack's own tools read, and the setting that each stands for."""


Declared = TypeVar("Declared", bound=BaseModel)


class Database(Section):
    """Where the truth lives."""

    url: SecretStr = SecretStr("")
    """A SQLAlchemy URL; empty means SQLite in the home directory."""


class Vectors(Section):
    """Where the derived vectors live."""

    url: str = ""
    """A Chroma server such as http://chroma:8000; empty means embedded, in the home directory."""
    database: str = Field(default="", pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9])?$")
    """The database on that server, made where there is none; empty means the server's default one.

    Every Dialtone needs its own: what one writes, another would take for its own passages.
    """


class Embedding(Section):
    """The model that turns text into vectors."""

    model: str = "all-MiniLM-L6-v2"
    """Any sentence-transformers model name or folder; the default ships with the package."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """The numbers that are multiplied. "auto": what this processor is quick at, which may be bytes
    for questions; those find what exact ones find but for a rank here and there."""
    batch_size: int = Field(default=64, ge=1)
    query_prompt: str = ""
    """Put before every question, for models that were trained so."""


class Chunking(Section):
    """How pages are cut into passages."""

    target_characters: int = Field(default=900, ge=100)
    max_characters: int = Field(default=1800, ge=200)

    @model_validator(mode="after")
    def _target_below_maximum(self) -> "Chunking":
        if self.target_characters > self.max_characters:
            raise ValueError("target_characters is more than max_characters")
        return self


class Search(Section):
    """The stages of search, each with a switch so that a benchmark can take it away."""

    vectors: bool = True
    lexical: bool = True
    clean_up: bool = True
    """Set greetings, chat markup and all but the beginning of pasted code aside."""
    follow_ups: bool = True
    """Let a question that says little lean on the one before it."""
    passages_a_page: int = Field(default=3, ge=1)
    """How many passages speak for their page; 1 scores a page by its best passage alone."""
    candidates: int = Field(default=200, ge=1)
    """Passages that each stage brings."""


class AnswerSettings(Section):
    """When an answer is given. `dialtone eval` says what these do on your own questions."""

    midpoint: float = Field(default=0.51, ge=0, le=1)
    """The score of the best page at which an answer is as likely to be there as not. It belongs to
    the embedding model."""
    steepness: float = Field(default=8.0, gt=0)
    """How fast confidence changes around the midpoint. A page may speak of a subject all along and
    not answer what is asked about it: a steeper curve claims more than comes true."""
    answered_from: float = Field(default=0.58, ge=0, le=1)
    """Confidence from which an answer is called answered."""
    partial_from: float = Field(default=0.44, ge=0, le=1)
    """Confidence below which the answer is "I don't know"."""


class Settings(Section):
    """Everything that can be configured."""

    home: Path = Path("~/.dialtone").expanduser()
    database: Database = Database()
    vectors: Vectors = Vectors()
    embedding: Embedding = Embedding()
    chunking: Chunking = Chunking()
    search: Search = Search()
    past: PastSettings = PastSettings()
    answer: AnswerSettings = AnswerSettings()
    sources: tuple[SourceSettings, ...] = ()
    web: Web = Web()
    history: History = History()
    catalog: CatalogSettings = CatalogSettings()
    escalation: EscalationSettings = EscalationSettings()
    model: Model = Model()
    report: ReportSettings = ReportSettings()
    slack: Slack = Slack()

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
    """Settings from, weakest first: defaults, the YAML file, SLACK_* and DIALTONE_* variables,
    arguments.

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
    variables: dict[tuple[str, ...], str] = {}
    for name, key in _USUAL.items():
        if environment.get(name):
            variables[_put(raw, f"{ENVIRONMENT_PREFIX}SLACK__{key}", environment[name])] = name
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and name not in ("DIALTONE_HOME", "DIALTONE_CONFIG"):
            variables[_put(raw, name, value)] = name
    if chosen_home:
        raw["home"] = chosen_home
    if isinstance(raw.get("home"), (str, Path)):
        raw["home"] = Path(raw["home"]).expanduser().absolute()
    return _validate(raw, file, variables)


def check(section: type[Declared], **values: Any) -> Declared:
    """A part of the settings that was given on the command line, such as one source."""
    try:
        return section.model_validate(values)
    except ValidationError as error:
        raise UserError(explain(error, section, {})) from error


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser() if text else None


def _config_file(named: Path | None, home: Path | None) -> Path | None:
    if named:
        if not named.is_file():
            raise UserError(f"There is no settings file {named}.", "Check the path of --config.")
        return named.absolute()
    default_home = home or Path("~/.dialtone").expanduser()
    for candidate in (Path(CONFIG_NAME), default_home / CONFIG_NAME):
        if candidate.is_file():
            return candidate.absolute()
    return None


def _read(file: Path) -> dict[str, Any]:
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except yaml.YAMLError as error:
        raise UserError(
            f"{file} is not valid YAML: {_yaml_problem(error)}.", "Mend the file and run again."
        ) from error
    except (OSError, ValueError) as error:
        raise UserError(
            f"{file} cannot be read: {error}.", "It must be a text file in UTF-8."
        ) from error
    if raw is None:
        return {}
    if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
        raise UserError(
            f"{file} holds a {type(raw).__name__}, not settings.", "Write `key: value` lines."
        )
    return raw


def _yaml_problem(error: yaml.YAMLError) -> str:
    """What and where, without the text around it, which may be a password."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def _resolve_paths(raw: dict[str, Any], base: Path) -> None:
    """Paths in a settings file are relative to that file, wherever the command is typed."""
    if isinstance(raw.get("home"), str):
        raw["home"] = base / Path(raw["home"]).expanduser()
    sources = raw.get("sources")
    placed = [*(sources if isinstance(sources, list) else []), raw.get("catalog")]
    for place in placed:
        if isinstance(place, dict) and isinstance(place.get("path"), str):
            place["path"] = base / Path(place["path"]).expanduser()


def _put(raw: dict[str, Any], name: str, value: str) -> tuple[str, ...]:
    """Set what a variable names; returns where that is."""
    keys = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
    place = raw
    for depth, key in enumerate(keys[:-1], start=1):
        inner = place.get(key)
        if inner is None:
            inner = place[key] = {}
        if not isinstance(inner, dict):
            raise UserError(
                f"The variable {name} names a setting below {'.'.join(keys[:depth])!r}, which has"
                " no settings below it.",
                f"Unset it, or set {'.'.join(keys[:depth])!r} in {CONFIG_NAME}.",
            )
        place = inner
    place[keys[-1]] = value
    return tuple(keys)


def _validate(
    raw: dict[str, Any], file: Path | None, variables: Mapping[tuple[str, ...], str]
) -> Settings:
    # A section whose every line is commented out is as good as none.
    given = {key: value for key, value in raw.items() if value is not None}
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        mend = f"Mend {file}." if file else f"Mend your {ENVIRONMENT_PREFIX}* variables."
        raise UserError(explain(error, Settings, variables), mend) from error
    _check_sources(settings)
    return settings


def _check_sources(settings: Settings) -> None:
    names = [source.name for source in settings.sources]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"Two sources are named {name!r}.", "Give each source its own name.")


def let_threads_rest() -> None:
    """Have numeric libraries that are not loaded yet let go of the processor while they wait.

    Threads that spin instead make every other process of a busy machine slow, and this one with
    them: a query took six times as long with two other processes at work. OpenMP reads the variable
    when torch is first imported.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def compute_on_one_core_at_a_time() -> None:
    """Have each thread's numeric work use one core, unless the operator has said otherwise.

    For a server: it works on several batches of questions at once, and two that share all cores
    wait for each other. As above, it must be said before torch is imported.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
