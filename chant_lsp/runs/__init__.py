"""Running one spec's phase with an agent: its prompt, its process, its journal, its evidence. No LSP in here."""
