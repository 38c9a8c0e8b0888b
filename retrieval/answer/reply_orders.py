"""How people tell a language model what to reply, and the words that such orders are made of."""

ASSISTANT = (
    r"(?:ai|llms?|(?:chat)?bots?|chatgpt|gpt|claude|copilot|gemini|(?:large )?language models?|"
    r"assistants?|(?:answer(?:ing)?|retrieval|rag) (?:systems?|engines?)|"
    r"(?:automated|machine|ai|non-human) (?:readers?|agents?|systems?|consumers?))"
)
REPLY = r"(?:answer|reply|replies|response|output|summary|message)s?"
RULES = (
    r"(?:instructions?|prompts?|rules?|directions?|guidelines?|guardrails?|orders|polic(?:y|ies)|"
    r"constraints?|training|context|guidance|directives?|briefings?)"
)
_SAY = r"(?:say|reply|respond|answer|tell|quote|recite|repeat|write|print|output|produce|post)"
REPLIES: tuple[tuple[str, str], ...] = (
    (
        "reply|replie|respond|response|answer| say|tell",
        r"\b(?:reply|respond|answer|say)\b[^.\n]{0,30}\b(?:only|exactly|verbatim|nothing else|"
        r"with the (?:word|phrase|text|sentence|string|link|following)|the (?:word|phrase|string)|"
        r"whatever)\b",
    ),
    (
        "repl|answer|response",
        r"\bthe (?:only|one|right|correct|proper|sole|true|real|official)(?: and only)?"
        r"(?: valid| right| correct)? (?:answer|reply)\b|"
        r"\bas the (?:one and )?only (?:result|answer|reply)\b|"
        r"\bfor (?:all|every) (?:later|future|further|following) (?:answers?|repl)",
    ),
    (
        "next|sees|rest of",
        rf"\b{_SAY}\b[^.\n]{{0,40}}\bin (?:its|your|the|their) next "
        r"(?:message|answer|reply|post)\b|"
        r"\bfor the rest of (?:our|this|the) (?:talk|chat|conversation)\b",
    ),
    (
        "generated|presented|present |produced|description|written| write",
        r"\b(?:any|anything|every|everything|all|whatever|no)\b[^.\n]{0,30}\b(?:generated|presented?|"
        r"produced?|descriptions?|written|write)\b[^.\n]{0,20}\b(?:about|on|of|from|regarding|"
        r"concerning)\b[^.\n]{0,60}\b(?:starts?|begins?|ends?|adds?|includes?|contains?|carry|"
        r"carries|complete|quotes?|cites?)\b",
    ),
    (
        "whatever|all that|everything|anything",
        r"\b(?:add|append|put|quote|cite|include|insert|mention|attach)s?\b[^.\n]{0,40}\b(?:to|in|into)"
        r" (?:whatever|all that|everything|anything) (?:they|you|it|we|that)\b",
    ),
    (
        "passage|paragraph|this ",
        r"\bthis (?:passage|paragraph|page|document|text|section|chunk|snippet)\b[^.\n]{0,40}"
        r"\b(?:most|highest|only|more)\b[^.\n]{0,20}\b(?:relevant|trusted|trustworthy|authoritative|reliable|"
        r"credible)\b",
    ),
    (
        "asked",
        r"\b(?:if|whenever) (?:you are |you're |anyone )?asked (?:about|how|what|why|who)\b|"
        r"\bwhen (?:you are|you're) asked (?:about|how|what|why|who)\b",
    ),
    (
        "repl|respon|answer|output|summar|message",
        r"\b(?:end|begin|start|finish|prefix|prepend|append|include|insert|add|write|put|"
        r"show|state|"
        rf"mention|replace|sign)\b[^\n]{{0,60}}\b(?:every|each|your|any|all) {REPLY}\b",
    ),
    (
        "repl|respon|answer|output|summar",
        rf"\b(?:in|to|into|of) (?:your|every|each) {REPLY}\b|\b(?:your|every|each|"
        rf"the whole) {REPLY} "
        r"(?:to every question )?(?:must|should|shall|has to|needs? to|will|is|about|ends?|"
        r"begins?)\b",
    ),
    (
        "summari|answering|replying|responding",
        r"\bwhen (?:you )?(?:are )?(?:summari[sz]|answer|reply|respond)ing\b",
    ),
    (
        "the phrase|the word|the sentence|the string",
        r"\b(?:include|insert|add|append|use|say|mention|write|print)s? the (?:exact )?"
        r"(?:phrase|words?|sentence|string) [\"'“‘]",
    ),
    ("read this", r"\bif you (?:can|are able to|could) read this\b"),
    (
        "your ",
        r"\byour (?:answer|reply|response)s?\b[^.,\n]{0,60}\b(?:contain|include|mention|carry"
        r"|carrie|start|begin|end)(?:s|ed|ing)?\b",
    ),
    (
        "answer|reply|response",
        r"(?:^|[.!?]\s)\W*(?:correct|right|final|only|new|updated) (?:answer|response|reply)\s*:",
    ),
    (
        "answer|reply|replies",
        r"\b(?:all|every|each|any) (?:\w+ ){0,3}(?:answers?|reply|replies)\b[^.\n]{0,20}\b(?:carry|"
        r"carries|contains?|includes?|mentions?|starts?|begins?|ends?|must|should|says?)\b",
    ),
    (
        "override|admin|developer|secret",
        r"\boverride (?:engaged|activated|enabled|accepted)\b|\b(?:begin|end) (?:admin|developer|"
        r"hidden|secret|root|override) (?:message|instructions?|prompt|command|block|section)\b",
    ),
    (
        "let's|let’s|lets|whenever you|you are a",
        r"\blet[’']?s play\b|\bwhenever you (?:speak|answer|reply|talk)\b|\byou are an? \w+ "
        r"(?:and|who|that) (?:only )?(?:repeats?|says?|answers?|reply|replies|speaks?)\b",
    ),
    (
        "answer in|reply in|respond in|speak in",
        r"\b(?:must|always|please|only|shall) (?:answer|reply|respond|speak) in\b",
    ),
    (
        "your ",
        r"\byour (?:browser|browsing|web|search|shell|python|code|fetch|http|e-?mail)[ -]tools?\b",
    ),
    (
        "print|output|say|write|repeat|tell|echo|return|respond|reply",
        r"\b(?:print|output|say|write|repeat|echo|"
        r"return)\b[^.\n]{0,40}\b(?:and nothing else|verbatim|"
        r"after me|the string|the sentence|the words?)\b",
    ),
    (
        "tell|direct",
        r"\b(?:tell|direct|send|refer) (?:the|every|each|all|any)? ?(?:user|asker|reader|"
        r"customer)s?\b",
    ),
    ("repeat after me", r"\brepeat after me\b"),
    (
        "prompt|instruction|message",
        r"\b(?:reveal|print|show|repeat|output|leak|disclose|display|dump|paste|"
        r"translate)\b.{0,40}"
        r"\b(?:system|initial|hidden|secret|original|developer) (?:prompt|instructions?|"
        r"messages?)\b",
    ),
    (
        "conversation|chat history|said so far|question",
        r"\b(?:reveal|repeat|leak|disclose|dump|send|exfiltrate|forward|write|show)\b.{0,100}"
        r"\b(?:the conversation|chat history|everything said|said so far|asker's question)\b",
    ),
    (
        "do not|don't|never",
        r"\b(?:do not|don't|never) (?:mention|reveal|tell|cite|disclose)\b.{0,30}"
        r"\b(?:this (?:blob|message|text|thread|page|instruction)|instructions?|sources|the user|"
        r"the asker)\b",
    ),
    (
        "cite|citing|attribut|claim|source|according",
        r"\b(?:cite|citing|attribute|claim|pretend|give|comes? from)\b[^\n]{0,60}"
        r"(?:\b(?:passage|source) \d|\[\d\]|\bevidence in your\b|\bfor everything\b|"
        r"\bdocumentation \[)",
    ),
    (
        "set aside|never mind|not follow|n't follow|no attention",
        rf"\b(?:set aside|never mind|(?:do not|don't) follow|pay no attention to)\b.{{0,40}}"
        rf"\b(?:told|instructed|question|above|{RULES})\b",
    ),
    ("```tool|```function", r"```(?:tool|function)(?:_\w+)?\s"),
    ("[1]|[2]", r"\bwith \[\d\] in every\b|\[\d\]\[\d\].{0,20}\bwhatever\b"),
    (
        '"passage"|"citation"|"source"|"cite"',
        r'"(?:text|passage|citation|source|cite)"\s*:.{0,200}"(?:passage|text|citation|source|cite)"\s*:'
        r"\s*\d",
    ),
    ("according to [", r"\baccording to \[\d"),
    ('"ask"|"unknown"', r'"ask"\s*:\s*\[|"unknown"\s*:\s*true'),
    # What texts about its subject must contain.
    (
        "text|explanation|summar|repl|answer",
        r"\b(?:texts?|explanations?|summar(?:y|ies)|replies|answers?) (?:about|on|regarding)\b"
        r"[^.\n]{0,60}\b(?:leaves?|without|must|has to|have to|carry|carries|missing|rejected)\b|"
        r"\bexplanations of\b[^.\n]{0,60}\b(?:carry|contain|include|mention|bear)\b",
    ),
    (
        "mention|ask| want",
        r"\b(?:whenever|if|when|in case|once|unless)\b[^.\n]{0,80}\b(?:mention(?:s|ed)?|asks?|"
        r"asked|wants? to)\b[^.\n]{0,80}\b(?:hears?|(?:is|are|be|get|gets) told|in the text that|"
        r"then (?:say|output|write|answer))\b",
    ),
    (
        "sentence|story|rhyme",
        r"\b(?:complete|finish|continue) (?:the|this) (?:sentence|story|rhyme)\b",
    ),
    (
        "whoever|who ",
        r"\b(?:whoever|anyone who|everyone who|the one who|those who)\b[^.\n]{0,12}"
        r"\b(?:summari[sz]es?|quotes?|answers?|replies|responds?|cites?|generates?)\b",
    ),
    (
        "generator|engine|writer|summari",
        r"\b(?:note|notice|message|instructions?|dear|hey|hello)\b.{0,16}\b(?:generator|summari[sz]er|"
        r"(?:answer|answering|generative) engine|writer)\b",
    ),
    (
        "customer|caller|asker|client|user",
        r"^\W*(?:customer|caller|asker|client|user)\b[^:\n]{0,12}:.*\n+\W*(?:help ?line|help ?desk|"
        r"support|agent|operator|bot|advisor)\b[^:\n]{0,12}:",
    ),
    (
        "reply|response|completion|assistant|bot",
        r"^\W*(?:prompt|question|query|human|input|user)\W{0,3}[>:].*\n+\W*(?:reply|response|"
        r"completion|assistant|bot|ai)\W{0,3}[>:]",
    ),
    ("markdown", r"\bin each reply the markdown\b"),
)  # fmt: skip
"""As PATTERNS in orders.py: what it wants said or shown."""
