"""How long a text message is. Phones split what is longer than one, and pay twice.

The GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1) allows 160 characters in one message; a single letter outside it, such as
á or í, turns the whole message into UCS-2, which allows 70.
"""

from dashboard.content.translation import unmarked
from dashboard.content.words import fill

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€")
GSM_LENGTH, UCS2_LENGTH = 160, 70


def length(text: str) -> tuple[int, int]:
    """How many units a message takes, and how many fit in one."""
    text = unmarked(text)
    if set(text) <= BASIC | DOUBLE:
        return sum(2 if letter in DOUBLE else 1 for letter in text), GSM_LENGTH
    return len(text.encode("utf-16-be")) // 2, UCS2_LENGTH


def trouble(text: str, address: str) -> tuple[str, str] | None:
    """What is wrong with a message that leads to an address, and how to mend it; None when it is one message."""
    taken, room = length(fill(text, {"address": address}))
    if taken <= room:
        return None
    if room == UCS2_LENGTH:
        odd = "".join(sorted({letter for letter in text if letter.isalpha() and letter not in BASIC}))
        told = f"Phones send only 70 characters when one of these is among them: {odd}"
        return (told, "Use words without them.") if odd else None
    return f"This is {taken} characters with the address; one text message holds {room}.", "Make it shorter."
