"""What measures are about, in the order of a child's life."""

from functools import cache

from oneplan.definitions.tables import Definition, check_entry, read_toml


class Topic(Definition):
    """What some measures are about."""

    id: str
    name: str
    about: str


@cache
def all_topics() -> dict[str, Topic]:
    """All topics by their id, in the order of a child's life."""
    entries = [check_entry(Topic, entry, place="topics.toml") for entry in read_toml("topics.toml")["topic"]]
    return {topic.id: topic for topic in entries}
