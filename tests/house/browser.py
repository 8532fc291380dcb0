"""What a browser would do with a page: send back the form as it is shown."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """The fields of the longest form that posts: the page's own, not the ones of the frame."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.here: dict[str, list[str]] | None = None
        self.text: str | None = None  # the textarea that is open
        self.choice: str | None = None  # the select that is open
        self.chosen: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.here = {} if given.get("method", "").lower() == "post" else None
        if self.here is None:
            return
        name = given.get("name")
        if tag == "option" and self.choice is not None:
            self.chosen.append((given.get("value", ""), "selected" in given))
        elif not name:
            return
        elif tag == "textarea":
            self.text = name
            self.here.setdefault(name, []).append("")
        elif tag == "select":
            self.choice, self.chosen = name, []
        elif tag == "input" and _is_sent(given):
            self.here.setdefault(name, []).append(
                given.get("value", "on" if given.get("type") in {"checkbox", "radio"} else "")
            )

    def handle_data(self, data):
        if self.text is not None and self.here is not None:
            self.here[self.text][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "select" and self.choice is not None and self.here is not None:
            picked = [value for value, selected in self.chosen if selected] or [value for value, _s in self.chosen[:1]]
            self.here.setdefault(self.choice, []).extend(picked)
            self.choice = None
        elif tag == "form" and self.here is not None:
            self.forms.append(self.here)
            self.here = None


def _is_sent(given: dict[str, str | None]) -> bool:
    kind = given.get("type")
    return kind not in {"submit", "file", "button"} and (kind not in {"checkbox", "radio"} or "checked" in given)


def shown_form(html: str) -> dict[str, list[str] | str]:
    reader = _Form()
    reader.feed(html)
    largest = max(reader.forms, key=len)
    return {name: values if len(values) > 1 else values[0].removeprefix("\n") for name, values in largest.items()}
