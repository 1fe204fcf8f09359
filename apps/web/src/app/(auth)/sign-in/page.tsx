import type { Metadata } from "next";
import { AuthPage } from "@/features/auth/auth-page.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  return <AuthPage kind="sign-in" searchParams={searchParams} />;
}
