"""`provider:model` -> a LangChain chat model. Keys come from the provider's usual variables."""

from typing import TYPE_CHECKING, Any

from core.errors import UserError
from core.model_settings import LOCAL, Model

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_EXTRAS = {
    "openai": "openai",
    "azure_openai": "azure",
    "anthropic": "anthropic",
    "bedrock": "bedrock",
    "bedrock_converse": "bedrock",
    "ollama": "ollama",
    "google_genai": "google",
    LOCAL: "local-llm",
}
"""Provider -> the extra that installs its integration."""


def open_model(settings: Model) -> "BaseChatModel":
    """The chat model that the settings name. Raises UserError where it cannot be had.

    Retries are ours, because LangChain's know nothing of how long an asker waits.
    """
    # Amazon's newer interface; LangChain calls the older one by the short name.
    provider = "bedrock_converse" if settings.provider == "bedrock" else settings.provider
    options: dict[str, Any] = {}
    if provider == LOCAL:
        provider, options = "openai", _local(settings)
    else:
        options = _options(provider, settings)
    return _made(settings, provider, {**options, **settings.options})


def _made(settings: Model, provider: str, options: dict[str, Any]) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    name = options.pop("model", settings.model)
    try:
        made: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        extra = _EXTRAS.get(settings.provider)
        remedy = f"pip install 'dialtone[{extra}]'" if extra else f"{error}"
        raise UserError(
            f"The integration of {settings.provider!r} is not installed.", remedy
        ) from error
    except Exception as error:
        raise _refused(settings, error) from error
    return made


def _refused(settings: Model, error: Exception) -> UserError:
    from retrieval.model.faults import FaultKind, fault_of

    if isinstance(error, ValueError) and "Unsupported provider" in str(error):
        known = ", ".join(sorted(_EXTRAS))
        return UserError(
            f"There is no provider {settings.provider!r}.", f"Known ones, among others: {known}."
        )
    fault = fault_of(error)
    words = f"The model {settings.name} cannot be opened"
    if fault.kind is FaultKind.KEY:
        return UserError(f"{words}: a key or credentials are missing.", fault.remedy)
    return UserError(f"{words}: {fault.words}", fault.remedy)


def _options(provider: str, settings: Model) -> dict[str, Any]:
    key = settings.api_key.get_secret_value()
    common: dict[str, Any] = {"base_url": settings.base_url} if settings.base_url else {}
    more: dict[str, Any] = {}
    match provider:
        case "azure_openai":
            common = {"azure_endpoint": settings.base_url} if settings.base_url else {}
            more = _openai(settings)
        case "openai":
            more = _openai(settings)
        case "anthropic":
            more = {"timeout": settings.seconds, "max_retries": 0}
            more |= {"max_tokens": settings.output_tokens}
        case "bedrock_converse":
            return _bedrock(settings)
        case "ollama":
            more = {"num_predict": settings.output_tokens, "temperature": 0}
            more |= {"client_kwargs": {"timeout": settings.seconds}}
            key = ""
        case "google_genai":
            more = {"timeout": settings.seconds, "max_retries": 1}
            more |= {"max_output_tokens": settings.output_tokens}
        case _:
            pass
    return {**common, **more, **({"api_key": key} if key else {})}


def _openai(settings: Model) -> dict[str, Any]:
    return {
        "timeout": settings.seconds,
        "max_retries": 0,
        "stream_usage": True,
        "max_tokens": settings.output_tokens,
    }


def _bedrock(settings: Model) -> dict[str, Any]:
    try:
        from botocore.config import Config
    except ImportError as error:
        raise UserError(
            "The integration of 'bedrock' is not installed.", "pip install 'dialtone[bedrock]'"
        ) from error
    timing = Config(
        connect_timeout=min(settings.seconds, 10),
        read_timeout=settings.seconds,
        retries={"total_max_attempts": 1},
    )
    options: dict[str, Any] = {"config": timing, "max_tokens": settings.output_tokens}
    if settings.base_url:
        options["base_url"] = settings.base_url
    return options


def _local(settings: Model) -> dict[str, Any]:
    from retrieval.model.local import local_server

    server = local_server(settings.model, parallel=1)
    return {
        "model": "local",
        "base_url": server.url,
        "api_key": server.key,
        "timeout": settings.seconds,
        "max_retries": 0,
        "stream_usage": True,
        "temperature": 0,
        "max_tokens": settings.output_tokens,
    }
