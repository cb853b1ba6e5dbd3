"""The rules about `.chant/lsp.yaml`: one module and one page each."""
