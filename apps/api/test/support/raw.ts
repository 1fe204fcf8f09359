import { once } from "node:events";
import { connect } from "node:net";
import { expectConform } from "./conform.ts";

/** Sends bytes as they are and gives the answer, which has to be one that the served contract knows. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  let answer = "";
  for (;;) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    answer += chunk;
    const [head = "", text = ""] = answer.split("\r\n\r\n");
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    if (Buffer.byteLength(text) < Number(length ?? 0)) continue;
    socket.destroy();
    const [, method, path] = /^([A-Z]+) (\/\S*) HTTP/.exec(bytes.toString("latin1")) ?? [];
    if (method && path) await expectConform(`http://127.0.0.1:${port}`, method, path, parse(head, text));
    return answer;
  }
}

function parse(head: string, text: string) {
  const [line = "", ...lines] = head.split("\r\n");
  const headers = new Headers(lines.map((of) => of.split(": ", 2) as [string, string]));
  const json = /json/.test(headers.get("content-type") ?? "");
  return { status: Number(line.split(" ")[1]), headers, text, body: json && text ? JSON.parse(text) : undefined };
}
