"""Pages of a host that show the bubble, the kind ones and the hostile ones."""

_FRAME = """<!doctype html>
<html lang="{lang}" dir="{direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Host</title>{head}</head>
<body><main><h1>Host</h1><p><a href="#here" id="before">Before the bubble</a></p></main>
<script src="{script}/widget.js" {options}></script></body></html>"""

HOSTILE_SHEET = """
* { all: unset !important; display: block !important; color: hotpink !important; }
*, *::before, *::after { font: 40px/3 cursive !important; box-sizing: content-box !important; }
button, textarea, a, ol, li { display: none !important; }
dialtone-bubble, dialtone-bubble * { display: none !important; visibility: hidden !important;
  opacity: 0 !important; transform: scale(0) !important; position: static !important; }
"""


def host_page(
    script: str = "",
    options: str = "",
    lang: str = "en",
    direction: str = "ltr",
    head: str = "",
) -> str:
    """A page that loads the bubble from the origin `script`, with these data attributes."""
    return _FRAME.format(script=script, options=options, lang=lang, direction=direction, head=head)


def strict_policy(service: str) -> dict[str, str]:
    """What a careful host sends: only the bubble's origin may run scripts and be called."""
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src {service}; connect-src {service}; style-src 'self';"
            " require-trusted-types-for 'script'; trusted-types dialtone; base-uri 'none'"
        )
    }
