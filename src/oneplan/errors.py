"""Every way we say no: one small tree, whose messages are sentences that say what to do next."""


class OneplanError(Exception):
    """Something could not be done; the message says what, and what to do next."""


class NotFound(OneplanError):
    """What was asked for does not exist here."""


class NotValid(OneplanError):
    """What was given cannot be taken as it stands; the message names the file, row and column."""


class NotAllowed(OneplanError):
    """This role may not do this."""


class NotSafe(OneplanError):
    """Showing this could tell something about one child; the message never carries the number."""


class NotReachable(OneplanError):
    """A publisher or another machine did not answer as it should."""
