// node pyodide.mjs PYODIDE_FOLDER CORE_ZIP WORKLOADS: prints the rate of the heartbeats in Pyodide, as JSON.
// CPU time of this process, since Pyodide's own process_time() is the time on the wall. The first rounds warm up.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROUNDS = 15;
const [folder, core, workloads] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
try {
  const python = await loadPyodide({ indexURL: folder });
  python.unpackArchive(new Uint8Array(readFileSync(core)), "zip", { extractDir: "/core" });
  python.FS.writeFile("/core/workloads.py", readFileSync(workloads, "utf8"));
  python.runPython(`
import sys
sys.path.insert(0, "/core")
from workloads import events_of, raft, timed
`);
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    const events = python.runPython("events_of(timed(raft())[1])");
    const spent = process.cpuUsage(before);
    best = Math.max(best, (events * 1e6) / (spent.user + spent.system));
  }
  console.log(JSON.stringify({ events_per_s: best }));
} catch (error) {
  console.error(error.message); // its stack shows a line of Pyodide's that is a megabyte long
  process.exit(1);
}
