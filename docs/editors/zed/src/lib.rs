//! Tells Zed which program to start: the `chant-lsp` on the PATH.

use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree};

struct ChantLsp;

impl zed::Extension for ChantLsp {
    fn new() -> Self {
        ChantLsp
    }

    fn language_server_command(&mut self, _server: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let program = worktree
            .which("chant-lsp")
            .ok_or("There is no chant-lsp on the PATH; install it with pip.")?;
        Ok(Command {
            command: program,
            args: vec!["lsp".to_string()],
            env: worktree.shell_env(),
        })
    }
}

zed::register_extension!(ChantLsp);
