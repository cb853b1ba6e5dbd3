"""What people bring along from other tools and other files: their words, their quotes, their comments."""

MISTAKES: dict[str, tuple[str, str | None]] = {
    "half a member": (
        """\
---
type: driver
members:
- 002-reproduction.1
-
^ unknown-member
---

# Reproduce
""",
        """\
---
type: driver
members:
- 002-reproduction.1
---

# Reproduce
""",
    ),
}
