"""The servers of the wires, for killing the program that talks to them."""

from tests.wires.conftest import dovecot, smtp_server, start_dovecot

__all__ = ["dovecot", "smtp_server", "start_dovecot"]
