// The texts behind the diffs of what changed since a phase ran, and the addresses they are shown under. Pure: knows no editor.

import type { ChangedSince, SeeWhatChangedResult } from "./protocol.ts";

export const SINCE_SCHEME = "chant-since";

/** Path and query of a text's address. The path is what a tab shows; the query tells apart specs, texts, and then from now. */
export interface SinceAddress { path: string; query: string }

/** One text of a diff: an address of ours, or the file itself (its URI). */
export type Side = SinceAddress | string;

export interface Row { title: string; then: Side; now: Side }

/** Keeps the texts of the latest look at each spec, as long as they are shown. */
export class SinceStore {
  readonly #texts = new Map<string, string>();

  get(address: { query: string }): string | undefined { return this.#texts.get(address.query); }

  forget(address: { query: string }): void { this.#texts.delete(address.query); }

  /** The diffs of one look, in order. A file that is there is shown itself, so that it can be edited in the diff. */
  put(specUri: string, changes: readonly ChangedSince[]): Row[] {
    return changes.map((change, i) => ({
      title: change.title,
      then: this.#keep(specUri, `${change.title} (then)`, `${i}/then`, change.before),
      now: change.uri ?? this.#keep(specUri, `${change.title} (now)`, `${i}/now`, change.after),
    }));
  }

  #keep(specUri: string, name: string, place: string, text: string): SinceAddress {
    const query = `${specUri}#${place}`;
    this.#texts.set(query, text);
    return { path: `/${name}`, query };
  }
}

/** What the texts do not tell by themselves; undefined when there is nothing. */
export function notesOn({ changes = [] }: SeeWhatChangedResult): string | undefined {
  const told = changes.filter(({ note }) => note !== "").map(({ title, note }) => `${title}: ${note}`);
  return told.length > 0 ? `${told.join(". ")}.` : undefined;
}
