import { headers } from "next/headers";
import { deviceOf } from "@/auth/device.ts";
import type { OwnAccount } from "@/auth/own-account.ts";
import { Button } from "@/components/ui/button.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { FormField } from "@/features/auth/form-field.tsx";
import { removePasskey, renamePasskey } from "./actions.ts";
import { AddPasskey } from "./add-passkey.tsx";
import { Row } from "./row.tsx";
import { When } from "./when.tsx";

const removing = "remove-passkey";

export async function Passkeys({ passkeys }: Pick<OwnAccount, "passkeys">) {
  const here = deviceOf((await headers()).get("user-agent"));
  return (
    <>
      {passkeys.length > 0 && (
        <ul>
          {passkeys.map(({ id, name, since }) => (
            <Row
              key={id}
              title={name ?? "Passkey"}
              note={
                <>
                  Added <When at={since} />
                </>
              }
            >
              <Button
                type="submit"
                look="quiet"
                form={removing}
                name="id"
                value={id}
                aria-label={`Remove ${name ?? "passkey"}`}
              >
                Remove
              </Button>
              <details className="basis-full">
                <summary className="w-fit py-2 text-small text-muted hover:text-ink">Rename</summary>
                <ActionForm action={renamePasskey} button="Save name" look="secondary" className="grid gap-3 pt-2">
                  <input type="hidden" name="id" value={id} />
                  <FormField
                    label="Name"
                    name="name"
                    required
                    maxLength={100}
                    defaultValue={name ?? ""}
                    autoComplete="off"
                  />
                </ActionForm>
              </details>
            </Row>
          ))}
        </ul>
      )}
      <ActionForm id={removing} action={removePasskey} className="contents" />
      <AddPasskey name={here} />
    </>
  );
}
