import type { OwnAccount } from "@/auth/own-account.ts";
import { Button } from "@/components/ui/button.tsx";
import { ActionForm } from "@/features/auth/action-form.tsx";
import { endOtherSessions, endSession } from "./actions.ts";
import { Row } from "./row.tsx";
import { When } from "./when.tsx";

/** Where one is signed in; a session is named by its id, never by what would let somebody use it. */
export function Sessions({ sessions }: Pick<OwnAccount, "sessions">) {
  return (
    <>
      <ActionForm action={endSession}>
        <ul>
          {sessions.map(({ id, device, network, lastUse, current }) => (
            <Row
              key={id}
              title={device}
              note={
                <>
                  Last used <When at={lastUse} vague />
                  {network && `, from ${network}`}
                </>
              }
            >
              {current ? (
                <strong className="rounded-small bg-accent px-2 py-1 text-small font-medium text-on-accent">
                  This one
                </strong>
              ) : (
                <Button type="submit" look="quiet" name="id" value={id} aria-label={`Sign out ${device}`}>
                  Sign out
                </Button>
              )}
            </Row>
          ))}
        </ul>
      </ActionForm>
      {/* It stays when its button goes, since it says then what it did. */}
      <ActionForm
        action={endOtherSessions}
        button={sessions.length > 1 && "Sign out all other devices"}
        look="secondary"
      />
    </>
  );
}
