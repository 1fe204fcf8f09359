import ReactMarkdown from "react-markdown";
import { textLinkClass } from "@/components/ui/text-link.ts";

const allowed = /^(?:https?:\/\/|mailto:)/i;

/** A person's own text: no HTML of theirs, no pictures from elsewhere, and links to the web and to mail only. */
export function Markdown({ children }: { children: string }) {
  return (
    <div className="prose wrap-anywhere">
      <ReactMarkdown
        skipHtml
        disallowedElements={["img"]}
        urlTransform={(url) => (allowed.test(url) ? url : undefined)}
        components={{
          a: ({ href, children: words }) =>
            href ? (
              <a href={href} target="_blank" rel="noopener noreferrer nofollow" className={textLinkClass}>
                {words}
              </a>
            ) : (
              words
            ),
        }}
      >
        {children}
      </ReactMarkdown>
    </div>
  );
}
