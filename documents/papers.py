"""A mail, a text or a table handed in as a file, printed as pages so that it can be bound."""

from typing import Any

from django.template.loader import render_to_string

from documents.printing import to_pdf


def text_pdf(text: dict[str, Any], *, name: str) -> bytes:
    """What documents/texts.py read, as a PDF. The words stand as they came; only the headers of a mail get labels."""
    html = render_to_string("print/text.html", {"text": text, "name": name})
    return to_pdf(html, title=name, language="zh-hans", css="text")
