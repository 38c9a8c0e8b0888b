"""How people write to a language model instead of to a reader: ways that are known."""

from retrieval.answer.foreign_orders import FOREIGN
from retrieval.answer.pretexts import PRETEXTS
from retrieval.answer.reply_orders import ASSISTANT, REPLIES, REPLY, RULES

PATTERNS: tuple[tuple[str, str], ...] = (
    # Words of which one must be there, and the pattern that is then looked for: most blocks have
    # none of them, and cost next to nothing.
    #
    # To whom it speaks.
    (
        "assistant| ai| bot|chatbot|model|llm|gpt|claude|copilot|gemini|retrieval|answer",
        rf"\b{ASSISTANT}\b[^.\n]{{0,60}}\b(?:must|should|shall|please|reply|respond|say|"
        rf"tell|ignore|required to|"
        rf"disregard|answer(?:ing|s)?|output|recommend|always|mention)\b",
    ),
    (
        "assistant| ai| bot|chatbot|llm|gpt|claude|automated|machine|non-human",
        rf"\b(?:for|to) (?:the |all |any |our |every )?(?:help |support )?{ASSISTANT}\b\s*[:)\]]|"
        rf"\b(?:the|an?|this) {ASSISTANT} (?:sees|reads|is reading|that reads|reading)\b",
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
        rf"\b(?:{ASSISTANT}|the model)\b",
    ),
    ("assistant|bot|llm|gpt", r"^\W*(?:assistant|bot|chatgpt|llm)\b\s*(?:[,:>\]]|to=)"),
    ("ai:|ai,", r"^\W*ai\s*[,:]\s"),
    (
        "system",
        r"(?:^|[\]>)])\W*system\s*[:\]>]\s*(?:reply|respond|say|output|always|the|you|"
        r"ignore|print|"
        r"answer|from|begin)\b",
    ),
    ("if you are", rf"\bif you(?:'re| are) an? (?:{ASSISTANT}|agent)\b"),
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
        rf"my)\b.{{0,30}}\b{RULES}\b|\bstop following the\b|\bprevious directions are void\b",
    ),
    (
        "ignor|disregard|forget",
        r"\b(?:ignore|disregard|forget)\b (?:all |everything |anything )?(?:of )?(?:the |that\b)?"
        r"(?:docs?|documentation|above|previous|earlier|prior|before|question|context|passages?|"
        r"rest|audiences?|[.,;])",
    ),
    (
        "you were|you have been|you've been",
        rf"\b(?:whatever|{RULES}) (?:that )?(?:you were|you have been|you've been) "
        r"(?:given(?! access)|handed|told|started|trained|set up)\b",
    ),
    (
        "your",
        r"\byour (?:earlier|previous|prior|former|initial|original|current) "
        rf"{RULES}\b",
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
        rf"(?:task|job|role|goal|purpose|instructions?|mission|identity|name|{REPLY})\b",
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
    *REPLIES,
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
    *PRETEXTS,
    *FOREIGN,
)  # fmt: skip
