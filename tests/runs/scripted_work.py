"""`chant-lsp work` with scripted agents: `scripted_work.py TABLE ARGUMENT...`, TABLE a JSON object name -> steps.

What it starts in processes of their own knows the same agents.
"""

import json
import sys

from stage import scripted

from chant_lsp.cli.work import run

if __name__ == "__main__":
    table = {name: scripted(*steps) for name, steps in json.loads(sys.argv[1]).items()}
    sys.exit(run(sys.argv[2:], agents=table, runner=(sys.executable, __file__, sys.argv[1])))
