"""The rules of what may be shown: named policies, which a partnership may make stricter, never laxer."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from oneplan.errors import NotFound, NotValid

_HIGHER_IS_STRICTER = (
    "withhold_to",
    "guard_to",
    "keep_values",
    "base",
    "class_size",
    "least_schools",
    "dominant",
    "p_percent",
    "range_percent",
    "least_base",
    "least_area",
    "low_below",
)
_LOWER_IS_STRICTER = ("dominance", "percentage_decimals", "mean_decimals")
_ONCE_ON_STAYS_ON = ("keep_all", "class_disclosure")
_CHANGES = (*_HIGHER_IS_STRICTER, *_LOWER_IS_STRICTER, *_ONCE_ON_STAYS_ON)


class Policy(BaseModel):
    """One policy: what is withheld, what is rounded, and what must stay open to more than one reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str
    title: str
    rule: str
    method: Literal["suppression", "rounding", "chance"]
    withhold_to: int = Field(ge=0, le=100)
    guard_to: int = Field(default=0, ge=0, le=100)
    keep_values: int = Field(default=2, ge=2, le=60)
    keep_all: bool = False
    lowest_withheld: Literal[1] = 1
    base: int = Field(default=1, ge=1, le=100)
    percentage_decimals: int = Field(default=0, ge=0, le=4)
    mean_decimals: int = Field(default=1, ge=0, le=4)
    class_disclosure: bool = False
    class_size: int = Field(default=0, ge=0, le=10_000)
    class_split: Literal["withheld", "refused"] = "refused"
    least_schools: int = Field(default=0, ge=0, le=100)
    dominance: float = Field(default=1.0, gt=0, le=1)
    dominant: int = Field(default=1, ge=1, le=10)
    p_percent: int = Field(default=0, ge=0, le=100)
    range_percent: int = Field(default=10, ge=1, le=100)
    least_base: int = Field(default=0, ge=0, le=10_000)
    low_below: int = Field(default=0, ge=0, le=10_000)
    least_area: int = Field(default=0, ge=0, le=100_000)

    @property
    def is_for_cubes(self) -> bool:
        """Whether it is for cubes alone, where whole children prove that nothing follows."""
        return self.method == "chance"

    @property
    def withholds_classes(self) -> bool:
        """Whether both halves of a small group that is all cases or none are withheld."""
        return self.class_disclosure and self.class_split == "withheld" and self.method == "suppression"

    @property
    def asks_for_contributors(self) -> bool:
        """Whether a sum is withheld that rests on too few contributors, or on one that dominates."""
        return self.least_schools > 1 or self.dominance < 1 or self.p_percent > 0

    @property
    def values_kept(self) -> int:
        """How many values a small count that is withheld must still be able to have."""
        return max(self.keep_values, self.withhold_to if self.keep_all else 0)


@cache
def list_policies() -> tuple[Policy, ...]:
    """Every policy that comes with oneplan.

    Examples
    --------
    >>> [policy.name for policy in list_policies()]
    ['dfe_la', 'nhs_subnational', 'random_rounding', 'opensafely', 'research_10', 'survey']
    """
    text = files("oneplan.disclosure").joinpath("policies.toml").read_text(encoding="utf-8")
    return tuple(Policy(name=name, **rules) for name, rules in tomllib.loads(text).items())


def find_policy(name: str, *, stricter: Mapping[str, Any] | None = None) -> Policy:
    """The policy of this name, with the changes that a partnership makes to it.

    Parameters
    ----------
    name
        One of `dfe_la`, `nhs_subnational`, `random_rounding`, `opensafely`, `research_10`, `survey`.
    stricter
        What the partnership decides otherwise, by the names of the fields.

    Raises
    ------
    NotFound
        When there is no such policy.
    NotValid
        When a change would be laxer than the policy, or is not possible.

    Examples
    --------
    >>> find_policy("dfe_la").withhold_to
    4
    >>> find_policy("dfe_la", stricter={"withhold_to": 6}).withhold_to
    6
    """
    floor = _named(name)
    try:
        changed = Policy.model_validate({**floor.model_dump(), **(stricter or {})})
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise NotValid(
            f"Policy {name}, “{field}”: {problem['msg']}. Correct it in partnership.toml."
        ) from error
    _check_not_laxer(changed, floor=floor)
    return changed


def choose_policy(name: str, own: Mapping[str, Mapping[str, Any]]) -> Policy:
    """The policy of this name as a partnership has it, from all that its file says of policies.

    Parameters
    ----------
    own
        `read_choices(…).policies`: by the name of a policy what is stricter in it.

    Raises
    ------
    NotFound
        When there is no such policy, or the file makes one stricter that does not exist.
    NotValid
        When a change would be laxer than a policy, whether or not it is the one that is asked for.

    Examples
    --------
    >>> choose_policy("dfe_la", {"dfe_la": {"withhold_to": 5}}).withhold_to
    5
    """
    for policy, stricter in own.items():
        find_policy(policy, stricter=stricter)
    return find_policy(name, stricter=own.get(name))


def say_stricter(policy: Policy) -> str:
    """What a partnership has made stricter in a policy, as a sentence; nothing where it has not."""
    floor = find_policy(policy.name)
    changed = [f"{field} = {getattr(policy, field)}" for field in _CHANGES if _differ(policy, floor, field)]
    return f"Stricter than {policy.name} itself: {', '.join(changed)}." if changed else ""


def _differ(policy: Policy, floor: Policy, field: str) -> bool:
    return bool(getattr(policy, field) != getattr(floor, field))


def _named(name: str) -> Policy:
    every = {policy.name: policy for policy in list_policies()}
    if name not in every:
        raise NotFound(f"No policy is called “{name[:40]}”. Choose one of: {', '.join(every)}.")
    return every[name]


def _check_not_laxer(changed: Policy, *, floor: Policy) -> None:
    laxer = [field for field in _HIGHER_IS_STRICTER if getattr(changed, field) < getattr(floor, field)]
    laxer += [field for field in _LOWER_IS_STRICTER if getattr(changed, field) > getattr(floor, field)]
    laxer += [field for field in _ONCE_ON_STAYS_ON if getattr(floor, field) and not getattr(changed, field)]
    laxer += [
        field for field in Policy.model_fields if field not in _CHANGES and _differ(changed, floor, field)
    ]
    if changed.method == "suppression" and changed.base > 1:
        laxer.append("base")
    if changed.is_for_cubes and changed.withhold_to:
        laxer.append("withhold_to")
    if laxer:
        raise NotValid(
            f"Policy {floor.name}: “{laxer[0]}” cannot be changed, or would be laxer than the policy itself "
            f"({getattr(floor, laxer[0])}). Choose a stricter value, or another policy."
        )
