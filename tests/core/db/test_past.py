"""What threads tell about pages, in a real database of each kind."""

from dataclasses import replace

from core.db.past import Past
from core.records import DocumentKind
from core.thread import Outcome
from retrieval.links import resolve
from tests.core.db.conftest import Store
from tests.core.db.test_threads import said, thread
from tests.fakes import page

LINK = "https://docs.example.com/deploy/rollbacks"


def remembered(store: Store) -> Past:
    """A page, a thread that led to it and its document, everything embedded."""
    store.save(page("deploy/rollbacks.md", "Run it."), page("deploy/canary.md", "Wait."))
    help_id = store.sources.open("help", "slack-export", "/export")
    answer = replace(said(5, "U2", "There."), links=(LINK,))
    solved = replace(thread(0, "C1", answer), outcome=Outcome.SOLVED)
    store.threads.save(help_id, [(solved, "a" * 64), (thread(60, "C1"), "b" * 64)])
    document = page(solved.path, "How?", "## Answer", "There.", source="help")
    store.save(replace(document, kind=DocumentKind.THREAD), source_id=help_id)
    store.embed()
    return Past(store.database)


def test_links_of_helpers_lead_to_pages(store: Store) -> None:
    past = remembered(store)
    assert past.stamp() == ""
    assert past.relink(resolve) == 1
    assert past.stamp() != ""
    ((found, pages),) = past.led_to_pages()
    assert found.outcome is Outcome.SOLVED
    assert pages == {("docs", "deploy/rollbacks.md")}


def test_the_question_of_a_linked_thread_is_its_first_passage(store: Store) -> None:
    past = remembered(store)
    past.relink(resolve)
    (question,) = past.linked()
    assert store.passages.load([question.chunk])[question.chunk].text == "How?"
    assert len(question.pages) == 1
    (known,) = past.threads([question.document, *question.pages]).values()
    assert (known.channel, known.solved, known.linked) == ("help-deploy", True, question.pages)


def test_a_thread_is_known_by_any_of_its_messages(store: Store) -> None:
    past = remembered(store)
    past.relink(resolve)
    document = past.linked()[0].document
    inside = said(5, "U2", "").id
    assert past.holding({("help-deploy", inside)}) == {document}
    assert past.holding({("C1", said(0, "U1", "").id)}) == {document}
    assert past.holding({("elsewhere", inside), ("C1", said(60, "U1", "").id)}) == frozenset()
    assert past.holding({("C1", "no number")}) == frozenset()


def test_a_learned_weight_is_kept(store: Store) -> None:
    past = Past(store.database)
    assert past.learned_weight() is None
    past.learn_weight(0.15)
    past.learn_weight(0.2)
    assert past.learned_weight() == 0.2
