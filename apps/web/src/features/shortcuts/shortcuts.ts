type ShortcutGroup = "Everywhere" | "The tasks page" | "The list" | "The task in focus";

type Row = {
  id: string;
  /** As `strokeOf` writes them: `mod` is Ctrl, on a Mac ⌘; a blank stands between keys pressed in a row. */
  keys: readonly string[];
  label: string;
  group: ShortcutGroup;
  /** Also while a text is being typed. */
  whileTyping?: true;
  /** Again and again while the key is held. */
  repeats?: true;
};

/** Every shortcut there is: the keys are bound from this table, the help sheet and the palette are made of it. */
export const shortcuts = [
  { id: "palette", keys: ["mod+k"], label: "Open the command palette", group: "Everywhere", whileTyping: true },
  { id: "add", keys: ["c"], label: "Add a task", group: "The tasks page" },
  { id: "search", keys: ["/"], label: "Search your tasks", group: "The tasks page" },
  { id: "goTasks", keys: ["g t"], label: "Go to your tasks", group: "Everywhere" },
  { id: "goInsights", keys: ["g i"], label: "Go to insights", group: "Everywhere" },
  { id: "goAccount", keys: ["g a"], label: "Go to your account", group: "Everywhere" },
  { id: "undo", keys: ["mod+z"], label: "Undo", group: "Everywhere" },
  { id: "help", keys: ["?"], label: "Show the keyboard shortcuts", group: "Everywhere" },

  { id: "next", keys: ["j", "ArrowDown"], label: "Next task", group: "The list", repeats: true },
  { id: "previous", keys: ["k", "ArrowUp"], label: "Previous task", group: "The list", repeats: true },
  { id: "selectAll", keys: ["mod+a"], label: "Select all that are shown", group: "The list" },
  { id: "clear", keys: ["Escape"], label: "Clear the selection", group: "The list" },

  { id: "open", keys: ["Enter", "e"], label: "Open it", group: "The task in focus" },
  { id: "toggle", keys: ["d"], label: "Mark as done, or not done", group: "The task in focus" },
  { id: "select", keys: ["x"], label: "Select it", group: "The task in focus" },
  { id: "rename", keys: ["r"], label: "Rename it", group: "The task in focus" },
  { id: "priority", keys: ["p"], label: "Set its priority", group: "The task in focus" },
  { id: "due", keys: ["u"], label: "Set when it is due", group: "The task in focus" },
  { id: "tags", keys: ["l"], label: "Set its tags", group: "The task in focus" },
  { id: "remove", keys: ["Delete", "#"], label: "Delete it", group: "The task in focus" },
] as const satisfies readonly Row[];

export type ShortcutId = (typeof shortcuts)[number]["id"];
export type Shortcut = Row & { id: ShortcutId };
