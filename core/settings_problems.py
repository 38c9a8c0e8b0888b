"""What is wrong with settings, in words that name the setting and what it may be."""

import difflib
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from core.source_settings import KINDS

_FORMS = {
    "https?": "write an address that begins with http:// or https://",
    "@": "write a mail address",
    "[ -~]": "write it in ASCII",
    "A-Za-z0-9": "write 3 to 128 ASCII letters and digits, with '.', '_' or '-' only between them",
}
"""What settings look like whose pattern has this in it."""
_SECRET = re.compile(r"^database\b|secret|key|token|password")


def explain(
    error: ValidationError, root: type[BaseModel], variables: Mapping[tuple[str, ...], str]
) -> str:
    """What is wrong, a line each; `variables` names those that came from the environment."""
    return "\n".join(_problem(item, root, variables) for item in error.errors())


def _problem(item: Any, root: type[BaseModel], variables: Mapping[tuple[str, ...], str]) -> str:
    section, setting = _locate(item["loc"], root)
    variable = variables.get(tuple(map(str, item["loc"])))
    place = f"The variable {variable}" if variable else f"The setting {setting!r}"
    match item["type"]:
        case "extra_forbidden" if variable:
            return f"{place} names no setting.{_suggest(item['loc'][-1], section)}"
        case "extra_forbidden":
            return f"There is no setting {setting!r}.{_suggest(item['loc'][-1], section)}"
        case "missing":
            return f"{place} is missing."
        case "union_tag_not_found":
            return f"The setting '{setting}.type' is missing. Known: {', '.join(KINDS)}."
        case "union_tag_invalid":
            kind = item["ctx"]["tag"]
            return f"The setting '{setting}.type' cannot be {kind!r}. Known: {', '.join(KINDS)}."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{place} must hold `key: value` lines."
        case "string_pattern_mismatch":
            return f"{place} cannot be {item['input']!r}: {_form(item['ctx']['pattern'])}."
    problem = re.sub(r"^(Value error, |Input |String )", "", str(item["msg"])).rstrip(".")
    if isinstance(item["input"], (dict, BaseModel)) or _SECRET.search(setting):
        # What may be a password is not repeated.
        return f"{place} is wrong: {problem}."
    return f"{place} cannot be {item['input']!r}: it {problem}."


def _form(pattern: str) -> str:
    known = (said for part, said in _FORMS.items() if part in pattern)
    return next(known, "one line, and no space around it")


def _locate(location: tuple[int | str, ...], root: type[BaseModel]) -> tuple[Any, str]:
    """The section that a setting stands in, and the setting's name as people write it."""
    keys = list(location)
    section: Any = root
    if keys[:1] == ["sources"] and len(keys) > 2:
        section = KINDS.get(str(keys.pop(2)), root)
        inside = keys[2:-1]
    else:
        inside = keys[:-1]
    for key in inside:
        field = getattr(section, "model_fields", {}).get(key)
        section = field.annotation if field else None
    return section, ".".join(map(str, keys))


def _suggest(key: object, section: Any) -> str:
    known = list(getattr(section, "model_fields", {}))
    close = difflib.get_close_matches(str(key), known, n=1)
    if close:
        return f" Did you mean {close[0]!r}?"
    return f" Known here: {', '.join(known)}." if known else ""
