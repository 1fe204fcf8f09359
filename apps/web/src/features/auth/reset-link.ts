import "server-only";
import { getIssuer } from "@/auth/issuer.ts";
import { withoutValues } from "@/auth/log.ts";

/** The address whose password a mailed link can set; undefined when the link has been used or is too old. */
export async function whoseResetLink(token: string): Promise<string | undefined> {
  if (!/^[\w-]{20,64}$/.test(token)) return undefined;
  const { internalAdapter } = await getIssuer().auth.$context;
  const link = await withoutValues(internalAdapter.findVerificationValue(`reset-password:${token}`));
  if (!link || link.expiresAt < new Date()) return undefined;
  return (await withoutValues(internalAdapter.findUserById(link.value)))?.email;
}
