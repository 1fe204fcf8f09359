import { unstable_rethrow } from "next/navigation";
import { attempt } from "@/lib/attempt.ts";
import { forgetDrafts } from "../tasks/drafts.ts";
import { signOut } from "./actions.ts";

/** Ends the session; what was read and written goes with it, unless it couldn't be ended. */
export function signOutHere(forget: () => void): void {
  attempt(async () => {
    try {
      await signOut();
    } catch (error) {
      try {
        unstable_rethrow(error);
      } catch (redirect) {
        forget();
        forgetDrafts();
        throw redirect;
      }
      throw error;
    }
  }, "You’re still signed in: signing out didn’t get through.");
}
