// What a question shows in an editor: the two sides of its diff, or the words of its command. Pure: knows no editor.

export const QUESTION_SCHEME = "chant-question";

/** The lines before and after, as far as a unified diff has them; what it leaves out is one line that says so. */
export interface Sides { before: string; after: string }

export function sidesOf(diff: string): Sides {
  const before: string[] = [];
  const after: string[] = [];
  const many = filesOf(diff).length > 1;
  let [oldLeft, newLeft] = [0, 0];
  for (const line of diff.split("\n")) {
    const rest = line.slice(1);
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (oldLeft <= 0 && newLeft <= 0) {
      if (hunk !== null) {
        [oldLeft, newLeft] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
        if (Number(hunk[1]) > 1) both([`… line ${hunk[1]}`], before);
        if (Number(hunk[3]) > 1) both([`… line ${hunk[3]}`], after);
      } else if (many && line.startsWith("+++ ")) both([`${line.slice(6)}:`], before, after);
    } else if (line.startsWith("-")) {
      before.push(rest);
      oldLeft -= 1;
    } else if (line.startsWith("+")) {
      after.push(rest);
      newLeft -= 1;
    } else if (line.startsWith(" ")) {
      both([rest], before, after);
      oldLeft -= 1;
      newLeft -= 1;
    }
  }
  return { before: ended(before), after: ended(after) };
}

/** The paths that a diff is about. A line of a file may look like a head of it, and is then one path more: no harm. */
export function filesOf(diff: string): string[] {
  return diff.split("\n").filter((line) => line.startsWith("+++ b/")).map((line) => line.slice(6));
}

/** A question about a command, or about anything else that is no diff, as a page to read. */
export function pageOf(question: { text: string; scope: string; argv: string[] | null }): string {
  const words = question.argv === null ? [] : ["The command, one word a line:", "", ...question.argv.map((word) => `    ${word.split("\n").join("\n    ")}`), ""];
  return [question.text, "", ...words, `“Allow for this run” would allow, until the run ends: ${question.scope}.`, ""].join("\n");
}

function both(lines: readonly string[], ...sides: string[][]): void {
  for (const side of sides) side.push(...lines);
}

function ended(lines: readonly string[]): string {
  return lines.length > 0 ? `${lines.join("\n")}\n` : "";
}
