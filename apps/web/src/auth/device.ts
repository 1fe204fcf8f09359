/** From the more special to the more general: most browsers say that they are others, too. */
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/(?:Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMacintosh\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
];

/** What a browser calls itself, in words that its owner knows: "Firefox on Linux". It may lie, so nothing depends on it. */
export function deviceOf(userAgent: string | null): string {
  const text = userAgent ?? "";
  const [browser, system] = [browsers, systems].map((known) => known.find(([form]) => form.test(text))?.[1]);
  if (browser && system) return `${browser} on ${system}`;
  const [program] = /^[\w.-]{1,30}/.exec(text) ?? [];
  return browser ?? system ?? program ?? "Unknown device";
}
