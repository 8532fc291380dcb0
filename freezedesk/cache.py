"""What goes into the shared cache goes in as JSON, so that reading it can never run code.

Django's own choice for Redis is pickle: whoever can write one key into that Redis then runs a command in the web server
at the next read. JSON carries numbers, text, lists and true or false; anything else is refused when it is stored.
"""

import json
from typing import Any


class JSONSerializer:
    def dumps(self, value: Any) -> int | bytes:
        # Whole numbers go in bare, as Redis' own INCR needs them. `type() is` leaves out True and False.
        if type(value) is int:
            return value
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)
