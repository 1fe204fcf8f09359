import "server-only";
import { getIssuer } from "@/auth/issuer.ts";

/** The address whose password a mailed link can set; undefined when the link has been used or is too old. */
export async function whoseResetLink(token: string): Promise<string | undefined> {
  const { internalAdapter } = await getIssuer().auth.$context;
  const link = await internalAdapter.findVerificationValue(`reset-password:${token}`);
  if (!link || link.expiresAt < new Date()) return undefined;
  return (await internalAdapter.findUserById(link.value))?.email;
}
