// Bundles tests/*.test.ts and runs them with Node's own runner, so that TypeScript needs no loader.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const FRONTEND = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "front-end-tests-"));
try {
  const names = readdirSync(join(FRONTEND, "tests")).filter((name) => name.endsWith(".test.ts"));
  await build({
    absWorkingDir: FRONTEND,
    entryPoints: names.map((name) => join("tests", name)),
    bundle: true,
    platform: "node",
    format: "esm",
    outdir: folder,
    outExtension: { ".js": ".mjs" },
  });
  const files = names.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")));
  process.exitCode = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
