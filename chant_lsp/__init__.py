"""A language server for chant specs, and a runner that keeps their promises."""

__version__ = "0.1.0"
