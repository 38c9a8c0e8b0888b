"""How people set a language model's orders aside in languages other than English: see orders.py."""

FOREIGN: tuple[tuple[str, str], ...] = (
    (
        "ignor|vergi|missacht|oubli|olvid|esque|dimentic|negeer|zignoruj|glöm|vergeet",
        r"\b(?:ignor\w*|vergiss|vergessen|missachte\w*|oublie[zr]?|olvida\w*|esque[cç]a?\w*|"
        r"dimentica\w*|"
        r"negeer|vergeet|zignoruj|glöm)\b.{0,40}\b(?:alle[sn]?|tout\w*|tod[ao]s?|tutt[eoi]|"
        r"wszystk\w+|alla|anweisung\w*|instru\w+|istruzion\w+|regeln?|règles?|reglas?|"
        r"polece\w+)\b",
    ),
    (
        "antwort|répond|respond|rispond|antwoord|svara|odpowied",
        r"\b(?:antworte\w*|réponds|répondez|responde|responda|rispondi|antwoord|svara|"
        r"odpowiedz)\b.{0,30}"
        r"\b(?:nur|seulement|uniquement|solo|sólo|solamente|somente|apenas|alleen|endast|"
        r"bara|tylko)\b",
    ),
    (
        "指示|指令|提示|规则|命令|ルール|プロンプト",
        r"(?:忽略|无视|無視|忘记|忘れ).{0,20}(?:指示|指令|提示|规则|命令|ルール|プロンプト)|"
        r"(?:指示|指令|提示|命令|ルール).{0,12}(?:忽略|无视|無視|忘)",
    ),
    (
        "инструкц|указан|правил|команд|ответ|отвеч",
        r"(?:игнориру\w*|забудь\w*).{0,40}(?:инструкц|указан|правил|команд)|"
        r"(?:ответь|отвечай|скажи)\w*\s.{0,20}(?:только|лишь)",
    ),
    (
        "válasz|cevap|yanıt|vastaa|răspun|απάντ|svar",
        r"\bválasz\w*\b.{0,40}\b(?:csak|mindig|kizárólag)\b|"
        r"\b(?:sadece|yalnızca|hep)\b.{0,40}\b(?:cevap|yanıt)\w*|\bvastaa\b.{0,30}\b(?:vain|aina)\b|"
        r"\brăspun\w*\b.{0,30}\b(?:doar|numai|mereu)\b|απάντ\w*.{0,30}(?:μόνο|πάντα)|"
        r"\bsvar\w*\b.{0,30}\b(?:kun|alltid|altid)\b",
    ),
    ("지시|명령|지침|규칙", r"(?:지시|명령|지침|규칙).{0,10}(?:무시|잊)"),
    ("التعليمات|الأوامر|القواعد", r"(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر|القواعد)"),
    ("निर्देश|आदेश", r"(?:निर्देश|आदेश).{0,20}(?:अनदेखा|भूल|नज़रअंदाज़)"),
)  # fmt: skip
