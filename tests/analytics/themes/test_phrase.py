"""Headings: the clause that says what is wanted, in somebody's words."""

import pytest

from analytics.themes.phrase import READABLE, phrase, readable, shorter


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        ("Hi all, how do I renew a certificate?", "How to renew a certificate"),
        ("Does anyone know how to renew a certificate?", "How to renew a certificate"),
        ("Does anyone know of a vault for certificates?", "A vault for certificates"),
        ("Is there an easy way to renew certificates", "How to renew certificates"),
        ("I'm trying to renew a certificate", "How to renew a certificate"),
        ("Can someone please grant me access to the vault?", "Grant me access to the vault"),
        ("As I'm just a beginner, where can I read about it?", "Where can I read about it"),
        ("People, when is the gateway renewed?", "When is the gateway renewed"),
        ("Why does the build hang?", "Why does the build hang"),
        ("So, quick question: why does the build hang?", "Why does the build hang"),
        ("Why is it slow as seen in https://a.example/b", "Why is it slow"),
        ("How do I find the the type of a field?", "How to find the type of a field"),
        ("How do I renew it (not the old one) quickly?", "How to renew it quickly"),
        ("Dear support, please renew my certificate. Urgent!", "Renew my certificate"),
        ("Can you renew the certificate, many thanks in advance", "Renew the certificate"),
        ("How do I cite the cluster thx", "How to cite the cluster"),
        ("However, why does the build hang?", "Why does the build hang"),
        ("Please extend the time limit of my job 10394", "Extend the time limit of my job"),
        ("How do I call a macro @ ?", "How to call a macro"),
        ("How do I compile C++", "How to compile C++"),
        ("Wie erneuere ich ein Zertifikat?", "Wie erneuere ich ein Zertifikat"),
        ("", ""),
    ],
)
def test_what_leads_up_to_a_question_is_left_out(said: str, heading: str) -> None:
    assert phrase(said) == heading


def test_a_long_question_ends_where_a_clause_does() -> None:
    said = "How do I renew a certificate of the gateway, because mine has been expired since " + (
        "the week before last and nobody tells me anything about it?"
    )
    assert phrase(said) == "How to renew a certificate of the gateway"


def test_words_without_an_end_make_no_heading() -> None:
    assert phrase("word " * 80) == ""
    assert readable("") == 0


def test_a_question_reads_better_than_what_needs_its_context() -> None:
    question = readable("How to renew a certificate")
    assert question > readable("Certificate of the gateway expired")
    assert question > readable("Why is the certificate of the gateway so horrible")
    assert readable("Certificate of the gateway expired") > readable("Yep that one again")
    assert readable("f(x) = {1, 2} of it") == 0
    assert readable("Would appreciate a quick merge") == 0
    assert readable("Why is the certificate of the gateway so horrible") == 0
    for vague in (
        "When I renew a certificate",
        "Why this happens on the gateway",
        "How to add one as a certificate",
        "Guess my certificate did not work",
    ):
        assert readable(vague) < READABLE
    assert readable("How to find the vault in which this certificate is") >= READABLE
    assert question > readable("How to do it")
    assert readable("When is a certificate renewed") == question
    assert readable("The certificate has expired") > readable("When working on a certificate")
    assert readable("A certificate expired") > readable("After renewing the certificate")
    assert question > readable("The times are: a certificate takes a second")


def test_what_a_heading_may_do_without_stands_at_its_end() -> None:
    assert shorter("Allow our office on the firewall of the ledger") == [
        "Allow our office",
        "Allow our office on the firewall",
        "Allow our office on the firewall of the ledger",
    ]
    assert shorter("Renew a certificate") == ["Renew a certificate"]
    whole = "How to check if all elements in a list are alike"
    assert shorter(whole) == [whole]
