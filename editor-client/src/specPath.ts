// Which files are chant's? Pure.

/** Is this path (with `/` or `\`) that of a spec, active or archived? */
export function isSpecPath(file: string): boolean {
  return /(^|[\\/])\.chant[\\/](specs|archive)[\\/].+\.md$/.test(file);
}

/** The id in a spec's address: its file name without `.md`. */
export function specId(uri: string): string {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
  return name.endsWith(".md") ? name.slice(0, -3) : name;
}

/** Patterns of the documents that the server is told about. By pattern and not by language: the editor gives some Markdown other names. */
export const DOCUMENT_PATTERNS = [
  "**/.chant/specs/**/*.md",
  "**/.chant/archive/**/*.md",
  "**/.chant/config.md",
  "**/.chant/agents.md",
  "**/.chant/prompts/**/*.md",
  "**/.chant/lsp.yaml",
] as const;

export const DOCUMENT_SELECTOR = DOCUMENT_PATTERNS.map((pattern) => ({ scheme: "file", pattern }));
