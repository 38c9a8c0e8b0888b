"""The same question in other words as far as the program can tell, and at the same cost."""

import re


def worded_anew(question: str, number: int) -> str:
    """The question with other letters as capitals for each number.

    What was asked word for word lately is not embedded again, so a question that is to be timed
    more than once has to look new. The default model reads no capitals: each wording costs it the
    same, and what it finds hardly changes. A question of n words has up to 4**n wordings.
    """
    # First and last letters of words, as capitals inside may make a name of two words.
    ends = [found.start() for found in re.finditer(r"\b[a-z]|[a-z]\b", question, re.I)]
    letters = list(question)
    for place, end in enumerate(ends):
        if number >> place & 1:
            letters[end] = letters[end].swapcase()
    return "".join(letters)
