"""What `ss` says about the memory of sockets is read as the kernel means it."""
from __future__ import annotations

import unittest

from lab.proxy.socket_memory import memory_of_sockets

_LISTED = """
ESTAB 0 0 192.0.2.1:80 192.0.2.2:4242
\t skmem:(r4352,rb131072,t0,tb87040,f3840,w512,o0,bl0,d0)
ESTAB 0 0 192.0.2.1:80 192.0.2.2:4243
\t skmem:(r8704,rb131072,t0,tb87040,f4294962688,w0,o0,bl0,d0)
"""


class MemoryOfSockets(unittest.TestCase):
    """Lines that `ss -tmnH` printed."""

    def test_what_is_at_hand_may_be_below_zero(self) -> None:
        """The kernel's number has a sign, and `ss` prints 4,294,962,688 for -4,608."""
        self.assertEqual(memory_of_sockets(_LISTED), [(4352, 3840, 512), (8704, -4608, 0)])
