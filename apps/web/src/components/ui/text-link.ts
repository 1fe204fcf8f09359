/** A link inside of text: recognised by its line, not by colour alone. */
export const textLinkClass =
  "font-medium text-ink underline decoration-accent decoration-2 underline-offset-4 hover:decoration-ink";
