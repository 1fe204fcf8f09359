import type { Metadata } from "next";
import { AuthPage } from "@/features/auth/auth-page.tsx";

export const metadata: Metadata = { title: "Create account" };

export default function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  return <AuthPage kind="sign-up" searchParams={searchParams} />;
}
