// The manifest as it is packaged: with what the sources leave to be found, and nothing that only they need.

type Manifest = Record<string, any>;

/** The codes of the rules whose pages have these paths: `rules/config/unknown_setting.md` is `unknown-setting`. */
export function codesOf(paths: string[]): string[] {
  const pages = paths.filter((name) => name.endsWith(".md"));
  return pages.map((name) => name.replace(/^.*[\\/]/, "").slice(0, -".md".length).replaceAll("_", "-")).sort();
}

/** The manifest for the folder that is packaged; VS Code completes the codes in its settings. */
export function packagedManifest(manifest: Manifest, codes: string[]): Manifest {
  const { scripts, devDependencies, ...packaged } = structuredClone(manifest);
  packaged.contributes.configuration.properties["chant.diagnostics.severity"].propertyNames = { enum: codes };
  return { ...packaged, main: "./extension.cjs", files: ["*"] };
}
