"""What a family of resources gives to the parity tests."""

from collections.abc import Callable

from tests.parity.cloud import Cloud
from tests.parity.maker import Made, Maker

# The resource at another place of the same side, made on first use.
MadeAt = Callable[[str], Made]

# Makes what stands at a place of a line: with whom, what else there is, and under which name.
Recipe = Callable[[Maker, MadeAt, str], Made]

# Makes what reading cases find: in which cloud, as the administrator, as a plain member.
Furnish = Callable[[Cloud, Maker, Maker], None]
