import { SiteHeader } from "@/components/site-header.tsx";

export default function AuthLayout({ children }: LayoutProps<"/">) {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto w-full max-w-md px-4 pt-4 pb-16 sm:pt-10">{children}</main>
    </>
  );
}
