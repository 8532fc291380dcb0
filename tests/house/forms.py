"""What the walk through the house sends: the object behind each address, and each form filled in, from every wing."""

from tests.house import wings
from tests.house.filled import At, Filled, Forms
from tests.house.world import House

AT: At = {name: find for wing in wings.ALL.values() for name, find in wing.AT.items()}
FORMS: Forms = {name: fill for wing in wings.ALL.values() for name, fill in wing.FORMS.items()}


def where(house: House, name: str, variant: str, arguments: set[str]) -> Filled:
    """A case's address needs its number and nothing else, unless AT says more."""
    whole = f"{name}:{variant}" if variant else name
    if whole in AT:
        return AT[whole](house)
    if arguments == {"ref"}:
        return {"ref": house.case.ref}
    assert not arguments, (
        f"{whole} needs {sorted(arguments)}: say in AT of its file in tests/house/wings where it leads."
    )
    return {}
