"""Contacts, rotas and chains as YAML files that people write (docs/escalation.md), checked with file and line.

Used by ``mistel contact``, ``rota`` and ``chain`` and by the API; what is put into the registry has gone through here.
"""

from api.duty.files import Content, read, read_text

__all__ = ["Content", "read", "read_text"]
