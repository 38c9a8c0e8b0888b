"""HTML comments in Markdown: no reader sees them."""

from ingest.parse.tags import code_spans


def without_comments(text: str) -> str:
    """`text` without `<!-- ... -->`; one that never ends, or stands in inline code, is text."""
    if "<!--" not in text:
        return text
    spans = iter(code_spans(text))
    span = next(spans, None)
    kept: list[str] = []
    done = position = 0
    while (start := text.find("<!--", position)) >= 0:
        while span and span[1] <= start:
            span = next(spans, None)
        if span and span[0] <= start:
            position = span[1]
            continue
        end = text.find("-->", start + 4)
        if end < 0:
            break
        kept.append(text[done:start])
        done = position = end + 3
    return "".join([*kept, text[done:]])
