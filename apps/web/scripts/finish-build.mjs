// What `next build` leaves to do for the standalone server.
import { cp, glob, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const app = path.dirname(import.meta.dirname);
const built = path.join(app, ".next", "standalone", "apps", "web", ".next");

// It leaves out the files that the browser loads; this lays them beside it.
await cp(path.join(app, ".next", "static"), path.join(built, "static"), { recursive: true });

// It takes along what resizes pictures, 20 MB of it, which nothing here asks for.
const packages = path.join(app, ".next", "standalone", "node_modules", ".pnpm");
for await (const name of glob("{@img+*,sharp@*,node_modules/sharp,node_modules/@img}", { cwd: packages }))
  await rm(path.join(packages, name), { recursive: true, force: true });

// Next prerenders one page whatever one does: the one for when nothing else can be shown. Its scripts carry no nonce and
// its styles are inline, so the policy would stop both; a plain page takes its place.
const prerendered = path.join(built, "server", "app", "_global-error.html");
const [stylesheet] = (await readFile(prerendered, "utf8")).match(/\/_next\/static\/[\w/-]+\.css/) ?? [];
if (!stylesheet) throw new Error("The stylesheet of the error page isn't found any more.");
const page = await readFile(path.join(app, "scripts", "last-resort.html"), "utf8");
for (const file of [prerendered, path.join(built, "server", "pages", "500.html")]) {
  await writeFile(file, page.replace("%stylesheet%", stylesheet));
}
