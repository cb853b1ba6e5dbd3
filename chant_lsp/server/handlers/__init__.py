"""What the server does for each LSP method: translate, ask, translate back."""
