"""What an agent shows around its messages: status, suggested prompts, title, session."""

from __future__ import annotations

from tests.slack.backend import AgentPane, Backend
from tests.slack.errors import InvalidArgumentsError, SlackError
from tests.slack.webapi import lookup
from tests.slack.webapi.arguments import Arguments
from tests.slack.webapi.method import method
from tests.slack.wire import Json

SESSION_STATES = ("active", "processing", "suspended", "closed")
MOST_PROMPTS = 4


@method("assistant.threads.setStatus", "assistant:write", "chat:write")
def set_status(backend: Backend, args: Arguments) -> Json:
    """Show "is thinking…" in a thread; an empty status takes it away."""
    pane = _pane(backend, args, thread_required=True)
    pane.status = args.text("status")
    loading = args.given.get("loading_messages")
    pane.loading_messages = [str(each) for each in loading] if isinstance(loading, list) else []
    backend.pulse.beat()
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write", "chat:write")
def set_suggested_prompts(backend: Backend, args: Arguments) -> Json:
    """Offer up to four things to say."""
    pane = _pane(backend, args)
    prompts = args.array("prompts", "invalid_arguments")
    if not prompts:
        raise InvalidArgumentsError("missing required field: prompts")
    if len(prompts) > MOST_PROMPTS:
        raise SlackError("too_many_prompts")
    if not all(each.get("title") and each.get("message") for each in prompts):
        raise InvalidArgumentsError(
            "missing required field: title or message [json-pointer:/prompts]"
        )
    pane.prompts, pane.prompts_title = prompts, args.text("title")
    backend.pulse.beat()
    return {}


@method("assistant.threads.setTitle", "assistant:write", "chat:write")
def set_title(backend: Backend, args: Arguments) -> Json:
    """Name a thread with the agent."""
    _pane(backend, args, thread_required=True).title = args.required("title")
    backend.pulse.beat()
    return {}


@method("agents.sessions.setStatus", "chat:write")
def set_session_status(backend: Backend, args: Arguments) -> Json:
    """Set where an agent's session stands; the session begins with the first."""
    status = args.text("status")
    if status not in SESSION_STATES:
        raise InvalidArgumentsError(f"must be one of: {', '.join(SESSION_STATES)}")
    pane = _pane(backend, args)
    if not pane.session_status:
        pane.title = args.text("title")
    pane.session_status = status
    backend.pulse.beat()
    return {"status": status, "agent_status": status, "title": pane.title}


def _pane(backend: Backend, args: Arguments, *, thread_required: bool = False) -> AgentPane:
    where = lookup.member_channel(backend, args, "channel_id")
    thread_ts = args.text("thread_ts")
    if thread_required:
        thread_ts = args.required("thread_ts")
    if thread_ts:
        lookup.message(where, thread_ts, "thread_not_found")
    return backend.pane(where.id, thread_ts)
