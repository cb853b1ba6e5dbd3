// Which runs did the user start here, and which of those have an end to tell? Pure: it decides, others show.
//
// The answer to "run this" and the news that the run ended travel separately; a run can end before its answer is read. Whichever
// comes last completes the pair, and an end is told once.

import type { RunState } from "./protocol.ts";

/** Ends of runs that may still turn out to be the user's; most never do, as they were started elsewhere. */
const KEPT_ENDS = 100;

export class RunBook {
  readonly #startedHere = new Set<string>();
  readonly #ends = new Map<string, RunState>();

  /** The user started this run in this window. Answers its end, if it has already come. */
  started(run: string): RunState | undefined {
    this.#startedHere.add(run);
    return this.#take(run);
  }

  /** News of a run. Answers the end to tell, if this is one that the user waits for. */
  changed(news: RunState): RunState | undefined {
    if (news.state === "running") return undefined;
    this.#ends.set(news.run, news);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > KEPT_ENDS && oldest !== undefined) this.#ends.delete(oldest);
    return this.#take(news.run);
  }

  #take(run: string): RunState | undefined {
    const end = this.#ends.get(run);
    if (end === undefined || !this.#startedHere.has(run)) return undefined;
    this.#startedHere.delete(run);
    this.#ends.delete(run);
    return end;
  }
}

/** What to call a run's log, e.g. `Chant: 001-comprehension 10:04:05Z`; run ids start with a UTC time stamp. */
export function logName(spec: string, run: string): string {
  const time = /^\d{8}T(\d\d)(\d\d)(\d\d)Z-/.exec(run);
  return time === null ? `Chant: ${spec} ${run}` : `Chant: ${spec} ${time[1]}:${time[2]}:${time[3]}Z`;
}
