"""Two contracts for import-linter that need no list of what is forbidden, nor that it is imported anywhere."""

import sys
from fnmatch import fnmatchcase
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class _DirectImports(Contract):
    """Kept while no direct import is forbidden; names each that is."""

    def forbids(self, module: str, imported: str) -> bool:
        """Whether the module may not import the other."""
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Collects every import that is forbidden."""
        forbidden = [
            (module, imported)
            for module in sorted(graph.modules)
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if self.forbids(module, imported)
        ]
        return ContractCheck(kept=not forbidden, metadata={"forbidden": forbidden})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Names each import that is forbidden."""
        for module, imported in check.metadata["forbidden"]:
            output.print_error(f"{module} is not allowed to import {imported}", bold=False)


class OnlyContract(_DirectImports):
    """The source modules import the standard library and the allowed modules."""

    type_name = "only"

    source_modules = fields.ListField(subfield=fields.StringField())
    allowed_modules = fields.ListField(subfield=fields.StringField())

    def forbids(self, module: str, imported: str) -> bool:
        if not matches(module, self.source_modules):
            return False
        return not is_standard(imported) and not matches(imported, self.allowed_modules)


class ConfinedContract(_DirectImports):
    """The confined packages are imported by the allowed importers alone."""

    type_name = "confined"

    confined_modules = fields.ListField(subfield=fields.StringField())
    allowed_importers = fields.ListField(subfield=fields.StringField())

    def forbids(self, module: str, imported: str) -> bool:
        confined = matches(imported.split(".")[0], self.confined_modules)
        return confined and not matches(module, self.allowed_importers)


def is_standard(module: str) -> bool:
    """Whether a module comes with Python."""
    return module.split(".")[0] in sys.stdlib_module_names


def matches(module: str, expressions: Any) -> bool:
    """Whether a module fits one of the expressions; `.**` takes a package and all that is in it."""
    patterns = [str(expression).split(".") for expression in expressions]
    return any(fits(module.split("."), pattern) for pattern in patterns)


def fits(parts: list[str], pattern: list[str]) -> bool:
    """Whether a module's parts fit a pattern's, one by one."""
    if pattern[-1] == "**":
        pattern = pattern[:-1]
        parts = parts[: len(pattern)]
    return len(parts) == len(pattern) and all(map(fnmatchcase, parts, pattern))
