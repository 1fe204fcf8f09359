import { getIssuer } from "@/auth/issuer.ts";
import { getVisitor } from "@/auth/visitor.ts";
import { SiteHeader } from "@/components/site-header.tsx";
import { SignOut } from "@/features/auth/sign-out.tsx";
import { ApiProvider } from "@/lib/api-provider.tsx";

/** Around the pages for signed-in people. Each page checks for itself: a layout isn't rendered anew. */
export default async function AppLayout({ children }: LayoutProps<"/">) {
  const visitor = await getVisitor();
  return (
    <ApiProvider apiUrl={getIssuer().config.API_URL}>
      <SiteHeader>
        {visitor && (
          <>
            <span className="truncate text-muted max-sm:hidden">{visitor.name}</span>
            <SignOut />
          </>
        )}
      </SiteHeader>
      {children}
    </ApiProvider>
  );
}
