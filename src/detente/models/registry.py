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
from typing import TYPE_CHECKING, Any, Literal

from detente.errors import UnknownNameError, UnusableOptionError
from detente.models.laws import LAWS, Family
from detente.models.needs import REVERSION, Need

if TYPE_CHECKING:
    from detente.models.history import History


@dataclass(frozen=True)
class Traits:
    """What a model needs, how it behaves, and which laws it breaks.

    Parameters
    ----------
    issues : {"one", "several"}
        Whether a settlement model is given one issue (``OneIssue``) or all at once (``Bargain``).
    needs : frozenset of Need
        What else it cannot do without, such as ``REVERSION``.
    baseline : bool
        Whether it is a yardstick for other models rather than a forecast.
    stochastic : bool
        Whether the same numbers may give different outcomes. If parameters decide it, they say so by an
        attribute of that name. Only a stochastic model is given ``uniform``.
    predictive : bool
        Whether its draws hold the errors that forecasts make, so that words of likelihood may be made from
        them. A predictive model is stochastic.
    breaks : mapping of str to str
        The laws of its family (see ``detente.models.laws``) that it breaks, each with the reason.
    """

    issues: Literal["one", "several"] = "one"
    needs: frozenset[Need] = frozenset()
    baseline: bool = False
    stochastic: bool = False
    predictive: bool = False
    breaks: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.predictive:
            object.__setattr__(self, "stochastic", True)

    @property
    def reversion(self) -> bool:
        """Whether it needs a reversion point."""
        return REVERSION in self.needs

    @property
    def need_names(self) -> tuple[str, ...]:
        """The names of what it needs, in alphabetical order."""
        return tuple(sorted(need.name for need in self.needs))


@dataclass(frozen=True)
class NoParams:
    """A model without parameters."""


@dataclass(frozen=True)
class Model:
    """A registered model.

    Parameters
    ----------
    slug : str
        The name by which it is chosen.
    name : str
        Its name in the literature.
    family : str
        One of the families of ``detente.models.laws``.
    references : tuple of str
        Where it was published, at least one.
    traits : Traits
        What it needs, how it behaves, which laws it breaks.
    variants : mapping of str to object
        Named instances of its frozen parameter dataclass; the first is the default.
    compute : callable
        The model itself: takes the family's input and the parameters.
    module : str
        The module that registered it.
    history : callable, optional
        How an outcome came about, for `detente explain`: takes a ``Bargain`` and the parameters, and
        returns a tuple of ``detente.models.history.Play`` for its first draw.

    Raises
    ------
    ValueError
        If it says that it breaks a law which its family does not have.
    """

    slug: str
    name: str
    family: Family
    references: tuple[str, ...]
    traits: Traits
    variants: Mapping[str, Any]
    compute: Callable[..., Any]
    module: str
    history: History | None = None

    def __post_init__(self) -> None:
        laws = LAWS[self.family]
        if lawless := set(self.traits.breaks) - set(laws):
            raise ValueError(f"no such law: {sorted(lawless)}; the laws of {self.family} are {sorted(laws)}")

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
    history: History | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as a model.

    Nothing else lists models: the command, the laws, the docs and the report read the registry, and so do
    forecasts for settlement models. A model of another family enters a forecast through a node in
    ``detente.forecasts.nodes``.

    Parameters
    ----------
    slug, name, family, references, traits, history
        As in ``Model``.
    variants : mapping of str to object, optional
        As in ``Model``; by default one variant without parameters.

    Returns
    -------
    callable
        A decorator that returns the function unchanged.

    Raises
    ------
    ValueError
        If the slug is taken, there is no reference, or ``traits`` names a law that the family does not have.
    """
    if not references:
        raise ValueError(f"model {slug}: give at least one reference")
    chosen = dict(variants or {"default": NoParams()})

    def keep(compute: Callable[..., Any]) -> Callable[..., Any]:
        old = _models.get(slug)
        if old is not None and old.module != compute.__module__:
            raise ValueError(f"model {slug} is already registered by {old.module}")
        _models[slug] = Model(
            slug,
            name,
            family,
            references,
            traits or Traits(),
            chosen,
            compute,
            compute.__module__,
            history,
        )
        return compute

    return keep


@cache
def _discover() -> None:
    import detente.models as home

    for module in pkgutil.walk_packages(home.__path__, home.__name__ + "."):
        if ".exact." not in module.name:  # solvers, which register nothing and load the compiler
            importlib.import_module(module.name)
    for point in entry_points(group="detente.models"):
        point.load()


def models(family: Family | None = None) -> dict[str, Model]:
    """Return every registered model, ours and those of installed packages.

    Parameters
    ----------
    family : str, optional
        Only models of this family.

    Returns
    -------
    dict of str to Model
        By slug, in alphabetical order.
    """
    _discover()
    return {k: m for k, m in sorted(_models.items()) if family is None or m.family == family}


def model(slug: str) -> Model:
    """Return the model of that slug.

    Raises
    ------
    UnknownModelError
        If there is none; the message names the nearest.
    """
    known = models()
    if slug not in known:
        raise UnknownModelError(f"no model {slug!r}{nearest(slug, known)}")
    return known[slug]


@dataclass(frozen=True)
class Configured:
    """A model with its parameters chosen.

    Parameters
    ----------
    model : Model
        The registered model.
    params : object
        An instance of its parameter dataclass.
    label : str
        What results call it: the specification it was chosen by.
    """

    model: Model
    params: Any
    label: str

    @property
    def stochastic(self) -> bool:
        """Whether the same numbers may give different outcomes."""
        return bool(getattr(self.params, "stochastic", self.model.traits.stochastic))


def configure(spec: str) -> Configured:
    """Choose a model and its parameters.

    Parameters
    ----------
    spec : str
        ``slug``, ``slug:variant``, ``slug:key=value`` or ``slug:variant,key=value``.

    Returns
    -------
    Configured
        The model, labelled by the specification.

    Raises
    ------
    UnknownModelError
        If there is no such model, variant or parameter, or a value is not of the parameter's type.
    """
    slug, _, rest = spec.partition(":")
    chosen = model(slug.strip())
    params = chosen.params
    label = [chosen.slug]
    for i, word in enumerate(w.strip() for w in rest.split(",") if w.strip()):
        key, equals, value = word.partition("=")
        if not equals:
            if i or key not in chosen.variants:
                raise UnknownModelError(
                    f"model {chosen.slug} has no variant {key!r}{nearest(key, chosen.variants)}"
                )
            params = chosen.variants[key]
        else:
            params = _set_parameter(chosen, params, key.strip(), value.strip())
        label.append(word)
    text = label[0] + (":" + ",".join(label[1:]) if label[1:] else "")
    return Configured(chosen, params, text)


def _set_parameter(chosen: Model, params: Any, key: str, value: str) -> Any:
    fields = {f.name: f for f in dataclasses.fields(params)}
    if key not in fields:
        raise UnknownModelError(f"model {chosen.slug} has no parameter {key!r}{nearest(key, fields)}")
    old = getattr(params, key)
    try:
        return dataclasses.replace(params, **{key: _read_value(value, type(old))})
    except UnusableOptionError as why:
        raise UnknownModelError(
            f"model {chosen.slug}: {key}={value} is not usable: {why} (now {old!r})"
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
