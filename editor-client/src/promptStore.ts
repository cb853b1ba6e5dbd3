// The texts behind the prompt previews, and the addresses they are shown under. Pure: knows no editor.

export const PROMPT_SCHEME = "chant-prompt";

/** Path and query of the preview's address. The query tells apart specs with one id in two projects. */
export interface PromptAddress { path: string; query: string }

export function promptAddress(spec: string, uri: string): PromptAddress {
  return { path: `/${spec} (prompt).md`, query: uri };
}

/** Keeps the latest prompt of each spec, exactly as the server sent it. */
export class PromptStore {
  readonly #texts = new Map<string, string>();

  put(uri: string, text: string): void { this.#texts.set(uri, text); }

  get(address: { query: string }): string | undefined { return this.#texts.get(address.query); }

  forget(address: { query: string }): void { this.#texts.delete(address.query); }
}
