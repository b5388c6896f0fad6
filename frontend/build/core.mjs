// Which of our Python runs in the browser: the pure packages that `quorate.labs` reaches, and the labs' content.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

const START = ["labs", "calculators"];
const PURE = new Set([
  "assessment", "calculators", "checkers", "curriculum", "diagram", "faults", "history", "labs", "learner", "node",
  "patterns", "simulator", "workloads",
]);
const SKIPPED = new Set(["__pycache__", ".DS_Store"]);

/** Every file below `root`, sorted, caches left out. */
export function filesBelow(root) {
  if (!existsSync(root)) return [];
  const found = [];
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name) || entry.name.endsWith(".pyc")) continue;
    const path = join(root, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else if (entry.isFile()) found.push(path);
  }
  return found.sort();
}

function imported(source) {
  const names = [];
  for (const match of source.matchAll(/^\s*(?:from|import)\s+quorate\.(\w+)/gm)) names.push(match[1]);
  for (const match of source.matchAll(/^\s*from\s+quorate\s+import\s+([^\n]+)/gm)) {
    names.push(...match[1].replace(/[()#].*/, "").split(",").map((name) => name.trim().split(" ")[0]));
  }
  return names.filter(Boolean);
}

/** The packages below src/quorate that the browser needs, following imports from `START`. */
export function corePackages(quorate) {
  const reached = new Set();
  const waiting = START.filter((name) => existsSync(join(quorate, name)));
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (reached.has(name)) continue;
    if (!existsSync(join(quorate, name))) continue;
    if (!PURE.has(name)) {
      throw new Error(
        `quorate.${name} is reached from quorate.labs but does not run in the browser. ` +
          "Import it from web or cli and hand what is needed in as an argument.",
      );
    }
    reached.add(name);
    for (const file of filesBelow(join(quorate, name))) {
      if (file.endsWith(".py")) waiting.push(...imported(readFileSync(file, "utf8")));
    }
  }
  return [...reached].sort();
}

/** The entries of quorate-core.zip: `quorate/…` and `content/labs/…`. */
export function coreEntries(repository) {
  const quorate = join(repository, "src", "quorate");
  const files = [join(quorate, "__init__.py")].filter((file) => existsSync(file));
  for (const name of corePackages(quorate)) files.push(...filesBelow(join(quorate, name)));
  const entries = files.map((file) => ({ name: `quorate/${posix(relative(quorate, file))}`, file }));
  const labs = join(repository, "content", "labs");
  for (const file of filesBelow(labs)) {
    entries.push({ name: `content/labs/${posix(relative(labs, file))}`, file });
  }
  return entries.map(({ name, file }) => ({ name, bytes: readFileSync(file) }));
}

function posix(path) {
  return path.split(sep).join("/");
}
