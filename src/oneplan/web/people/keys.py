"""Makes the key by which a thing is found in an address: from its name, once."""

from itertools import count

from django.db.models import Model
from django.utils.text import slugify

LONGEST = 60


def free_key(kind: type[Model], name: str) -> str:
    """A key that no other thing of this kind has: with a number where the name is taken.

    Raises
    ------
    TypeError
        When things of this kind have no key.
    """
    made = slugify(name)[: LONGEST - 6].strip("-") or "unnamed"
    taken = set(kind._base_manager.filter(key__startswith=made).values_list("key", flat=True))
    numbered = (f"{made}-{number}" for number in count(2))
    return made if made not in taken else next(key for key in numbered if key not in taken)
