"""How people write to a language model instead of to a reader: ways that are known."""

from retrieval.answer.foreign_orders import FOREIGN

_ASSISTANT = (
    r"(?:ai|llms?|(?:chat)?bots?|chatgpt|gpt|claude|copilot|gemini|(?:large )?language models?|"
    r"assistants?|(?:answer(?:ing)?|retrieval|rag) (?:systems?|engines?)|"
    r"(?:automated|machine|ai|non-human) (?:readers?|agents?|systems?|consumers?))"
)
_REPLY = r"(?:answer|reply|replies|response|output|summary|message)s?"
_RULES = (
    r"(?:instructions?|prompts?|rules?|directions?|guidelines?|guardrails?|orders|polic(?:y|ies)|"
    r"constraints?|training|context|guidance|directives?|briefings?)"
)
_SAY = r"(?:say|reply|respond|answer|tell|quote|recite|repeat|write|print|output|produce|post)"
PATTERNS: tuple[tuple[str, str], ...] = (
    # Words of which one must be there, and the pattern that is then looked for: most blocks have
    # none of them, and cost next to nothing.
    #
    # To whom it speaks.
    (
        "assistant| ai| bot|chatbot|model|llm|gpt|claude|copilot|gemini|retrieval|answer",
        rf"\b{_ASSISTANT}\b[^.\n]{{0,60}}\b(?:must|should|shall|please|reply|respond|say|"
        rf"tell|ignore|required to|"
        rf"disregard|answer(?:ing|s)?|output|recommend|always|mention)\b",
    ),
    (
        "assistant| ai| bot|chatbot|llm|gpt|claude|automated|machine|non-human",
        rf"\b(?:for|to) (?:the |all |any |our |every )?(?:help |support )?{_ASSISTANT}\b\s*[:)\]]|"
        rf"\b(?:the|an?|this) {_ASSISTANT} (?:sees|reads|is reading|that reads|reading)\b",
    ),
    (
        "llm|ai|gpt|bot|assistant|agent|prompt",
        r"^\W*(?:llms?|ai|gpt|bots?|assistants?|agents?|prompts?)[\s_-]+"
        r"(?:notes?|instructions?|directives?|messages?|only|context|task)\b\s*[:=]",
    ),
    (
        "@",
        r"(?<!\w)@\w+[,:]? (?:please )?(?:remember|always|never|reply|respond|answer|say|ignore|"
        r"from now on)\b",
    ),
    (
        "assistant| ai| bot|chatbot|model|llm|gpt|claude|copilot|gemini|automated|machine",
        rf"\b(?:attention|note|notice|message|instructions?|reminder|dear|hey|hello|hi)\b.{{0,16}}"
        rf"\b(?:{_ASSISTANT}|the model)\b",
    ),
    ("assistant|bot|llm|gpt", r"^\W*(?:assistant|bot|chatgpt|llm)\b\s*(?:[,:>\]]|to=)"),
    ("ai:|ai,", r"^\W*ai\s*[,:]\s"),
    (
        "system",
        r"(?:^|[\]>)])\W*system\s*[:\]>]\s*(?:reply|respond|say|output|always|the|you|"
        r"ignore|print|"
        r"answer|from|begin)\b",
    ),
    ("if you are", rf"\bif you(?:'re| are) an? (?:{_ASSISTANT}|agent)\b"),
    ("as a", r"\bas an? (?:ai|llm|(?:large )?language model)\b"),
    ("bot", r"\bthe bot (?:should|must|has to|is to)\b|\b(?:hey|hi|ok) bot\b|\bbot,"),
    # What it wants set aside.
    (
        "ignor|disregard|forget|overrid|bypass|overrul|stop follow|void|outdated|scrap|revoke"
        "|discard|abandon|throw away|nullif|dismiss",
        r"\b(?:ignore|disregard|forget|override|bypass|overrule|stop following|scrap|revoke"
        r"|discard|abandon|throw away|nullify|dismiss)\b.{0,30}"
        r"\b(?:previous|prior|above|earlier|preceding|all|any|your|every|other|these|"
        r"original|system|"
        rf"my)\b.{{0,30}}\b{_RULES}\b|\bstop following the\b|\bprevious directions are void\b",
    ),
    (
        "ignor|disregard|forget",
        r"\b(?:ignore|disregard|forget)\b (?:all |everything |anything )?(?:of )?(?:the |that\b)?"
        r"(?:docs?|documentation|above|previous|earlier|prior|before|question|context|passages?|"
        r"rest|audiences?|[.,;])",
    ),
    (
        "you were|you have been|you've been",
        rf"\b(?:whatever|{_RULES}) (?:that )?(?:you were|you have been|you've been) "
        r"(?:given(?! access)|handed|told|started|trained|set up)\b",
    ),
    (
        "your",
        r"\byour (?:earlier|previous|prior|former|initial|original|current) "
        rf"{_RULES}\b",
    ),
    (
        "everything|anything|all of|above|before this",
        r"\b(?:everything|anything|all|the (?:text|lines?|page)) (?:written |said |that is )?"
        r"(?:before|above) (?:this|here)?\b.{0,40}\b(?:test|void|expired|outdated|obsolete|wrong|"
        r"fake|example|no longer)\b",
    ),
    (
        "ignor|disregard|forget|discard",
        r"\b(?:ignore|disregard|forget|discard)\b[^.\n]{0,60}(?:, ?(?:and |just |then |only )?|"
        r"\band (?:just |then |only )?|; ?|\binstead )(?:say|reply|respond|answer|tell|recite|"
        r"(?:write|print|output|produce) [A-Z]{4,})",
    ),
    (
        "instruction|prompt|directive|task|direction",
        r"\b(?:new|hidden|secret|override|real|actual) (?:system )?(?:instructions?|directives?|"
        r"prompt)\b|(?:^|[.!?]\s)\W*new (?:task|role|goal)\s*:",
    ),
    (
        "your",
        r"\byour (?:new|real|actual|only|true|sole|whole|entire) "
        rf"(?:task|job|role|goal|purpose|instructions?|mission|identity|name|{_REPLY})\b",
    ),
    ("from now on", r"\bfrom now on\b.{0,40}\b(?:say|answer|reply|respond|you|your|sign)\b"),
    # What it wants to be.
    (
        "you are now|no longer",
        r"\byou are (?:now (?:an? )?\w*(?:bot|dan|assistant|admin\w*|in \w+ mode)\b|"
        r"now [A-Z]\w*Bot|no longer an?\b|now in \w+ mode)",
    ),
    ("you are now", r"\byou are now (?!ready|able|logged|connected|done|in (?:the|a)|on|at|set)\w"),
    ("pretend|act as|roleplay|role-play", r"\b(?:pretend|act as if|roleplay|role-play) "
     r"(?:that |to be |as )?(?:you|i am|passage|an? )"),
    (" mode", r"\b(?:developer|god|dan|jailbreak|unrestricted) mode\b"),
    # What it wants said or shown.
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
        rf"mention|replace|sign)\b[^\n]{{0,60}}\b(?:every|each|your|any|all) {_REPLY}\b",
    ),
    (
        "repl|respon|answer|output|summar",
        rf"\b(?:in|to|into|of) (?:your|every|each) {_REPLY}\b|\b(?:your|every|each|"
        rf"the whole) {_REPLY} "
        r"(?:to every question )?(?:must|should|shall|has to|needs? to|will|is|about|ends?|"
        r"begins?)\b",
    ),
    ("summari", r"\bwhen (?:you )?(?:summari[sz]|answer)ing\b"),
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
        rf"\b(?:told|instructed|question|above|{_RULES})\b",
    ),
    ("tool_code", r"```tool_code"),
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
    # What it wants done.
    (
        "tool|function|action|browser",
        r"\b(?:call|invoke|use|execute|run) (?:the )?(?:(?:function|tool) [`\w]+|"
        r"[\w-]+ tool\b|tool\b|api "
        r"action)[^.\n]{0,30}(?:\bwith \{|\bwith the text\b|\bbefore you answer\b|\(\"|[:(]|"
        r"\band (?:print"
        r"|report|say)\b|\bwith\b.{0,30}\bprint\b)",
    ),
    ("tool", r"\byou have (?:a|the) tool\b|\[/?tool\]"),
    ("function", r"\brun function \w+\("),
    (
        "tool_call|function_call|tool_use|<invoke|<parameter",
        r"[<\[{\"'](?:tool_calls?|function_call|tool_use)[>\]}\"']|<invoke name|<parameter name",
    ),
    (
        "decode|base64|rot13|hex|reverse",
        r"\b(?:decode|decrypt|reverse|translate from)\b.{0,60}\b(?:follow|obey|execute|comply|"
        r"instructions?|do what|answering)\b|\b(?:base ?64|rot ?13|hex)\b.{0,60}\b(?:follow|obey|"
        r"execute it|comply|instructions?)\b",
    ),
    (
        " says| act ",
        r"\b(?:do|does|doing|act|acts) (?:as|what|on what) (?:it|this|that) says\b|"
        r"\b(?:decode|convert|translate|decipher|read)\b.{0,80}"
        r"\bact (?:on it|accordingly|upon it)\b",
    ),
    (
        "follow|obey|comply|carry out",
        r"\b(?:follow|obey|comply with|carry out) (?:these|those|my|its|any|the hidden) "
        r"(?:new )?(?:instructions?|orders?|directives?) "
        r"(?:below|above|hidden|embedded|inside|instead|exactly|now|without)",
    ),
    # How chat is written down for models.
    (
        "_of_turn|function=|</answer>|<answer>|</response>|<response>|thinking>|</output>|</user>|"
        "</human>|</instruction",
        r"<(?:start|end)_of_turn>|<function=|</?(?:answer|response|thinking|output|user|human|"
        r"instructions?)>",
    ),
    ("action input", r"^\W*action:.*\n+\W*action input:"),
    ("[assistant]|[system]|[user]", r"^\W*\[(?:assistant|system|user)\]\s*:"),
    ("<|", r"<\|\s*/?\w+\s*\|?>"),
    ("inst]|sys>", r"\[/?inst\]|<</?sys>>"),
    ("###", r"^\W*###\s*(?:instructions?|system|assistant|response|human)\s*:"),
    ("system>|assistant>|passages>|question>|conversation>",
     r"</?(?:system|assistant|passages|question|conversation)>"),
    ("system prompt", r"\b(?:begin|end) (?:system|hidden|secret) prompt\b"),
    ("assistant:", r"\bassistant:\s"),
    *FOREIGN,
)  # fmt: skip
