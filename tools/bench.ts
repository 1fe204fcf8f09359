/**
 * Measures: without a word what row-level security costs, and what one user costs another; with `web` how the pages do.
 * Gives the exit code.
 */
export async function main(args: string[]): Promise<number> {
  if (args.length === 0)
    return (
      (await (await import("./bench/row-level-security.ts")).main()) ||
      (await (await import("./bench/neighbour.ts")).main())
    );
  if (args.length === 1 && args[0] === "web") return (await import("./bench/web.ts")).main();
  console.error("Usage: pnpm bench [web]");
  return 2;
}
