import { cookies } from "next/headers";
import Link from "next/link";
import { getIssuer } from "@/auth/issuer.ts";
import { getVisitor } from "@/auth/visitor.ts";
import { SiteHeader } from "@/components/site-header.tsx";
import { textLinkClass } from "@/components/ui/text-link.ts";
import { SignOut } from "@/features/auth/sign-out.tsx";
import { ShortcutsProvider } from "@/features/shortcuts/shortcuts-provider.tsx";
import { ApiProvider } from "@/lib/api-provider.tsx";

/** Around the pages for signed-in people. Each page checks for itself: a layout isn't rendered anew. */
export default async function AppLayout({ children }: LayoutProps<"/">) {
  const visitor = await getVisitor();
  const keys = (await cookies()).get("keys")?.value;
  return (
    <ApiProvider apiUrl={getIssuer().config.API_URL}>
      <SiteHeader>
        {visitor && (
          <>
            <nav aria-label="Pages" className="flex gap-3">
              <Link href="/tasks" className={textLinkClass}>
                Tasks
              </Link>
              <Link href="/token" className={textLinkClass}>
                Token
              </Link>
              {visitor.isAdmin && (
                <Link href="/admin" className={textLinkClass}>
                  People
                </Link>
              )}
            </nav>
            <span className="truncate text-muted max-sm:hidden">{visitor.name}</span>
            <SignOut />
          </>
        )}
      </SiteHeader>
      <ShortcutsProvider singleKeys={keys !== "off"} />
      {children}
    </ApiProvider>
  );
}
