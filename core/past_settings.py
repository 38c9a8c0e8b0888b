"""How past threads take part in search and answers."""

from pydantic import Field

from core.section import Section


class PastSettings(Section):
    """What past threads are good for; `dialtone eval --from-history` measures it on yours."""

    threads: bool = True
    """Whether past threads are found and answer at all."""
    weight: float | None = Field(default=None, ge=0)
    """How far pages are raised that helpers linked in similar threads; 0 is off. None is what
    `dialtone eval --from-history --learn` found, else a weight that won on several sets."""
    same_question: float = Field(default=0.65, ge=0, le=1)
    """Cosine of two questions from which they count as the same. It belongs to the embedding
    model; benchmarks/history.py says how often that is right."""
    old_after_days: int = Field(default=180, ge=1)
    """Age from which an answer says that what it quotes from a thread may no longer hold."""
