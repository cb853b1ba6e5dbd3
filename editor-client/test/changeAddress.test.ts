import assert from "node:assert/strict";
import { test } from "node:test";
import { changeAddress, meantBy, remarksOn } from "../src/changeAddress.ts";
import type { ChangedFile } from "../src/protocol.ts";

test("an address says which text of which run is meant, and its tab shows the path", () => {
  const meant = { uri: "file:///p/.chant/specs/001-a.md", run: "20261122T100000Z-001-a-3fa9", path: "src/ä b.py", side: "before" };
  const address = changeAddress(meant);
  assert.equal(address.path, "/src/ä b.py");
  assert.deepEqual(meantBy(address.query), meant);
});

test("only what is worth a remark is remarked on", () => {
  const file: ChangedFile = { path: "a", uri: "file:///a", how: "changed", remarks: [], before: true, after: true, onDisk: true };
  assert.equal(remarksOn([file]), undefined);
  assert.equal(remarksOn([file, { ...file, path: "b", remarks: ["outside its outputs", "changed since"] }]), "b: outside its outputs; changed since");
});
