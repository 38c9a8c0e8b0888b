"""Text that speaks to a language model instead of to the reader: withheld from answers.

Documents say how to use a platform; they do not say what an assistant should reply. A block that
does, in any of the ways known for it, is neither shown to a model nor quoted, and nothing that
only such a block says counts as evidence. This is a net with holes, so it is not what safety
rests on: an answer can say no more than its passages, links lead only where search has been, and
there are no tools to call. It keeps planted sentences from being quoted as if they were advice.
"""

import re
import unicodedata

_ORDER = (
    # To whom it speaks.
    r"\b(?:ai|chat|language|virtual|help)[ -]?(?:assistant|model|bot)s?\b.{0,60}"
    r"\b(?:must|should|shall|please|reply|respond|answer|say|tell|output|print|write|ignore|"
    r"always|never)\b",
    r"\b(?:attention|note|notice|message|instructions?|reminder|important)\b.{0,20}\b(?:to|"
    r"for)\b.{0,16}"
    r"\b(?:ai|llm|gpt|assistants?|bots?|chatbots?|(?:language )?models?|agents?)\b",
    r"\b(?:dear|hey|hello|hi|ok|okay)\b[ ,]{1,2}(?:ai|assistant|bot|chatbot|gpt|claude|"
    r"chatgpt|llm|model)\b",
    r"^\W*(?:ai|assistant|system|bot|chatgpt|llm|user|human|developer)\s*[:>\]]",
    r"\b(?:any|all|every|the|each) (?:ai|llms?|assistants?|chatbots?|language models?)\b.{0,40}"
    r"\b(?:read|process|summar|index|retriev|see|answer)",
    r"\bif you are an? (?:ai|llm|assistant|bot|chatbot|(?:large )?language model|agent)\b",
    r"\bas an? (?:ai|llm|(?:large )?language model|assistant)\b",
    # What it wants set aside.
    r"\b(?:ignore|disregard|forget|override|bypass|discard|skip|overrule|drop|"
    r"stop following)\b.{0,40}"
    r"\b(?:previous|prior|above|earlier|preceding|all|any|your|the|other|these|system|"
    r"original)\b.{0,30}"
    r"\b(?:instructions?|prompts?|rules?|directions?|guidelines?|guardrails?|commands?|"
    r"context|messages?|"
    r"polic(?:y|ies)|constraints?|passages?|documents?|sources?|training)\b",
    r"\b(?:new|updated|real|actual|hidden|secret|special|following|override) "
    r"(?:system )?(?:instructions?|directives?|prompt|task|orders?)\b.{0,6}(?::|\bare\b|"
    r"\bis\b|\bfollow)",
    r"\b(?:your|the|these|this) (?:new|real|actual|only|true|sole) (?:task|job|role|goal|purpose|"
    r"instructions?|objective|mission|identity) (?:is|are)\b",
    # What it wants to be.
    r"\byou are (?:now|no longer)\b(?!.{0,20}\b(?:ready|able|logged|connected|done|in|on|at)\b)",
    r"\b(?:pretend|act as if|act as|roleplay|role-play|simulate|imagine|"
    r"behave as) (?:that )?you(?:'re| are| were)?\b",
    r"\b(?:developer|god|dan|jailbreak|debug|admin|unrestricted|sudo|"
    r"maintenance) mode\b.{0,40}\b(?:enabled|on|activated|now|enter|you)\b",
    r"\b(?:enter|enable|activate|switch (?:in)?to)\b.{0,12}\b(?:dan|god|jailbreak|"
    r"unrestricted) mode\b",
    # What it wants said or shown.
    r"\b(?:reply|respond|answer|output|print|say|write|return|repeat|echo|append|include|"
    r"add|insert|end|begin|"
    r"start|finish|prefix|prepend|mention|recommend|tell (?:the|every|each) (?:user|asker|"
    r"reader|person|customer)s?)\b"
    r".{0,50}\b(?:only|exactly|verbatim|with the (?:words?|phrase|text|sentence|string|link|"
    r"following)|"
    r"the (?:words?|phrase|string)|(?:every|each|all|your|the|any) (?:answer|reply|response|"
    r"output|message|"
    r"conversation|summar)\w*)\b",
    r"\bin (?:your|every|each|all|any) (?:answer|reply|response|output|summar)\w*\b",
    r"\byour (?:answer|reply|response|output|summary|final answer) (?:must|should|shall|"
    r"has to|needs? to|will|is)\b",
    r"\b(?:reveal|print|show|repeat|output|leak|disclose|display|dump|expose|tell|give|send|"
    r"paste|copy|"
    r"summari[sz]e|translate)\b.{0,40}\b(?:system|initial|hidden|secret|original|internal|"
    r"full|developer) "
    r"(?:prompt|instructions?|message|context)\b",
    r"\b(?:reveal|print|show|repeat|output|leak|disclose|dump|expose|send|exfiltrate|"
    r"forward)\b.{0,50}"
    r"\b(?:conversation|chat history|everything (?:above|before|so far)|previous messages?|"
    r"private (?:sources?|documents?|pages?)|"
    r"api keys?|credentials|passwords)\b.{0,60}(?:https?:|\bto\b|\bin\b|\burl\b)",
    r"\bdo not (?:mention|reveal|tell|cite|disclose|show|say)\b.{0,50}\b(?:this|these|"
    r"instructions?|sources?|user|asker|passage)\b",
    r"\b(?:cite|attribute|claim|pretend|state|say) (?:that |this |it )?.{0,40}\b(?:as|to|is|"
    r"says|comes from|confirm(?:s|ed) by) "
    r"(?:passage|source|\[\d+\])",
    r"\b(?:cite|citing) (?:passage|source|\[)\s*\d*",
    # What it wants done.
    r"\b(?:call|invoke|use|execute|run|trigger) (?:the )?(?:\w+ )?(?:tool|function|plugin|"
    r"action)\b.{0,60}"
    r"(?:\bwith\b|[({\[:])",
    r"[<\[{\"'](?:tool_call|function_call|tool_use|invoke|tool|tool_calls|function|"
    r"function_calls)[>\]}\"':= ]",
    r"\bdecode (?:this|the following|it|the)\b.{0,60}\b(?:base ?64|rot ?13|hex|follow|obey|"
    r"execute|do)",
    r"\b(?:base ?64|rot ?13|hex)\b.{0,40}\b(?:decode|decoded|follow|obey|execute|instruction)",
    r"\b(?:follow|obey|execute|comply with|carry out) (?:the |these |this |those |my |its |"
    r"any |all )?"
    r"(?:\w+ )?(?:instructions?|orders?|directives?|commands?) "
    r"(?:below|above|here|hidden|embedded|inside|in (?:this|the|base)|instead|exactly|now|"
    r"first|without)",
    # How chat is written down for models.
    r"<\|?/?(?:im_start|im_end|system|assistant|user|endoftext|start_header_id|eot_id)\|?>",
    r"\[/?(?:inst|sys|system)\]|<</?sys>>|###\s*(?:instructions?|system|assistant|response|"
    r"human|user)\b",
    r"\b(?:prompt|instruction) injection\b.{0,30}(?:payload|test)\b",
    r"\bBEGIN (?:SYSTEM|ADMIN|NEW|HIDDEN)\b.{0,30}(?:PROMPT|INSTRUCTION|MESSAGE)",
    # The same in other languages.
    r"\bignor\w*\b.{0,40}\b(?:anweisung|vorherig|bisherig|instruction|précédent|instruccion|"
    r"anterior|istruzion|"
    r"precedent|instruç|instruc|eerdere|instructies|tidigare|polecen)",
    r"\b(?:vergiss|vergessen sie|missachte|befolge|oublie[zr]?|olvida|ignora|esquece|"
    r"dimentica|negeer|zignoruj|glöm)\b.{0,40}"
    r"\b(?:alle|alles|toutes|tout|todas|todo|tutte|tutto|wszystk|alla|anweisung|instruc|"
    r"regeln|règles|reglas)",
    r"\b(?:antworte(?:n sie)?|réponds|répondez|responde|responda|rispondi|antwoord|svara|"
    r"odpowiedz)\b.{0,30}"
    r"\b(?:nur|ausschlie|mit|seulement|uniquement|avec|solo|sólo|solamente|somente|apenas|"
    r"com|con|alleen|endast|bara|tylko)\b",
    r"(?:忽略|无视|無視|忘记|忘れ).{0,20}(?:指示|指令|说明|提示|规则|命令|ルール|プロンプト)",
    r"(?:以前|之前|上述|前述|これまで).{0,10}(?:指示|指令|说明|提示|命令).{0,10}(?:忽略|无视|無視|忘)",
    r"(?:игнориру\w*|забудь\w*|не обращай).{0,40}(?:инструкц|указан|правил|команд|сообщен)",
    r"(?:ответь\w*|отвечай\w*|скажи\w*)\s.{0,20}(?:только|лишь|ровно)",
    r"(?:이전|위의|모든).{0,15}(?:지시|명령|지침|규칙).{0,10}(?:무시|잊)",
    r"(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر|القواعد)",
    r"(?:पिछले|सभी|उपरोक्त).{0,30}(?:निर्देश|आदेश).{0,20}(?:अनदेखा|भूल|नज़रअंदाज़)",
)
_SPEAKS = re.compile("|".join(f"(?:{pattern})" for pattern in _ORDER), re.IGNORECASE | re.MULTILINE)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_BLOB = re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/]{48,}={0,2}(?![\w/+.-])")
"""Longer than any hash that people print in a sentence but SHA-256, which is hexadecimal."""
_HEX = re.compile(r"[0-9a-fA-F]+")
_SPACED = re.compile(r"\b(?:\w[ .\-_*]){5,}\w\b")


def speaks_to_model(text: str) -> bool:
    """Whether a block of a document, or a title, gives orders to whoever answers from it."""
    plain = visible(text)
    folded = unicodedata.normalize("NFKC", plain)
    if _SPEAKS.search(folded) or any(not _HEX.fullmatch(b) for b in _BLOB.findall(folded)):
        return True
    spaced = _SPACED.search(folded)
    return bool(spaced and _SPEAKS.search(_SPACED.sub(_joined, folded)))


def visible(text: str) -> str:
    """Without characters that nobody sees: they hide words from people, or from patterns."""
    return _INVISIBLE.sub("", text)


def without_orders(text: str) -> str:
    """A passage's text without the blocks that speak to a model.

    An order may go on after a blank line, so what stands right behind such a block goes with it
    where it is one short line.
    """
    blocks = text.split("\n\n")
    bad = {number for number, block in enumerate(blocks) if speaks_to_model(block)}
    if not bad and speaks_to_model(text):
        # Cut in two by a blank line.
        bad = {
            number
            for number in range(len(blocks))
            if speaks_to_model(" ".join(blocks[max(0, number - 1) : number + 2]))
        }
    if not bad:
        return text
    return "\n\n".join(block for number, block in enumerate(blocks) if number not in bad)


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[ .\-_*]", "", found.group())
