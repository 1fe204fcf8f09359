import { getIssuer } from "@/auth/issuer.ts";
import { offeredProviders } from "@/auth/providers.ts";
import { buttonClass } from "@/components/ui/button.tsx";
import { PasskeySignIn } from "./passkey-sign-in.tsx";

/** What signs in without a password. A provider is a plain link: the page's policy lets no form lead elsewhere. */
export function OtherWays({ next, passkey }: { next: string; passkey?: boolean }) {
  const offered = offeredProviders(getIssuer().config);
  if (!passkey && offered.length === 0) return null;
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-3 text-small text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      {passkey && <PasskeySignIn next={next} />}
      {offered.map(({ id, name }) => (
        <a key={id} className={buttonClass("secondary")} href={`/sign-in/${id}?${new URLSearchParams({ next })}`}>
          Continue with {name}
        </a>
      ))}
    </div>
  );
}
