import type { Page } from "@playwright/test";
import type { mailbox } from "../mailbox.ts";
import type { StackUrls } from "../visitor.ts";

/** Whose page it is, and what is around it. */
export type Stage = {
  page: Page;
  email: string;
  password: string;
  urls: Pick<StackUrls, "apiUrl">;
  mailOf: (email: string) => ReturnType<typeof mailbox>;
};

/** A page, or something that is open on one: what pictures are taken of, and what the guards look at. */
export type Scene = {
  name: string;
  /** Where it shows, where that is neither the whole page nor what lies over it. */
  part?: string;
} & (
  | { path: string }
  | {
      /** Brings the page to it from wherever it stands, and waits until it is there. */
      open: (stage: Stage) => Promise<unknown>;
      /** Takes away what the next scene must not find, such as a network that is off. */
      close?: (stage: Stage) => Promise<unknown>;
    }
);

/** Shows a scene for as long as `look` takes. */
export async function show(scene: Scene, stage: Stage, look: () => Promise<unknown>): Promise<void> {
  if ("path" in scene) await stage.page.goto(scene.path);
  else await scene.open(stage);
  await look();
  if ("close" in scene) await scene.close?.(stage);
}
