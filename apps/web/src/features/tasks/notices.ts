import type { Task } from "@claimcheck/contract/tasks";
import { isDraft } from "./changes/task-cache.ts";

/** What a notice is about: a change, or something else that is always the same object. */
export type Subject = { tasks: readonly Task[] };
/** `nth`: said once more, the same text is another notice. */
type Said = { text: string; of: Subject; nth: number };
export type Notices = {
  said?: Said | undefined;
  failed?: Said | undefined;
  /** To take it back, until something else is offered. */
  offer?: { text: string; of: Subject; undo: () => void } | undefined;
  /** What was done after that and offers nothing: it isn't the last thing any more. */
  since?: readonly Subject[] | undefined;
};

/** Something is done that can't be taken back. */
export function afterBeginning(now: Notices, of: Subject): Notices {
  return now.offer ? { ...now, since: [...(now.since ?? []), of] } : now;
}

/** Something was done. What failed with the same tasks is over then; what failed with others stays. */
export function afterSaying(now: Notices, text: string, of: Subject): Notices {
  return { ...afterMending(now, of), said: { text, of, nth: (now.said?.nth ?? 0) + 1 } };
}

/** What failed works now, with nothing to say of it. */
export function afterMending({ failed, ...rest }: Notices, of: Subject): Notices {
  return { ...rest, failed: failed && isAbout(of, failed.of) ? undefined : failed };
}

/** Something failed: there is nothing to take back of it; what was done before still can be. No text: told elsewhere. */
export function afterFailing({ said, failed, offer, since }: Notices, text: string | undefined, of: Subject): Notices {
  return {
    said,
    failed: text ? { text, of, nth: (failed?.nth ?? 0) + 1 } : failed,
    offer: offer?.of === of ? undefined : offer,
    since: since?.filter((one) => one !== of),
  };
}

/** Whatever is added after an attempt failed, it's that once more, mended. */
const nameOf = (task: Task) => (isDraft(task) ? "new" : task.id);

function isAbout(now: Subject, before: Subject): boolean {
  const names = now.tasks.map(nameOf);
  return now === before || (before.tasks.length > 0 && before.tasks.every((task) => names.includes(nameOf(task))));
}
