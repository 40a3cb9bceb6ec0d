"""Where a publisher keeps its files, which ones we want, and how patient we are with it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from urllib.parse import quote, urlencode, urlsplit

from oneplan.errors import NotValid
from oneplan.sources.publisher.patience import Patience
from oneplan.sources.publisher.wanted import WantedFile

ENVIRONMENT = "ONEPLAN_PUBLISHER"
"""The environment variable that sends us to a copy of the publisher's addresses, for demos and tests."""


def _check_base(address: str, *, set_by: str) -> None:
    """Passes a base address: https, or http on this machine only, and no question or fragment behind it."""
    try:
        parts = urlsplit(address)
        fine = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or ""))
        named = bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        fine = named = False
    if not fine or not named or re.search(r"[\s?#]", address):
        where = f" (from {set_by})" if set_by else ""
        raise NotValid(
            f'"{address}"{where} is no address to fetch statistics from; '
            "give one like https://example.org (http only on this machine)."
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """A folder of a repository on GitHub, or of a copy that answers at the same addresses.

    Examples
    --------
    >>> copy = Publisher(name="a copy", repository="us/copy", folder="data", files=(), raw="https://example.org")
    >>> copy.file_address("areas.csv", ref="main")
    'https://example.org/us/copy/main/data/areas.csv'
    >>> copy.commits_address
    'https://api.github.com/repos/us/copy/commits?path=data&sha=main&per_page=1'
    """

    name: str
    repository: str
    folder: str
    files: tuple[WantedFile, ...]
    branch: str = "main"
    api: str = "https://api.github.com"
    raw: str = "https://raw.githubusercontent.com"
    largest: int = 50_000_000
    patience: Patience = field(default_factory=Patience)
    set_by: str = ""

    def __post_init__(self) -> None:
        for address in (self.api, self.raw):
            _check_base(address, set_by=self.set_by)

    @property
    def commits_address(self) -> str:
        """Where the newest change of the folder is listed."""
        asked = urlencode({"path": self.folder, "sha": self.branch, "per_page": 1}, safe="/")
        return f"{self.api}/repos/{self.repository}/commits?{asked}"

    def file_address(self, name: str, *, ref: str) -> str:
        """Where one file is, at a commit or on a branch."""
        return f"{self.raw}/{self.repository}/{quote(ref)}/{quote(self.folder)}/{quote(name)}"

    @property
    def advice(self) -> str:
        """What to do when the download fails, as the end of a sentence."""
        otherwise = "try again later, or give a folder that holds the files with --from or ONEPLAN_STATISTICS"
        return f"{self.set_by} sends us to {self.raw}, so unset it, {otherwise}" if self.set_by else otherwise


LAIT_PUBLISHER = Publisher(
    name="the Local Authority Interactive Tool",
    repository="dfe-analytical-services/local-authority-interactive-tool",
    folder="01_data/02_prod",
    files=(
        WantedFile("bds_long_0.parquet", ("Short Desc", "Years", "LA and Regions", "Values", "LA Number")),
        WantedFile("lait_data_dictionary.csv", ("Measure_short",)),
        WantedFile("sn_may_2025.xlsx"),
        WantedFile("sn_april_2021.xlsx"),
        WantedFile("la_code_list.xlsx"),
    ),
)
"""The Department for Education's Local Authority Interactive Tool, where it is published."""


def find_publisher(environment: Mapping[str, str] | None = None) -> Publisher:
    """The real publisher, or the copy of its addresses that ONEPLAN_PUBLISHER names.

    Raises
    ------
    NotValid
        ONEPLAN_PUBLISHER holds no address that we would fetch from.

    Examples
    --------
    >>> find_publisher({"ONEPLAN_PUBLISHER": "http://127.0.0.1:8001/"}).api
    'http://127.0.0.1:8001'
    >>> find_publisher({}).api
    'https://api.github.com'
    """
    base = (os.environ if environment is None else environment).get(ENVIRONMENT, "").strip().rstrip("/")
    return replace(LAIT_PUBLISHER, api=base, raw=base, set_by=ENVIRONMENT) if base else LAIT_PUBLISHER
