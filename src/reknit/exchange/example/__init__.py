"""An invented leader and the exports of her working life, made by a seeded generator.

Everybody and everything in it is made up; all domains end in ``.example`` (RFC 2606).
The words are in ``data/*.toml``, the modules turn them into files.
"""

from reknit.exchange.example.build import build_example
from reknit.exchange.example.manifest import ExampleManifest

__all__ = ["ExampleManifest", "build_example"]
