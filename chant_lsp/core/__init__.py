"""Pure facts about chant's files: text in, values out.

No disk, no clock, no environment, no asyncio, no logging, no LSP; nothing here raises for bad input.
"""
