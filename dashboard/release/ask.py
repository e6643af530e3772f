"""Asks a server that may answer slowly, wrongly or not at all, and gets JSON or one clear reason."""

import gzip
import http.client
import ipaddress
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from io import BytesIO
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any, cast

from dashboard.release.errors import SourceError

_CHUNK = 1 << 16
_BUSY = (408, 425, 429, 500, 502, 503, 504)

Answer = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """`seconds` for everything asked, `answer_seconds` for one answer and `silence` between two of its bytes.

    `answer_bytes` as sent and `page_bytes` unpacked. `tries` of one question, the second after `pause` seconds, each
    further one after twice as long.
    """

    seconds: float = 2 * 3600
    answer_seconds: float = 180
    silence: float = 60
    answer_bytes: int = 16 << 20
    page_bytes: int = 64 << 20
    tries: int = 6
    pause: float = 2


class _BadAnswerError(Exception):
    """Worth another try, not before `wait` seconds."""

    def __init__(self, reason: str, wait: float = 0) -> None:
        super().__init__(reason)
        self.wait = wait


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise SourceError(f"{_place(req.full_url)}: sends us to {one_line(new.netloc)}, which is refused.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Server:
    """One run's questions to one address, within `limits`. `retries` and `bytes` tell what it took."""

    def __init__(self, url: str, limits: Limits) -> None:
        self.url = url.rstrip("/")
        self.limits = limits
        self.retries = 0
        self.bytes = 0
        self._end = time.monotonic() + limits.seconds
        _check_address(self.url)
        proxies = {kind: proxy for kind, proxy in urllib.request.getproxies().items() if kind == "https"}
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies), _Redirects())

    def ask(self, path: str, query: dict[str, str], check: Callable[[Answer], str | None]) -> tuple[bytes, Answer]:
        """The answer's bytes and its JSON object. `check` says what is wrong with it, or None.

        Raises SourceError when no try gave a good answer, the time is over, or trying again is no use.
        """
        url = f"{self.url}{path}?{urllib.parse.urlencode({'f': 'json', **query})}"
        reason, pause = "", self.limits.pause
        for attempt in range(self.limits.tries):
            self.retries += attempt > 0
            try:
                content = self._within(lambda: self._content(url))
                answer = _object(content)
                if wrong := check(answer):
                    raise _BadAnswerError(wrong)
                self.bytes += len(content)
                return content, answer
            except _BadAnswerError as bad:
                reason = str(bad)
                if attempt + 1 < self.limits.tries:
                    self._wait(max(pause, bad.wait), reason)
            pause *= 2
        raise SourceError(f"{self.url}: {reason}, {self.limits.tries} times. Try again later.")

    def _wait(self, seconds: float, reason: str) -> None:
        if seconds >= self._end - time.monotonic():
            raise SourceError(f"{self.url}: {reason}, and the time for this run is over. Try again later.")
        time.sleep(seconds)

    def _within(self, get: Callable[[], bytes]) -> bytes:
        """What `get` returns or raises, in a thread that is left behind when it takes too long."""
        rest = self._end - time.monotonic()
        if rest <= 0:
            raise SourceError(f"{self.url}: {self.limits.seconds:,.0f} seconds were not enough. Try again later.")
        results: SimpleQueue[bytes | Exception] = SimpleQueue()

        def work() -> None:
            try:
                results.put(get())
            except Exception as error:
                results.put(error)

        Thread(target=work, daemon=True).start()
        try:
            result = results.get(timeout=min(rest, self.limits.answer_seconds))
        except Empty:
            raise _BadAnswerError("the answer took too long") from None
        if isinstance(result, Exception):
            raise result
        return result

    def _content(self, url: str) -> bytes:
        # The scheme was checked: https, or http to this machine.
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "User-Agent": "right-response"})  # noqa: S310
        try:
            with self._opener.open(request, timeout=self.limits.silence) as answer:
                packed = answer.headers.get("Content-Encoding", "").strip().lower() == "gzip"
                return self._unpacked(self._body(answer), packed)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in _BUSY:
                    raise _BadAnswerError(f"status {error.code}", _retry_after(error.headers)) from error
                raise SourceError(f"{self.url}: status {error.code}. Check the address of the layer.") from error
        except (OSError, http.client.HTTPException) as error:
            cause = error.reason if isinstance(error, urllib.error.URLError) else error
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise SourceError(f"{self.url}: its certificate is not trusted. Check the address.") from error
            raise _BadAnswerError(_cut(cause)) from error

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        parts, size = list[bytes](), 0
        while part := answer.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.limits.answer_bytes:
                raise SourceError(f"{self.url}: an answer of more than {self.limits.answer_bytes:,} bytes is refused.")
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        return b"".join(parts)

    def _unpacked(self, content: bytes, packed: bool) -> bytes:
        if not packed:
            return content
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as file:
                unpacked = file.read(self.limits.page_bytes + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise _BadAnswerError("the answer was cut short") from error
        if len(unpacked) > self.limits.page_bytes:
            raise SourceError(f"{self.url}: an answer that unpacks to more than {self.limits.page_bytes:,} bytes.")
        return unpacked


def one_line(text: object) -> str:
    """A stranger's words on one line, at most 120 characters, nothing that moves a terminal's cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())[:120].rstrip(" .")


def _object(content: bytes) -> Answer:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        web_page = content.lstrip()[:1] == b"<"
        raise _BadAnswerError(
            "a web page, not JSON" if web_page else "the answer was cut short or is not JSON"
        ) from error
    if not isinstance(answer, dict):
        raise _BadAnswerError("the answer is not a JSON object")
    refusal = cast(Answer, answer).get("error")
    if refusal is not None:
        detail = cast(Answer, refusal) if isinstance(refusal, dict) else {"message": refusal}
        words = f"{detail.get('code', '')} {detail.get('message', '')}"
        raise _BadAnswerError(one_line(f"the server answered an error {words}"))
    return cast(Answer, answer)


def _check_address(url: str) -> None:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    try:
        if parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback:
            return
    except ValueError:
        pass
    raise SourceError(f"{one_line(url)}: not an https address. Correct the layer's address.")


def _retry_after(headers: Message) -> float:
    """Seconds, from seconds or a date; 0 for neither."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0


def _cut(cause: object) -> str:
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    if isinstance(cause, http.client.IncompleteRead | ConnectionResetError | http.client.RemoteDisconnected):
        return "the connection was cut"
    return f"cannot be reached ({one_line(getattr(cause, 'strerror', None) or type(cause).__name__)})"


def _place(url: str) -> str:
    return url.partition("?")[0]
