// The addresses of files as they were before or after a run. Pure: knows no editor.

import type { ChangedFile, ChangedTextArgument } from "./protocol.ts";

export const CHANGE_SCHEME = "chant-change";

/** The path is what a tab shows; the query says which text is meant. */
export interface ChangeAddress { path: string; query: string }

export function changeAddress(meant: ChangedTextArgument): ChangeAddress {
  return { path: `/${meant.path}`, query: JSON.stringify(meant) };
}

export function meantBy(query: string): ChangedTextArgument { return JSON.parse(query) as ChangedTextArgument; }

/** What a reader of the diff should know besides; undefined when there is nothing. */
export function remarksOn(files: readonly ChangedFile[]): string | undefined {
  const told = files.filter(({ remarks }) => remarks.length > 0).map(({ path, remarks }) => `${path}: ${remarks.join("; ")}`);
  return told.length > 0 ? told.join(". ") : undefined;
}
