import { getIssuer } from "@/auth/issuer.ts";
import type { OwnAccount } from "@/auth/own-account.ts";
import { providerName } from "@/auth/provider-name.ts";
import { offeredProviders } from "@/auth/providers.ts";
import { Button, buttonClass } from "@/components/ui/button.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { unlinkProvider } from "./actions.ts";
import { Row } from "./row.tsx";
import { When } from "./when.tsx";

/** The providers that sign one in, and those that could. The only way in can't be removed. */
export function LinkedProviders({ providers: linked, hasPassword }: Pick<OwnAccount, "providers" | "hasPassword">) {
  const missing = offeredProviders(getIssuer().config).filter(
    ({ id }) => !linked.some(({ provider }) => provider === id),
  );
  if (linked.length + missing.length === 0) return null;
  return (
    <ActionForm action={unlinkProvider}>
      <ul>
        {linked.map(({ id, provider, since }) => (
          <Row
            key={id}
            title={providerName(provider)}
            note={
              <>
                Added <When at={since} />
              </>
            }
          >
            {(hasPassword || linked.length > 1) && (
              <Button type="submit" look="quiet" name="id" value={id} aria-label={`Remove ${providerName(provider)}`}>
                Remove
              </Button>
            )}
          </Row>
        ))}
        {missing.map(({ id, name }) => (
          <Row key={id} title={name} note="Not added">
            <a className={buttonClass("secondary")} href={`/sign-in/${id}?link`}>
              Add {name}
            </a>
          </Row>
        ))}
      </ul>
    </ActionForm>
  );
}
