"""What is in the cloud while commands are compared: a fixed world to read, twins to write on."""

from collections.abc import Iterator, Mapping

from tests.parity.cloud import ADMIN, MEMBER, Cloud
from tests.parity.maker import HOST, Made, Maker
from tests.parity.recipes import FURNISHING, RECIPES


def furnish(cloud: Cloud) -> None:
    """Make what the reading cases find."""
    admin, member = Maker(cloud.api(ADMIN)), Maker(cloud.api(MEMBER))
    for furnish_family in FURNISHING:
        furnish_family(cloud, admin, member)


class Twin(Mapping[str, Made | str]):
    """One of two alike sides for a case that writes: places in its line are made on first use.

    Both sides' names have the same length, so that tables are alike but for one letter.
    """

    def __init__(self, maker: Maker, side: str, number: int) -> None:
        self.prefix = f"{side}{number:04d}-"
        self._maker = maker
        self._made: dict[str, Made] = {}

    def __getitem__(self, place: str) -> Made | str:
        if place in ("new", "host"):
            return HOST if place == "host" else self.prefix + "new"
        if place not in self._made:
            # A number at the end asks for one more of the kind: volume, volume2, volume3.
            recipe = RECIPES[place.rstrip("0123456789")]
            self._made[place] = recipe(self._maker, self.made, self.prefix + place)
        return self._made[place]

    def made(self, place: str) -> Made:
        """The resource at ``place``."""
        made = self[place]
        assert isinstance(made, Made)
        return made

    def ids(self) -> list[str]:
        """The IDs of what was made, in order."""
        return [made.id for made in self._made.values()]

    def __iter__(self) -> Iterator[str]:
        return iter(RECIPES)

    def __len__(self) -> int:
        return len(RECIPES)
