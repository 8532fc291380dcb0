"""Days and moments that programs state: such as a person can mean, everything else is refused beside its field."""

from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from cases.thinkable import is_thinkable

BEYOND = "no_such_day"
T = TypeVar("T", bound=date)


def _thinkable(stated: T) -> T:
    if not is_thinkable(stated):
        raise PydanticCustomError(BEYOND, "a day that no calendar on a desk shows")
    return stated


Day = Annotated[date, AfterValidator(_thinkable)]
Moment = Annotated[datetime, AfterValidator(_thinkable)]
