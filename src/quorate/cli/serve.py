"""`quorate serve`: the site, on this machine."""

import argparse
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import Any

from quorate.cli.errors import CommandError
from quorate.cli.places import data_dir_default

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its flags."""
    parser = subparsers.add_parser("serve", help="serve the site")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data-dir", type=Path, default=data_dir_default())
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Check what would stop the server, then start it; it prepares its own database."""
    check_host(arguments.host)
    data_dir = arguments.data_dir.resolve()
    check_data_dir(data_dir)
    check_port(arguments.host, arguments.port)
    os.environ["DATA_DIR"] = str(data_dir)
    is_open = arguments.host not in LOOPBACK
    os.environ["QUORATE_OPEN"] = "1" if is_open else ""
    os.environ["DJANGO_SETTINGS_MODULE"] = "quorate.web.settings"
    address = arguments.host if ":" not in arguments.host else f"[{arguments.host}]"
    print(f"Quorate is on http://{address}:{arguments.port}/ (data in {arguments.data_dir})")
    if is_open:
        print(
            "It is open to others, so code of learners runs in their browsers only: there is no jail yet."
        )
    print("Stop it with Ctrl-C.", flush=True)
    start_server(arguments.host, arguments.port)
    return 0


def check_host(host: str) -> None:
    """Refuse to listen beyond this machine without a secret key and allowed hosts."""
    if host in LOOPBACK:
        return
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not os.environ.get(name)]
    if missing:
        raise CommandError(
            f"--host {host} would open the site to others, but {' and '.join(missing)} not set.",
            hint="Set SECRET_KEY (50 random characters) and ALLOWED_HOSTS (names, comma-separated), "
            "and put HTTPS before it; or use --host 127.0.0.1.",
        )


def check_data_dir(data_dir: Path) -> None:
    """Stop with one sentence if nothing can be kept there."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / f".write-{secrets.token_hex(4)}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise CommandError(
            f"the data directory {data_dir} cannot be written ({error.strerror}).",
            hint="Choose another with --data-dir DIR (or DATA_DIR=DIR make serve).",
        ) from error


def check_port(host: str, port: int) -> None:
    """Stop with one sentence if the port is taken or not allowed."""
    if not 0 < port < 65536:
        raise CommandError(f"--port {port} is not between 1 and 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # The server sets the same option, so a port in TIME_WAIT is free for both.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"port {port} on {host} cannot be used ({error.strerror}).",
                hint=f"Stop what uses it, or choose another: --port {port % 65535 + 1} (PORT=… make serve).",
            ) from error


def start_server(host: str, port: int) -> None:
    """Run granian: one worker process, few threads; pages are short."""
    from granian import Granian
    from granian.constants import Interfaces

    settings: dict[str, Any] = {
        "address": host,
        "port": port,
        "interface": Interfaces.WSGI,
        "workers": 1,
        "blocking_threads": 4,
        "log_access": False,
        "log_enabled": True,
        "log_level": "warning",
        "respawn_failed_workers": True,
        "workers_kill_timeout": 5,
        "backpressure": 64,
    }
    try:
        Granian("quorate.web.wsgi:application", **settings).serve()
    except RuntimeError as error:
        print(f"quorate: the server stopped: {error}", file=sys.stderr)
        raise SystemExit(1) from error
