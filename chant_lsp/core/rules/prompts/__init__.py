"""Rules for prompts, the files of `.chant/prompts`: each takes its PromptFile."""
