"""A transport on keystoneauth1's session: for what the lean one does not know, proxies."""

from collections.abc import Mapping
from typing import Any

from blockctl import transport
from blockctl.session.libraries import hush
from blockctl.tls import Tls
from blockctl.transport import ConnectFailed, ConnectionCut, Request, Response
from blockctl.transport_troubles import causes, innermost_reason, speaks_no_tls


def has_proxy(env: Mapping[str, str]) -> bool:
    """Whether a variable names a proxy; whether NO_PROXY lifts it, requests knows."""
    names = ("http_proxy", "https_proxy", "all_proxy")
    return any(env.get(name) or env.get(name.upper()) for name in names)


class Proxied:
    """Sends through the proxies that *_proxy and NO_PROXY of the process name."""

    def __init__(self, tls: Tls | None = None) -> None:
        from keystoneauth1.session import Session

        hush()
        tls = tls or Tls()
        tls.context()  # which tells better than requests what is wrong with a file
        self._session: Any = Session(
            verify=(tls.ca_file or True) if tls.verify else False,
            cert=(tls.cert_file, tls.key_file) if tls.key_file else tls.cert_file,
        )

    def send(self, request: Request) -> Response:
        """Send ``request`` and read the whole answer.

        Raises ConnectFailed when nothing was sent, ConnectionCut when the outcome is unknown.
        """
        from keystoneauth1 import exceptions
        from urllib3.exceptions import LocationValueError

        try:
            answer = self._session.request(
                request.url,
                request.method,
                headers=dict(request.headers),
                data=request.body,
                timeout=(transport.CONNECT_TIMEOUT, transport.ANSWER_TIMEOUT),
                authenticated=False,
                redirect=False,
                raise_exc=False,
                log=False,
            )
        except exceptions.ConnectionError as broken:
            reason = innermost_reason(broken) or "the connection broke"
            raise (ConnectFailed if _was_not_sent(broken) else ConnectionCut)(reason) from broken
        except LocationValueError as unnamed:
            raise ConnectFailed("its name cannot be resolved") from unnamed
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status_code, headers, answer.content)


def _was_not_sent(error: BaseException) -> bool:
    """Whether it surely failed before the request left: keystoneauth1 has one class for both.

    Other TLS errors may come after it, when the server breaks off.
    """
    import ssl

    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    before = (NewConnectionError, ConnectTimeoutError, ssl.SSLCertVerificationError)
    return any(isinstance(each, before) or speaks_no_tls(each) for each in causes(error))
