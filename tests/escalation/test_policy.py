"""What happens to a question: every rule, and which goes before which."""

import pytest

from core.escalation import Urgency
from core.escalation_settings import EscalationSettings
from core.records import AnswerKind
from escalation.policy import Action, Rules, Situation, decide

SETTINGS = EscalationSettings()
RULES = Rules(SETTINGS.topics, SETTINGS.emergency_words, SETTINGS.repeated)
ASKED = "How do I raise the memory quota of a namespace?"
ANSWER, OFFER = Action.ANSWER, Action.OFFER
ALARM, HAND_OVER = Action.OFFER_EMERGENCY, Action.HAND_OVER


@pytest.mark.parametrize(
    ("situation", "action", "because"),
    [
        (Situation(ASKED, kind=AnswerKind.ANSWERED), ANSWER, "answered"),
        (Situation(ASKED, kind=AnswerKind.PARTIAL), OFFER, "partial"),
        (Situation(ASKED, kind=AnswerKind.UNKNOWN), OFFER, "unknown"),
        (Situation(ASKED, failed=True), OFFER, "failure"),
        (Situation("a human please", wants_human=True), HAND_OVER, "asked for a human"),
        (Situation("This is useless!", kind=AnswerKind.ANSWERED), OFFER, "frustrated"),
        (Situation("WHY DOES NOTHING WORK HERE", kind=AnswerKind.ANSWERED), OFFER, "frustrated"),
        (Situation("still not working???", kind=AnswerKind.ANSWERED), OFFER, "frustrated"),
        (Situation(ASKED, (ASKED,), AnswerKind.ANSWERED), OFFER, "repeated question"),
        (Situation(ASKED, ("how do i raise memory quota of a namespace",), AnswerKind.ANSWERED),
         OFFER, "repeated question"),
        (Situation(ASKED, ("How do I roll back a deploy?",), AnswerKind.ANSWERED), ANSWER,
         "answered"),
        (Situation("and in staging?", ("and in staging?",), AnswerKind.ANSWERED), OFFER,
         "repeated question"),
        (Situation("ok", ("ok", "ok"), AnswerKind.ANSWERED), ANSWER, "answered"),
        (Situation("Production is down!", kind=AnswerKind.ANSWERED), ALARM, "emergency words"),
        (Situation("There is an outage in the EU", failed=True), ALARM, "emergency words"),
        (Situation("We have a security incident"), HAND_OVER, "policy"),
        (Situation("I leaked a secret in git", kind=AnswerKind.ANSWERED), HAND_OVER, "policy"),
        (Situation("help, we lost data! Data loss in parcels"), HAND_OVER, "policy"),
        (Situation("How do I get production access?"), HAND_OVER, "policy"),
        (Situation("outage after a data breach"), HAND_OVER, "policy"),
        (Situation("What is SSO?", kind=AnswerKind.ANSWERED), ANSWER, "answered"),
        (Situation("OOMKILLED", kind=AnswerKind.ANSWERED), ANSWER, "answered"),
        (Situation("export FOO_BAR=1 fails", kind=AnswerKind.ANSWERED), ANSWER, "answered"),
        (Situation("", kind=AnswerKind.ANSWERED), ANSWER, "answered"),
    ],
    ids=lambda value: getattr(value, "text", None),
)  # fmt: skip
def test_rule(situation: Situation, action: Action, because: str) -> None:
    verdict = decide(situation, RULES)
    assert (verdict.action, verdict.because) == (action, because)


def test_topic_brings_its_name_and_urgency() -> None:
    verdict = decide(Situation("possible security breach"), RULES)
    assert (verdict.topic, verdict.urgency) == ("a security incident", Urgency.HIGH)


def test_words_are_whole_words() -> None:
    rules = Rules({}, ("sev1",))
    assert decide(Situation("what is sev1?"), rules).action is ALARM
    assert decide(Situation("what is sev12?"), rules).action is ANSWER


def test_no_rules_still_offer_a_human_where_we_fail() -> None:
    assert decide(Situation("x", failed=True), Rules({}, ())).action is OFFER
