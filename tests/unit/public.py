"""What nnutils offers: the functions and classes of its public modules, and the public methods of these classes."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator

import nnutils


def public_functions() -> Iterator[tuple[str, Callable]]:
    """Yield name and object, such as ``("text.Vocabulary.encode", <function>)``."""
    for module in pkgutil.iter_modules(nnutils.__path__):
        if module.name.startswith("_"):
            continue
        content = vars(importlib.import_module(f"nnutils.{module.name}"))
        ours = [n for n, o in content.items() if getattr(o, "__module__", "") == f"nnutils.{module.name}"]
        for name in content.get("__all__", [n for n in ours if not n.startswith("_")]):
            found = content[name]
            if not callable(found) or hasattr(found, "__origin__"):  # a constant, or a name for types
                continue
            if isinstance(found, type) and issubclass(found, Exception):
                continue
            yield f"{module.name}.{name}", found
            if isinstance(found, type) and module.name != "layers":  # Keras's methods are Keras's
                for method in vars(found).values():
                    method = getattr(method, "__func__", method)
                    if inspect.isfunction(method) and not method.__name__.startswith("_"):
                        yield f"{module.name}.{name}.{method.__name__}", method


def parameters(function: Callable) -> list[inspect.Parameter]:
    """Return what a caller passes."""
    return [p for p in inspect.signature(function).parameters.values() if p.name not in ("self", "cls")]
