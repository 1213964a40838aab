"""How to trust an https server, and to be trusted by it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from blockctl.errors import BadUsage

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True)
class Tls:
    """Files are paths in PEM format; ``ca_file`` may be a folder of hashed certificates."""

    verify: bool = True
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None

    def context(self) -> "ssl.SSLContext":
        """An SSL context; raises BadUsage for a file that cannot be read or holds no PEM."""
        context = _trusting(self.ca_file if self.verify else None)
        if not self.verify:
            import ssl

            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.cert_file:
            _identify(context, self.cert_file, self.key_file)
        return context


def _trusting(authorities: str | None) -> "ssl.SSLContext":
    import ssl

    if authorities is None:
        return ssl.create_default_context()
    try:
        if Path(authorities).is_dir():
            return ssl.create_default_context(capath=authorities)
        return ssl.create_default_context(cafile=authorities)
    except OSError as refused:
        why = "no certificate is in it" if isinstance(refused, ssl.SSLError) else refused.strerror
        raise BadUsage(
            f"The certificate authorities in {authorities} cannot be used: {why}."
        ) from None


def _identify(context: "ssl.SSLContext", cert: str, key: str | None) -> None:
    import ssl

    try:
        # Without a password OpenSSL would ask on the terminal for that of a protected key.
        context.load_cert_chain(cert, key, password="")
    except OSError as refused:
        both = f"{cert} with the key in {key}" if key else f"{cert}, with its key in the same file,"
        why = "it is no pair in PEM, or has a pass phrase"
        why = why if isinstance(refused, ssl.SSLError) else str(refused.strerror)
        raise BadUsage(f"The client certificate in {both} cannot be used: {why}.") from None
