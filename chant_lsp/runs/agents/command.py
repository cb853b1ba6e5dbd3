"""Agents that are plain commands: the prompt on standard input, a log on standard output, an exit code.

Such an agent cannot ask: it writes on its own what its own arguments let it write. What it wrote elsewhere is found
when the evidence is gathered.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib

from chant_lsp.runs.agents.process import AgentError, AgentProcess, last_words, learn_exit_code, said_of_end
from chant_lsp.runs.agents.turn import Assignment, Turn
from chant_lsp.runs.recorder import Recorder

LAST_OUTPUT_S = 2.0
"""For what it printed before its end; nothing of it is left to print more."""
_CHUNK_BYTES = 64 * 1024


async def converse(given: Assignment) -> Turn:
    """Let the command work until it ends; its arguments have told it the model.

    Errors: AgentError, when it ends with another exit code than 0.
    """
    process = given.process
    process.on_words = given.recorder.activity
    telling = asyncio.create_task(_tell(process, given.prompt))
    listening = asyncio.create_task(_listen(process, given.recorder))
    ending = asyncio.create_task(learn_exit_code(process))
    stopping = asyncio.create_task(given.stop.wait())
    try:
        await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if given.stop.is_set():
            return Turn("cancelled")
        await asyncio.wait({listening}, timeout=LAST_OUTPUT_S)
    finally:
        for task in (telling, listening, ending, stopping):
            task.cancel()
    if process.exit_code != 0:
        words = last_words(process)
        said = f"; its last words: {words}" if words else ""
        raise AgentError(f"The agent `{given.agent.name}` {said_of_end(process.exit_code)}{said}.")
    return Turn("end_turn", given.model or None)


async def _tell(process: AgentProcess, prompt: str) -> None:
    """Write the prompt and close its input; whoever does not read it may still do its work."""
    with contextlib.suppress(OSError):
        process.writer.write(prompt.encode("utf-8", "replace"))
        await process.writer.drain()
        process.writer.close()


async def _listen(process: AgentProcess, recorder: Recorder) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while chunk := await process.reader.read(_CHUNK_BYTES):
        recorder.output(decoder.decode(chunk))
        # A flood that is already in the buffer would otherwise never let anybody else work.
        await asyncio.sleep(0)
