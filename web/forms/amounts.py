"""A sum of money as people write it: 486200.00, 486,200.00, 486.200,00 or ４８６，２００．００ are one sum."""

import unicodedata
from typing import Any

from django import forms

from funds import sheets


class MoneyField(forms.DecimalField):
    """Two decimals, and groups of thousands where somebody writes them. What could be two sums is not guessed."""

    PLACES = 2
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": self.PLACES, **kwargs})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            read = sheets.figure(value)
            value = unicodedata.normalize("NFKC", value) if read is None else str(read)
        return super().to_python(value)
