"""content/text/en/staff.yaml: the words of what only staff see. English alone."""

from pydantic import Field

from dashboard.content.models import Strict


class PreviewWords(Strict):
    """The bar on every page of the preview."""

    name: str
    as_of: str
    set: str
    now: str
    sheet: str
    sound: str


class CallSheetWords(Strict):
    """The sheet for who phones every channel. `asked` are the tick boxes, one for each of the `questions`."""

    title: str
    lead: str
    never: str
    questions: tuple[str, ...] = Field(min_length=1)
    hello: str
    channel: str
    say: str
    hours: str
    asked: tuple[str, ...] = Field(min_length=1)
    right: str
    correction: str
    signed: str
    through: str
    text: str
    tty: str
    closed: str
    any_time: str
    unknown: str
    never_checked: str
    checked: str
    printed: str


class StaffWords(Strict):
    """The whole file."""

    preview: PreviewWords
    call_sheet: CallSheetWords
