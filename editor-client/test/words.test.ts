import assert from "node:assert/strict";
import { test } from "node:test";
import { beginsWord, continuesWord } from "../src/words.ts";

test("a word begins with its first letter, behind whatever is no letter", () => {
  for (const [before, typed] of [["", "d"], ["- ", "0"], ["- ", "."], ["depends_on: [", "é"], ["a: ", "_"]] as const) assert.ok(beginsWord(before, typed), before + typed);
});

test("it does not begin in its middle, with a sign, with several letters or with nothing", () => {
  for (const [before, typed] of [["d", "e"], ["é", "e"], [".", "c"], ["a: ", "-"], ["a:", " "], ["", "dep"], ["", ""], ["", "\n"]] as const) assert.ok(!beginsWord(before, typed), before + typed);
});

test("what is typed meanwhile may belong to it", () => {
  for (const yes of ["", "pends_on", "01-compre"]) assert.ok(continuesWord(yes), yes);
  for (const no of [" ", "pends: x", "]"]) assert.ok(!continuesWord(no), no);
});
