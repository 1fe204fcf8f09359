// A release carries the version that package.json says: v1.2.3 is 1.2.3.
import { readFileSync } from "node:fs";
import process from "node:process";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const tag = process.env.GITHUB_REF_NAME;
if (tag !== `v${version}`) {
  console.error(`The tag is ${tag}, and package.json says ${version}: raise the version first, then tag v${version}.`);
  process.exitCode = 1;
}
