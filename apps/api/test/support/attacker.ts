import { parentPort, workerData } from "node:worker_threads";
import { attacks, type Call, caller } from "./attacks.ts";

/* The thread of an attacker: runs an attack until it gets a message, then posts the statuses of its answers. */

const { name, url, token } = workerData as { name: string; url: string; token: string };
const attack = attacks.find((one) => one.name === name);
const send = caller(url, token);
const answers = new Map<number, number>();
const counted: Call = async (...asked) => {
  const status = await send(...asked);
  answers.set(status, (answers.get(status) ?? 0) + 1);
  return status;
};

let enough = false;
parentPort?.once("message", () => {
  enough = true;
});
do await attack?.run(counted);
while (!enough);
parentPort?.postMessage(answers);
