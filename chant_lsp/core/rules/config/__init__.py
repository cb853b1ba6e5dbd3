"""Rules for the project's configuration, `.chant/config.md`: each takes its Config."""
