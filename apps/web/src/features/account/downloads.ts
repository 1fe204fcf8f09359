/** What can be taken away; each is a file under /account/download. */
export const downloads = [
  { file: "tasks.json", label: "Tasks (JSON)" },
  { file: "tasks.csv", label: "Tasks (CSV)" },
  { file: "account.json", label: "Account" },
] as const;
