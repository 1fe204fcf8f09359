/** The demo person of a stack that is there to be looked at or measured, and goes away after it. */
export const demo = { DEMO_EMAIL: "demo@claimcheck.example", DEMO_PASSWORD: "only-to-look-at" };

/** Signs the demo person in, as the page would; gives the cookies for a browser. */
export async function signInDemo(webUrl: string): Promise<{ name: string; value: string; url: string }[]> {
  const answer = await fetch(`${webUrl}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin: webUrl, "content-type": "application/json" },
    body: JSON.stringify({ email: demo.DEMO_EMAIL, password: demo.DEMO_PASSWORD }),
  });
  if (!answer.ok) throw new Error(`The demo person can't sign in (${answer.status})`);
  return answer.headers.getSetCookie().map((line) => {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    return { name, value, url: webUrl };
  });
}
