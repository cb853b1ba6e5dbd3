"""The built-in example agent: plays the phases of `examples/oss-maintainer-workflow`, without a network or a key.

It is a script, not a model, but nothing in it is pretended: it works from the inputs in the prompt and the files in the
project, finds lines by parsing the sources, and believes the tests only when it has run them. It speaks the Agent
Client Protocol over stdio, in a process of its own, so that a run with it goes the way of a run with any other agent.
"""
