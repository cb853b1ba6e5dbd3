"""A language server for chant specs, and a runner that keeps their promises."""
