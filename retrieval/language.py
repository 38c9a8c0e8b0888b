"""In which language somebody writes: by its script, else by its commonest words."""

import re

NAMES = {
    "ar": "Arabic", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fr": "French", "he": "Hebrew", "hi": "Hindi", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("uk", re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_COMMON = {
    "en": "the of and to is in that it for on with are this be was how do does what can i my you"
    " not from when which where why we have a an",
    "de": "der die das und ist nicht wie ich ein eine zu den dem mit auf für von kann wird sich es"
    " man was wo warum welche einen im wir werden auch oder mein meine",
    "fr": "le la les des est et une un pour dans que qui je comment pas sur avec du ce il nous"
    " puis quel quelle où pourquoi mon ma mes en au aux faire",
    "es": "el la los las de que es una un para cómo como en por qué con no se del mi puedo al lo"
    " cuál dónde hacer está son cuando y",
    "pt": "o os as de que é uma um para como em por não com se do da meu minha posso no na qual"
    " onde fazer está são quando e ao",
    "it": "il lo gli di che è una un per come in non con si del della mio mia posso quale dove fare"
    " sono perché e nel alla i",
    "nl": "de het een van is en niet hoe ik voor op met kan wordt dat die naar mijn wat waar waarom"
    " zijn bij aan om te",
    "sv": "och är att det en ett inte hur jag för på med kan som av min mitt vad var varför till"
    " den om vi",
    "pl": "jest nie jak się na do w z i że co mogę gdzie dlaczego mój moja dla po czy są to",
    "tr": "ve bir nasıl için bu ne mi ile değil nerede neden benim olarak var yok mı çok da de",
}
_OF = {
    word: [code for code, words in _COMMON.items() if word in words.split()]
    for words in _COMMON.values()
    for word in words.split()
}
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+", re.DOTALL)
_LETTERS = (
    ("de", re.compile("ß")), ("es", re.compile("[ñ¿¡]")), ("pl", re.compile("[łąęźżćńś]")),
    ("pt", re.compile("[ãõ]")), ("sv", re.compile("å")), ("tr", re.compile("[ıİğ]")),
)  # fmt: skip
"""Letters that hardly any other language has."""
_ENOUGH = 2
"""Common words, or such letters, that a text needs to be of a language."""
_ENOUGH_ABROAD = 1.5
"""The same where it has no common word of English, in which code and names mostly are."""


def language_of(text: str) -> str:
    """A language's code, as in NAMES; empty where the text does not tell."""
    prose = _CODE.sub(" ", text)[:2_000]
    letters = sum(map(str.isalpha, prose)) or 1
    for code, script in _SCRIPTS:
        if len(script.findall(prose)) >= (0.02 if code == "uk" else 0.2) * letters:
            return code
    votes: dict[str, float] = {}
    for word in _WORD.findall(prose.lower()):
        codes = _OF.get(word, ())
        for each in codes:
            votes[each] = votes.get(each, 0.0) + 1.0 / len(codes)
    for code, letters_of in _LETTERS:
        if letters_of.search(prose):
            votes[code] = votes.get(code, 0.0) + 1.0
    enough = _ENOUGH if "en" in votes else _ENOUGH_ABROAD
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])[:2]
    if not ranked or ranked[0][1] < enough:
        return ""
    return ranked[0][0] if len(ranked) < 2 or ranked[0][1] > 1.3 * ranked[1][1] else ""
