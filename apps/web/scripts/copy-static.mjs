// The standalone server leaves out the files that the browser loads; this lays them beside it.
import { cp } from "node:fs/promises";
import path from "node:path";

const app = path.dirname(import.meta.dirname);
const to = path.join(app, ".next", "standalone", "apps", "web", ".next", "static");
await cp(path.join(app, ".next", "static"), to, { recursive: true });
