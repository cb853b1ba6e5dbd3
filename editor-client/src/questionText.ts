// What a question shows in an editor: the two sides of its diff, or the words of its command. Pure: knows no editor.

export const QUESTION_SCHEME = "chant-question";

/** The lines before and after, as far as a unified diff has them; what it leaves out is one line that says so. */
export interface Sides { before: string; after: string }

export function sidesOf(diff: string): Sides {
  const before: string[] = [];
  const after: string[] = [];
  for (const line of diff.split("\n")) {
    const rest = line.slice(1);
    if (line.startsWith("--- ")) both(line.slice(4) === "/dev/null" ? [] : [`# ${line.slice(6)}`], before);
    else if (line.startsWith("+++ ")) both([`# ${line.slice(6)}`], after);
    else if (line.startsWith("@@")) both(before.length > 1 || after.length > 1 ? ["", `… ${line.split("@@")[1]?.trim() ?? ""}`] : [], before, after);
    else if (line.startsWith("\\")) continue;
    else if (line.startsWith("-")) before.push(rest);
    else if (line.startsWith("+")) after.push(rest);
    else if (line.startsWith(" ")) both([rest], before, after);
  }
  return { before: ended(before), after: ended(after) };
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
