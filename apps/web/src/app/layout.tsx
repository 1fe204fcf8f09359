import "./globals.css";
import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { Clock } from "@/features/clock/clock.tsx";
import { visitorTheme } from "@/features/theme/visitor-theme.ts";
import { visitorTimeZone } from "@/lib/time-zone.ts";

const geist = localFont({
  src: "../../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2",
  variable: "--font-geist",
  // One that comes after the first paint waits for the next page: in its place, lines would break elsewhere.
  display: "optional",
  weight: "100 900",
});

export const metadata: Metadata = {
  title: { default: "Claimcheck", template: "%s · Claimcheck" },
  description: "A task list whose server checks a signed claim before it shows anyone anything.",
};

const canvas = { light: "#f5f6f8", dark: "#10131a" };

export async function generateViewport(): Promise<Viewport> {
  const theme = await visitorTheme();
  return {
    themeColor: theme
      ? canvas[theme]
      : [
          { media: "(prefers-color-scheme: light)", color: canvas.light },
          { media: "(prefers-color-scheme: dark)", color: canvas.dark },
        ],
  };
}

/** Theme and time zone are known before the first byte: nothing flashes, no date is another one later. */
export default async function RootLayout({ children }: LayoutProps<"/">) {
  return (
    <html lang="en" className={geist.variable} data-theme={await visitorTheme()}>
      <body className="flex min-h-dvh flex-col">
        {/* Painted at once, not as it arrives, or what stands to the right would move: docs/decisions/036. */}
        <link rel="expect" href="#end-of-page" blocking="render" />
        <Clock zone={await visitorTimeZone()} />
        {children}
        <span id="end-of-page" hidden />
      </body>
    </html>
  );
}
