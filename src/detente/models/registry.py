"""One decorator registers a model; lists, docs and menus are made from what it recorded."""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Literal

from detente.errors import UnknownNameError, UnusableOptionError

Family = Literal["settlement", "alignment", "domestic", "conflict", "burden", "voting", "duration"]

#: The laws of the conformance suite, and what each asks of a settlement model.
LAWS: Mapping[str, str] = {
    "order": "the order of the actors does not matter",
    "affine": "rescaling positions, reversion and scale by a*x+b, a > 0, carries through",
    "mirror": "the mirrored scale gives the mirrored outcome",
    "split": "splitting an actor into two identical halves changes nothing",
    "bounded": "the outcome lies within the range of positions (and reversion, where used)",
    "inert": "an actor with zero salience changes nothing",
    "units": "multiplying all capabilities, or all saliences, by one number changes nothing",
}


#: What a model may need beside positions, saliences and capabilities, and how to say that it is missing.
NEEDS: Mapping[str, str] = {
    "reversion": "no issue states a reversion point",
    "influence": "there are no ties of influence between actors at the table",
    "several issues": "there is only one issue, and so nothing to exchange",
}


@dataclass(frozen=True)
class Traits:
    """What a model needs and which laws it breaks.

    ``needs`` names what else it cannot do without (see ``NEEDS``; ``reversion`` puts it there too).
    ``breaks`` maps a law's name (see ``LAWS``) to the reason, as the docs show it. A ``stochastic`` model
    gives different outcomes for the same numbers (of those whose parameters decide it, the parameters say so
    by an attribute of that name), and it alone is given ``uniform``: a model that does not say so cannot draw
    from it. A ``predictive`` model is stochastic, and its draws hold the errors that forecasts make, so that
    words of likelihood may be made from them.
    """

    issues: Literal["one", "several"] = "one"
    reversion: bool = False
    baseline: bool = False
    stochastic: bool = False
    predictive: bool = False
    breaks: Mapping[str, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.predictive:
            object.__setattr__(self, "stochastic", True)
        if self.reversion:
            object.__setattr__(self, "needs", self.needs | {"reversion"})
        if unknown := self.needs - set(NEEDS):
            raise ValueError(f"no such need: {sorted(unknown)}; the needs are {sorted(NEEDS)}")
        if lawless := set(self.breaks) - set(LAWS):
            raise ValueError(f"no such law: {sorted(lawless)}; the laws are {sorted(LAWS)}")


@dataclass(frozen=True)
class NoParams:
    """A model without parameters."""


@dataclass(frozen=True)
class Model:
    """A registered model: its name in the literature, its citation, its parameters, its function."""

    slug: str
    name: str
    family: Family
    references: tuple[str, ...]
    traits: Traits
    variants: Mapping[str, Any]
    compute: Callable[..., Any]
    module: str

    @property
    def params(self) -> Any:
        """The default parameters: those of the first variant."""
        return next(iter(self.variants.values()))

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (self.compute.__doc__ or "").strip().split("\n")[0]


class UnknownModelError(UnknownNameError):
    """No model, variant or parameter of that name; the message names the nearest."""


_models: dict[str, Model] = {}


def register(
    slug: str,
    *,
    name: str,
    family: Family,
    references: tuple[str, ...],
    traits: Traits | None = None,
    variants: Mapping[str, Any] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as a model.

    ``variants`` maps a variant's name to an instance of the model's frozen parameter dataclass; the
    first is the default. Raises ValueError where the slug is taken or there is no reference.
    """
    if not references:
        raise ValueError(f"model {slug}: give at least one reference")
    chosen = dict(variants or {"default": NoParams()})

    def keep(compute: Callable[..., Any]) -> Callable[..., Any]:
        old = _models.get(slug)
        if old is not None and old.module != compute.__module__:
            raise ValueError(f"model {slug} is registered by {old.module} already")
        _models[slug] = Model(
            slug, name, family, references, traits or Traits(), chosen, compute, compute.__module__
        )
        return compute

    return keep


@cache
def _discover() -> None:
    import detente.models as home

    for found in pkgutil.walk_packages(home.__path__, home.__name__ + "."):
        if ".exact." not in found.name:  # solvers, which register nothing and load the compiler
            importlib.import_module(found.name)
    for point in entry_points(group="detente.models"):
        point.load()


def models(family: Family | None = None) -> dict[str, Model]:
    """Every registered model by slug, ours and those of installed packages, in order of slug."""
    _discover()
    return {k: m for k, m in sorted(_models.items()) if family is None or m.family == family}


def model(slug: str) -> Model:
    """The model of that slug; raises UnknownModelError with the nearest name."""
    known = models()
    if slug not in known:
        raise UnknownModelError(f"no model {slug!r}{nearest(slug, known)}")
    return known[slug]


@dataclass(frozen=True)
class Configured:
    """A model with its parameters chosen; ``label`` is what results call it."""

    model: Model
    params: Any
    label: str

    @property
    def stochastic(self) -> bool:
        """Whether the same numbers may give different outcomes."""
        return bool(getattr(self.params, "stochastic", self.model.traits.stochastic))


def configure(spec: str) -> Configured:
    """A model from ``slug``, ``slug:variant`` or ``slug:variant,key=value``.

    Raises UnknownModelError for an unknown model, variant or parameter, or a value that is not of the
    parameter's type.
    """
    slug, _, rest = spec.partition(":")
    found = model(slug.strip())
    params = found.params
    label = [found.slug]
    for i, word in enumerate(w.strip() for w in rest.split(",") if w.strip()):
        key, equals, value = word.partition("=")
        if not equals:
            if i or key not in found.variants:
                raise UnknownModelError(
                    f"model {found.slug} has no variant {key!r}{nearest(key, found.variants)}"
                )
            params = found.variants[key]
        else:
            params = _with(found, params, key.strip(), value.strip())
        label.append(word)
    text = label[0] + (":" + ",".join(label[1:]) if label[1:] else "")
    return Configured(found, params, text)


def _with(found: Model, params: Any, key: str, value: str) -> Any:
    fields = {f.name: f for f in dataclasses.fields(params)}
    if key not in fields:
        raise UnknownModelError(f"model {found.slug} has no parameter {key!r}{nearest(key, fields)}")
    old = getattr(params, key)
    try:
        return dataclasses.replace(params, **{key: _read_value(value, type(old))})
    except UnusableOptionError as why:
        raise UnknownModelError(
            f"model {found.slug}: {key}={value} is not usable: {why} (now {old!r})"
        ) from why


def _read_value(text: str, kind: type[Any]) -> Any:
    try:
        return {"true": True, "false": False}[text.lower()] if kind is bool else kind(text)
    except (ValueError, KeyError) as why:
        raise UnusableOptionError(str(why)) from why


def nearest(word: str, known: Mapping[str, Any]) -> str:
    """``; did you mean 'x'?`` with the nearest known word, or the list of them."""
    close = difflib.get_close_matches(word, list(known), n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(sorted(known)) or 'none'}"
