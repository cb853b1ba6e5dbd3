// The page of a human gate as HTML. Pure: knows no editor. Every state is a word and a sign; all that comes from files is escaped.

import type { OpenReviewResult } from "./protocol.ts";

const SIGNS: Record<string, string> = { passed: "✓", failed: "✗", unknown: "?" };

const WISHES = ["approve", "reject", "draft", "refresh", "open"] as const;

/** What a click in the page asks for. */
export interface Wish { do: (typeof WISHES)[number]; uri?: string }

/** Is this a message that our own page sends? */
export function isWish(message: unknown): message is Wish {
  const { do: wanted, uri } = (message ?? {}) as Partial<Record<string, unknown>>;
  return WISHES.some((wish) => wish === wanted) && (uri === undefined || typeof uri === "string");
}

/** The whole document. Nothing in it is fetched from anywhere, and only the script and the style with the nonce count. */
export function gatePage(review: OpenReviewResult, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${text(review.spec)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${text(review.title)}</h1>
<p class="standing" role="status">${prose(review.standing)}</p>
${buttons(review)}
${changed(review)}
<h2>Checks</h2>
<ul>${(review.checks ?? []).map((check) => `<li class="${className(check.state)}">${sign(check.state)} <strong>${text(check.title)}: ${text(check.state)}.</strong> ${prose(check.message)}${link(check.uri)}</li>`).join("")}</ul>
${boxes(review)}
<h2>What to do next</h2>
<ol>${(review.next ?? []).map((step) => `<li>${prose(step)}</li>`).join("")}</ol>
</main>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>`;
}

function buttons(review: OpenReviewResult): string {
  const shown = [
    button("approve", "Approve…", review.canApprove !== true, "It is approved already, or something is in the way: see what to do next."),
    button("reject", "Reject…", review.canReject !== true, "It is rejected already."),
    ...(review.canDraft === true ? [button("draft", "Draft the pull request text", false, "")] : []),
    button("refresh", "Look again", false, ""),
  ];
  return `<p class="buttons">${shown.join(" ")}</p>`;
}

/** A button that cannot be pressed now keeps its place, can still be reached by the keyboard, and says why. */
function button(wish: Wish["do"], title: string, disabled: boolean, why: string): string {
  const off = disabled ? ` aria-disabled="true" title="${text(why)}"` : ` data-do="${wish}"`;
  const look = wish === "approve" ? "" : ' class="other"';
  return `<button type="button"${look}${off}>${text(title)}</button>`;
}

function changed(review: OpenReviewResult): string {
  if (review.changed === undefined || review.changed.length === 0) return "";
  return `<h2>Changed since it was approved</h2><ul>${review.changed.map((one) => `<li class="failed">${sign("failed")} ${prose(one.message)}${link(one.uri)}</li>`).join("")}</ul>`;
}

function boxes(review: OpenReviewResult): string {
  if (review.boxes === undefined || review.boxes.length === 0) return "";
  const items = review.boxes.map((box) => {
    const during = box.during === null ? "" : ` <em>(ticked while ${text(box.during)} was running)</em>`;
    return `<li class="${box.ticked ? "passed" : "failed"}">${sign(box.ticked ? "passed" : "failed")} ${box.ticked ? "ticked" : "open"}: ${prose(box.text)}${during}</li>`;
  });
  return `<h2>Boxes</h2><p>Tick them in the spec itself.</p><ul>${items.join("")}</ul>`;
}

function link(uri: string | null): string {
  return uri === null ? "" : ` <button type="button" class="link" data-do="open" data-uri="${text(uri)}">Open ${text(fileName(uri))}</button>`;
}

function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function sign(state: string): string { return `<span class="sign" aria-hidden="true">${SIGNS[state] ?? "?"}</span>`; }

function className(state: string): string { return state in SIGNS ? state : "unknown"; }

/** Running text; what stands between backticks is code. */
function prose(words: string | undefined): string {
  return text(words).split("`").map((part, i, all) => (i % 2 === 1 && i < all.length - 1 ? `<code>${part}</code>` : part)).join("");
}

function text(words: string | undefined): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return (words ?? "").replace(/[&<>"']/g, (character) => names[character] ?? character);
}

const STYLE = `
body { color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); line-height: 1.5; padding: 0 1.5em 2em; }
main { max-width: 60em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 1.5em; }
.standing { font-weight: bold; }
ul { list-style: none; padding-left: 0; } li { margin: .35em 0; }
.sign { display: inline-block; width: 1.2em; text-align: center; font-weight: bold; }
.passed > .sign { color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
.failed > .sign { color: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); }
.unknown > .sign { color: var(--vscode-editorWarning-foreground); }
code { font-family: var(--vscode-editor-font-family); }
button { font: inherit; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); padding: .25em .9em; cursor: pointer; }
button:hover { background: var(--vscode-button-hoverBackground); }
button.other { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border-color: var(--vscode-button-secondaryBorder, transparent); }
button.other:hover { background: var(--vscode-button-secondaryHoverBackground); }
button[aria-disabled] { opacity: .6; cursor: default; }
button.link { color: var(--vscode-textLink-foreground); background: none; border: none; padding: 0; text-decoration: underline; }
button:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
`;

const SCRIPT = `
const editor = acquireVsCodeApi();
document.addEventListener("click", (event) => {
  const { do: wish, uri } = event.target.closest("[data-do]")?.dataset ?? {};
  if (wish) editor.postMessage({ do: wish, uri });
});
`;
