// node pyodide.mjs PYODIDE_FOLDER CORE_ZIP WORKLOADS: prints the rate of the heartbeats in Pyodide, as JSON.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, core, workloads] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
try {
  const python = await loadPyodide({ indexURL: folder });
  python.unpackArchive(new Uint8Array(readFileSync(core)), "zip", { extractDir: "/core" });
  python.FS.writeFile("/core/workloads.py", readFileSync(workloads, "utf8"));
  const text = python.runPython(`
import sys, json
sys.path.insert(0, "/core")
from workloads import rate_of_heartbeats
json.dumps({"events_per_s": rate_of_heartbeats(5)})
`);
  console.log(text);
} catch (error) {
  console.error(error.message); // its stack shows a line of Pyodide's that is a megabyte long
  process.exit(1);
}
