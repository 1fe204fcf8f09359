import { problems } from "@claimcheck/contract/problems";
import { expect, test } from "vitest";

/** The page, from nothing but the contract. `vitest -u` writes it anew. */
function errorsPage(): string {
  const sections = Object.entries(problems).map(
    ([code, { status, title, cause, mend }]) =>
      `## ${code}\n\n**${status}** ${title}\n\n- Cause: ${cause}\n- Mend: ${mend}\n`,
  );
  return `# Errors

Every error of the API is a problem document (RFC 9457) with one of these codes, whose \`type\` is the API's own
\`/problems/{code}\` and says the same. \`detail\` tells the case at hand, \`errors\` names wrong fields, and \`requestId\`
leads to the log. This page is made from \`packages/contract/src/problems.ts\`.

${sections.join("\n")}`;
}

test("docs/errors.md is what the contract says, with a section for each code", async () => {
  for (const code of Object.keys(problems)) expect(errorsPage()).toContain(`## ${code}\n`);
  await expect(errorsPage()).toMatchFileSnapshot("../../docs/errors.md");
});
