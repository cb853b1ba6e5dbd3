// When does somebody begin a word? Pure.

const LETTERS = /^[\p{L}\p{N}_.-]*$/u;

/** Is what was typed the first letter of a word, after what stands before it in the line? */
export function beginsWord(before: string, typed: string): boolean {
  return /^[\p{L}\p{N}_.]$/u.test(typed) && !/[\p{L}\p{N}_.]$/u.test(before);
}

/** Is this, typed since, still the same word? */
export function continuesWord(text: string): boolean {
  return LETTERS.test(text);
}
