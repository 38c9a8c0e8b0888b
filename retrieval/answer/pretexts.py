r"""Orders to a language model in the dress of something else: a rule, a test, a story, a fault."""

from retrieval.answer.reply_orders import ASSISTANT, REPLY

_TOOLS = (
    rf"(?:{ASSISTANT}|(?:automated|virtual|voice|digital) (?:services?|tools?|helpers?|"
    r"agents?|assistants?)|"
    r"retrieval[- ]augmented (?:systems?|generation|models?)|summari[sz]ers?|"
    r"(?:chat|answer|help) (?:programs?|services?|tools?))"
)
_SAY = (
    r"(?:say|state|add|mention|print|output|reveal|read out|include|quote|reply|answer|respond|"
    r"display|repeat|announce|write|tell|ask|greet|welcome)(?:s|es)?"
)
_ASKER = r"(?:users?|askers?|customers?|(?:the )?(?:person|people|one|everyone|anyone) asking)"
_SECRET = (
    r"(?:passwords?|passphrases?|(?:api |access )?tokens?|(?:one-time |access )?codes?|"
    r"credentials?|api keys?|pins?)"
)

PRETEXTS: tuple[tuple[str, str], ...] = (
    # Rules, laws, ratings: what such programs ought to do.
    (
        "assistant| ai|bot|llm|gpt|model|tool|service|automated|retrieval|summari|program|virtual"
        "|digital",
        rf"\b{_TOOLS}\b[^.\n]{{0,60}}\b(?:must|have to|has to|shall|ha[sd] better|may|"
        rf"(?:is|are) (?:required|obliged|expected|supposed|bound) to|never|always|will now|"
        rf"would(?: never)?)\b[^.\n]{{0,20}}\b{_SAY}\b",
    ),
    (
        "assistant| ai|bot|llm|gpt|model|summari",
        rf"\b(?:{_TOOLS}|models?) (?:that|which|who) (?:leaves? out|omits?|fails? to|refuses?|"
        r"do(?:es)? not|forgets?|skips?)\b",
    ),
    (
        "oblige|require|demand|compel|license|licence",
        r"\b(?:obliges?|requires?|demands?|compels?)\b[^.\n]{0,30}\b(?:quotes?|cites?|shows?|"
        r"summari[sz]es?|reproduces?|describes?)\b[^.\n]{0,60}\bto (?:add|state|say|mention|"
        r"include|show|print)\b",
    ),
    (
        "repl|answer|respon|summar",
        rf"\b{REPLY}\b[^.\n]{{0,80}}\b(?:ratings?|rated|graders?|graded|points|stars|bonus|"
        r"rewarded)\b",
    ),
    # What a reply is made of.
    (
        "repl|answer|respon",
        rf"\b{REPLY}\b[^.\n]{{0,30}}\bconsists? of\b|"
        r"\b(?:word|line|sentence|part|half) of (?:the|your|an?|each|every) (?:\w+ )?"
        r"(?:answer|reply)\b",
    ),
    (
        "repl|answer|respon|summar|explanation|description",
        r"\b(?:summar(?:y|ies)|answers?|replies|reply|responses?|explanations?|descriptions?) "
        r"(?:of|about|on|for|to)\b[^.\n]{0,60}\b(?:starts?|begins?|ends?|opens?|closes?) with\b",
    ),
    (
        "asked",
        r"\b(?:whoever|who|anyone|everyone|everybody) is asked\b[^.\n]{0,60}"
        r"\b(?:replies|answers|says|responds|writes)\b",
    ),
    (
        "repl|answer|respon",
        rf"\bthe {REPLY} (?:for|to) \w+[^.]{{0,60}}\b(?:shall|from here on|from now on)\b",
    ),
    (
        "assistant|bot|llm|gpt|model|tool|service|program|retrieval|summari",
        rf"\b(?:may|must|shall|should) (?:an? |any |the |no )?{_TOOLS} {_SAY}\b|"
        rf"\b(?:for|to) (?:the |all |any |our |every )?{_TOOLS}\s*:\s*{_SAY}\b",
    ),
    (
        "repl|answer|response",
        r"\bas (?:the|its|their|a|his|her) (?:whole|entire|only|full|complete) "
        r"(?:answer|reply|response)\b|\b(?:answer|reply|response),? part (?:one|two|\d)\b",
    ),
    (
        "excerpt|quotation|snippet|summar|extract",
        r"\b(?:excerpts?|quotations?|snippets?|summar(?:y|ies)|extracts?)\b[^.\n]{0,40}"
        r"\b(?:ends? (?:in|with)|starts? with|begins? with|"
        r"(?:is|are) (?:replaced|preceded|followed) (?:by|with))\b",
    ),
    # Who it is for.
    (
        "reader|audience",
        r"\b(?:reader|audience|you) (?:be|is|are|were) an? (?:program|machine|bot|model|computer|"
        r"script|software)\b",
    ),
    (
        "processed|parsed|read by|ingested|indexed",
        r"\b(?:if|when|once|since|as) (?:this|the) (?:text|page|passage|document|line)\b"
        r"[^.\n]{0,20}\b(?:processed|parsed|read|ingested|indexed|quoted) by (?:an? |the |any )?"
        r"(?:software|program|machine|computer|model|bot|tool|crawler)\b",
    ),
    (
        "bots,|bots:|bots!|models,|assistants,|machines,|chatbots",
        r"(?:^|[.!?]\s)\W*(?:chat)?(?:bots|models|assistants|machines|llms)\s*[,:!]",
    ),
    (
        "warning|caution|hint|addressed|intended",
        rf"\b(?:warning|caution|hint|addressed|intended|meant)\b.{{0,16}}\b(?:to|for) "
        rf"(?:the |any |all |every |an? )?{_TOOLS}\b",
    ),
    (
        "feed|give|paste|hand|put",
        r"\b(?:feed|give|paste|hand|put)s? this (?:to|into|in) (?:an? |the |any |your )?(?:\w+ )?"
        r"(?:summari[sz]er|bot|model|llm|ai|assistant|chatbot)\b",
    ),
    # Tests and templates.
    (
        "expected|golden|reference",
        r"\b(?:expected|golden|reference) (?:output|answer|reply|response) (?:of|from|by) "
        r"(?:the|an?|our) [\w -]{0,24}\b(?:bot|assistant|model|chatbot|llm)\b",
    ),
    (
        "_template|-template|_reply|_answer|_response|x-ai|x-llm|x-bot|x-gpt|-answer|-reply|"
        "-response|ai-instruction|ai_instruction",
        r"(?:^|[\s{,])[\"']?(?:(?:answer|reply|response)[_-](?:template|text|format|override)|"
        r"x-(?:ai|llm|bot|gpt)[\w-]*|ai[_-]instructions?)[\"']?\s*[:=]\s*\S|"
        r"[\"']?\w+[_-](?:answer|reply|response)[\"']?\s*:\s*[\"']",
    ),
    (
        '"role"|"role" |\'role\'',
        r"[\"']role[\"']\s*:\s*[\"'](?:system|developer|assistant)[\"']",
    ),
    (
        "test",
        r"\b(?:unit |regression |smoke )?tests?\s*:\s*(?:ask|query|question|answer|prompt|bot)\b",
    ),
    (
        "sample|example|training",
        r"\b(?:sample|example|training) (?:conversation|dialogue?|chat|transcript)\b[^\n]{0,80}"
        r"\b(?:bot|assistant|model)\b",
    ),
    (
        "x-robots|ai-policy|ai-usage|robots-tag|llm-policy",
        r"(?:^|\s)(?:x-robots-tag|(?:ai|llm|bot)-(?:policy|usage|rules?|hints?))\s*:[^\n]*"
        r"(?:summary|answer|reply|excerpt|quote|replace|output)",
    ),
    # Faults of the retrieval.
    (
        "placeholder|cache miss|fallback|rendering",
        r"\b(?:placeholder|fallback)(?: text)? (?:to be|that is|to) (?:shown|displayed|show|"
        r"display|served|used)\b|\b(?:serve|show|send|return)\b[^.\n]{0,30}\bto the chat\b",
    ),
    (
        "truncated|corrupted|missing|unavailable|could not be|cannot be|failed",
        r"\b(?:passage|context|chunk|content|page|document|source)\b[^.\n]{0,40}\b(?:truncated|"
        r"corrupted|missing|unavailable|(?:could not|cannot|failed to) be (?:loaded|read|shown))\b"
        r"[^\n]{0,30}\b(?:substitute|display|fall back (?:to|on)|print|output|reply|say|show)\b",
    ),
    (
        " instead",
        rf"\b(?:display|show|send|give|return|print|present)\b[^.\n]{{0,40}}\bto (?:the )?{_ASKER}"
        r" instead\b",
    ),
    # Stories, feelings, and the opposite of what is meant.
    (
        "assistant|bot|model| ai",
        rf"\b{ASSISTANT}\b[^.\n]{{0,60}}\b(?:answered|replied|responded)\b[^\n]{{0,80}}"
        r"\b(?:you|so will|as we all)\b",
    ),
    ("just like you|exactly like you|same as you", r"\b(?:like|as) you (?:will|would|should|must)\b"
     r"[^.\n]{0,10}\b(?:now|do|too)\b"),
    (
        "imagine|suppose|picture",
        r"\b(?:imagine|suppose|picture)\b[^.\n]{0,12}\byou(?:'re| are)\b[^.\n]{0,60}"
        r"\b(?:introduce|reply|answer|respond|say|tell|greet)\b",
    ),
    (
        "bot|assistant|model| ai|courage",
        rf"\b(?:bet|wager|doubt)\b[^.\n]{{0,20}}\b(?:no |any |that |the )?{ASSISTANT}\b",
    ),
    (
        "chats with you|talks to you|asks you|asking you|ask you",
        r"\b(?:who(?:ever)?|everyone|anyone|everybody|people|those) (?:who |that )?(?:chats? with|"
        r"talks? (?:to|with)|asks?|asking|writes? to) you\b",
    ),
    (
        "darling|sweetheart|be an angel|be so kind",
        r"\bbe (?:a darling|a dear|an angel|so kind(?: as to)?)\b[^.\n]{0,20}\b(?:put|say|write|"
        r"add|mention|include|print|drop|slip)\b",
    ),
    (
        "you give|you write|you show|you produce|you provide",
        r"\b(?:answer|reply|explanation|summary|description|text)s? (?:that )?you (?:give|write|"
        r"show|produce|provide|generate)\b",
    ),
    ("dare", r"\bdon[’']?t you dare\b|\bi dare you\b"),
    ("prove", rf"\b(?:prove|show) (?:that )?you(?:'re| are)\b[^.\n]{{0,40}}|\b{ASSISTANT}\b"
     r"[^.\n]{0,60}\. prove\b"),
    (
        "dear|please|beg",
        rf"\b(?:dear|please|sweet|kind)\b[^.\n]{{0,8}}\b{ASSISTANT}\b|\bi (?:beg|implore) you\b",
    ),
    # What a bot is said to have become.
    (
        "bot|assistant|chatbot",
        rf"\b(?:bots?|assistants?|chatbots?)\b[^.\n]{{0,60}}\b(?:catch ?phrases?|greet(?:s|ing)|"
        rf"(?:opens?|closes?|starts?|ends?|begins?|finish(?:es)?|signs? off) (?:with|by)|"
        rf"tells? (?:people|{_ASKER}|everyone|everybody|anyone))\b",
    ),
    # What the asker is to give away.
    (
        "password|passphrase|token|code|credential|api key| pin",
        rf"\b(?:have|make|get|let) (?:the |all |every )?{_ASKER} (?:confirm|enter|type|paste|give|"
        rf"send|share)\b[^.\n]{{0,30}}\b{_SECRET}\b|"
        rf"\b(?:tell|ask|tells|asks)\b[^.\n]{{0,10}}\bthe (?:person|one) asking\b|"
        rf"\b{_TOOLS}\b[^.\n]{{0,20}}\basks?\b[^.\n]{{0,40}}\b{_SECRET}\b",
    ),
    (
        "chat user|users of the chat|whoever chats",
        rf"\b(?:chat users|users of (?:the|this) chat|whoever chats)\b[^.\n]{{0,40}}\b{_SECRET}\b",
    ),
    # Robots and crawlers: who is told what to answer rather than where to go.
    (
        "user-agent",
        r"\buser-agent\s*:.*\n(?:.*\n){0,3}?\W*[\w-]*(?:answer|reply|summary|response|output|"
        r"instruction)[\w-]*\s*:",
    ),
    (
        "llms.txt|ai.txt",
        r"\b(?:llms|ai)\.txt\b[^\n]*\n[^\n]*\b(?:start|begin|end|say|reply|answer|summar)",
    ),
    # Half in one language, half in another, or as people speak.
    (
        "reply|answer|respond|antworte",
        r"\b(?:reply|answer|respond|antworte)\b[^.\n]{0,30}\b(?:immer|nur|ausschließlich|toujours|"
        r"seulement|siempre|sólo|sempre|soltanto|altijd|alleen|alltid|bara|zawsze|tylko)\b",
    ),
    ("yer |ur |ya |thy |da ", rf"\b(?:in|into|to|wi(?:th|v)) (?:yer|ur|ya|thy|da) {REPLY}\b"),
)  # fmt: skip
"""As PATTERNS in orders.py."""
