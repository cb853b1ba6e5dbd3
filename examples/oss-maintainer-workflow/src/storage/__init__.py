"""Small things that remember: values, counters, tags and a journal, each in one file."""
