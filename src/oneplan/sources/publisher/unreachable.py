"""Says in words why a publisher could not be reached, so that a person knows where to look."""

import http.client
import socket
import ssl
import urllib.error

# The first that fits is said, so the narrower kind stands above the wider.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, "its name cannot be found, so there is no network or no name server"),
    (
        ssl.SSLCertVerificationError,
        "its certificate is not trusted here (behind an organisation's proxy, SSL_CERT_FILE names its own)",
    ),
    (ssl.SSLError, "no secure connection could be made"),
    (ConnectionRefusedError, "nothing answers there (connection refused)"),
    (ConnectionError, "the connection was cut while we were talking"),
    (TimeoutError, "it stayed silent for too long"),
    (http.client.HTTPException, "what came is no answer a web server gives"),
)
_STATUSES = {
    403: "it turned us away for now (403), as it does after too many requests in an hour",
    404: "it is not there (404), so the publisher may have moved or renamed it",
    407: "the proxy wants a name and a password (407)",
    429: "it turned us away for now (429), as it does after too many requests in an hour",
}


def why_unreachable(error: Exception) -> str:
    """What went wrong on the way to the publisher, as the middle of a sentence.

    Examples
    --------
    >>> why_unreachable(ConnectionRefusedError())
    'nothing answers there (connection refused)'
    """
    if isinstance(error, urllib.error.HTTPError):
        return _STATUSES.get(error.code) or _said_of_status(error.code)
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        return why_unreachable(error.reason)
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    return f"the network does not let us through ({error})"


def may_pass(error: Exception) -> bool:
    """Whether the same request may work in a moment: the server's own trouble, or a cut connection."""
    if isinstance(error, urllib.error.HTTPError):
        return error.code >= 500
    if isinstance(error, urllib.error.URLError):
        return isinstance(error.reason, Exception) and may_pass(error.reason)
    return isinstance(error, ConnectionError) and not isinstance(error, ConnectionRefusedError)


def _said_of_status(status: int) -> str:
    if status >= 500:
        return f"the server has trouble of its own ({status})"
    return f"it answered with status {status} where 200 was expected"
