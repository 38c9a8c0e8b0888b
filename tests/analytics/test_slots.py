"""What a request is for is told from what is asked, and only where sentences repeat."""

from analytics.slots import without_slots

_SERVICES = ("checkout-api", "ledger", "search", "mobile-bff")


def test_what_the_same_request_is_for_is_taken_out() -> None:
    asks = ("Please restart the staging pods of {}", "Could you raise the GPU quota for {}?")
    texts = [ask.format(service) for ask in asks for service in _SERVICES]
    bare = without_slots(texts)
    assert set(bare) == {
        "Please restart the staging pods of",
        "Could you raise the GPU quota for ?",
    }


def test_it_is_taken_out_of_other_sentences_too() -> None:
    asks = ("Please restart the staging pods of {}", "Could you raise the GPU quota for {}?")
    texts = [ask.format(service) for ask in asks for service in _SERVICES]
    assert without_slots([*texts, "why is ledger slow?"])[-1] == "why is slow?"


def test_a_word_in_one_slot_only_may_be_what_is_asked() -> None:
    texts = [f"Please {verb} my bank account today" for verb in ("freeze", "close", "open", "lock")]
    assert without_slots(texts) == texts


def test_a_word_that_is_mostly_said_otherwise_stays() -> None:
    asks = ("Please restart the staging pods of {}", "Could you raise the GPU quota for {}?")
    texts = [ask.format(service) for ask in asks for service in _SERVICES]
    texts += [f"search finds nothing in {number} of ten cases" for number in range(9)]
    assert "Please restart the staging pods of search" in without_slots(texts)


def test_sentences_that_nobody_repeats_stay() -> None:
    texts = ["How do I deploy to staging?", "Where are the logs of last week?", "", "deploy"]
    assert without_slots(texts) == texts
