import { expect, test } from "vitest";
import { linesOf } from "../stack/lines.ts";

function shown(part: string, ...lines: string[]): string[] {
  const said: string[] = [];
  for (const line of lines) linesOf(part, (text) => said.push(text))(line);
  return said;
}

test("what Next says while it starts isn't shown, and what goes wrong is", () => {
  const lines = shown(
    "web",
    "▲ Next.js 16.4.6 (Turbopack)",
    "- Local:         http://127.0.0.1:3000",
    "\x1b[32m✓\x1b[39m Ready in 230ms",
    "\x1b[?25h",
    " GET /api/health 200 in 44ms",
    " GET /api/health 500 in 44ms",
    "⨯ Error: something broke",
    " GET /tasks 200 in 30ms",
  );
  expect(lines).toEqual([
    "web │  GET /api/health 500 in 44ms",
    "web │ ⨯ Error: something broke",
    "web │  GET /tasks 200 in 30ms",
  ]);
});

test("the API's log lines are sentences, and from a warning on hold all they know", () => {
  const lines = shown(
    "api",
    '{"level":"info","time":"t","msg":"Server listening at http://127.0.0.1:8000"}',
    '{"level":"info","time":"t","msg":"GET /v1/tasks 200","ms":3,"user":"u"}',
    '{"level":"info","time":"t","msg":"token refused","reason":"token_expired"}',
    '{"level":"warn","time":"t","msg":"keys_fetch_failed","reason":"timeout"}',
    '{"level":"broken',
  );
  expect(lines).toEqual([
    "api │ GET /v1/tasks 200 in 3 ms",
    "api │ token refused: token_expired",
    'api │ warn: keys_fetch_failed {"reason":"timeout"}',
    'api │ {"level":"broken',
  ]);
});
