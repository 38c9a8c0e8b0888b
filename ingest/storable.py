"""Text that every database stores: no half surrogate pairs, no NUL."""

from dataclasses import replace

from core.records import Block, Document


def storable(document: Document) -> Document:
    """The document with what cannot be stored replaced; itself where there is nothing."""
    strings = (document.title, document.url, document.owner, document.audience)
    if all(map(_is_storable, strings)) and all(map(_block_is_storable, document.blocks)):
        return document
    return replace(
        document,
        title=_mended(document.title),
        url=_mended(document.url),
        owner=_mended(document.owner),
        audience=_mended(document.audience),
        blocks=tuple(map(_mended_block, document.blocks)),
    )


def _block_is_storable(block: Block) -> bool:
    return all(map(_is_storable, (block.text, block.anchor, block.language, block.label)))


def _mended_block(block: Block) -> Block:
    return replace(
        block,
        text=_mended(block.text),
        anchor=_mended(block.anchor),
        language=_mended(block.language),
        label=_mended(block.label),
    )


def _is_storable(text: str) -> bool:
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _mended(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "")
