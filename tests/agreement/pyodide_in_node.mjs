// node pyodide_in_node.mjs PYODIDE_FOLDER CORE_ZIP PROGRAM: runs the program in Pyodide and prints its trace hashes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, core, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
try {
  const python = await loadPyodide({ indexURL: folder });
  python.unpackArchive(new Uint8Array(readFileSync(core)), "zip", { extractDir: "/core" });
  python.FS.writeFile("/core/platforms.py", readFileSync(program, "utf8"));
  const text = python.runPython(`
import sys, json
sys.path.insert(0, "/core")
from platforms import trace_hashes
json.dumps(trace_hashes("/core/content/labs"))
`);
  console.log(text);
} catch (error) {
  console.error(error.message); // its stack shows a line of Pyodide's that is a megabyte long
  process.exit(1);
}
