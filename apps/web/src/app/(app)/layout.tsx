import type { Metadata, Route } from "next";
import { cookies } from "next/headers";
import { getIssuer } from "@/auth/issuer.ts";
import { getVisitor } from "@/auth/visitor.ts";
import { AccountMenu } from "@/components/account-menu.tsx";
import { NavLinks } from "@/components/nav-links.tsx";
import { RouteFocus } from "@/components/route-focus.tsx";
import { SiteHeader } from "@/components/site-header.tsx";
import { LazyLive } from "@/features/live/lazy-live.tsx";
import { ShortcutsProvider } from "@/features/shortcuts/shortcuts-provider.tsx";
import { NoticeProvider } from "@/features/tasks/notice.tsx";
import { visitorTheme } from "@/features/theme/visitor-theme.ts";
import { ApiProvider } from "@/lib/api-provider.tsx";
import { ownCookie } from "@/lib/own-cookie.ts";

export const metadata: Metadata = { robots: { index: false } };

const forEveryone = [
  ["/tasks", "Tasks"],
  ["/insights", "Insights"],
  ["/token", "Token"],
] as const satisfies [Route, string][];

/** Around the pages for signed-in people. Each page checks for itself: a layout isn't rendered anew. */
export default async function AppLayout({ children }: LayoutProps<"/">) {
  const visitor = await getVisitor();
  const singleKeys = (await cookies()).get(ownCookie("keys").name)?.value !== "off";
  return (
    <ApiProvider apiUrl={getIssuer().config.API_URL} uuid={visitor?.uuid}>
      <NoticeProvider bars={visitor && <LazyLive personId={visitor.id} />}>
        <SiteHeader>
          {visitor && (
            <>
              <NavLinks pages={visitor.isAdmin ? [...forEveryone, ["/admin", "People"]] : forEveryone} />
              <ShortcutsProvider singleKeys={singleKeys} isAdmin={visitor.isAdmin} />
              <AccountMenu name={visitor.name} theme={await visitorTheme()} />
            </>
          )}
        </SiteHeader>
        <RouteFocus />
        {children}
      </NoticeProvider>
    </ApiProvider>
  );
}
