import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getIssuer } from "@/auth/issuer.ts";
import { withoutValues } from "@/auth/log.ts";
import { requireVisitor } from "@/auth/visitor.ts";
import { buttonClass } from "@/components/ui/button.tsx";
import { PeopleSearch } from "@/features/admin/people-search.tsx";
import { PersonActions } from "@/features/admin/person-actions.tsx";
import { lastSearch } from "@/features/admin/search.ts";

export const metadata: Metadata = { title: "People" };

const pageSize = 50;
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Everybody who has an account, for administrators; to everyone else the page doesn't exist. */
export default async function AdminPage({ searchParams }: PageProps<"/admin">) {
  const visitor = await requireVisitor("/admin");
  if (!visitor.isAdmin) notFound();
  const params = await searchParams;
  const search = await lastSearch();
  const page = Math.max(1, Math.min(100_000, Number.parseInt(first(params.page) ?? "1", 10) || 1));
  const { users, total } = await withoutValues(
    getIssuer().auth.api.listUsers({
      headers: await headers(),
      query: {
        limit: pageSize,
        offset: (page - 1) * pageSize,
        sortBy: "createdAt",
        sortDirection: "desc",
        ...(search && { searchField: "email", searchOperator: "contains", searchValue: search }),
      },
    }),
  );
  return (
    <main className="mx-auto grid w-full max-w-3xl gap-6 px-4 pt-4 pb-24 sm:px-6 sm:pt-8">
      <h1 className="text-title">People</h1>
      <PeopleSearch search={search} />
      <p role="status" className="wrap-anywhere text-muted">
        {total === 1 ? "1 person" : `${total} people`}
        {search && ` whose email contains “${search}”`}
      </p>
      <ul className="grid gap-3">
        {users.map(({ id, name, email, role, banned, createdAt }) => (
          <li key={id} className="grid gap-3 rounded-card border border-line bg-surface p-4 sm:grid-cols-[1fr_auto]">
            <div className="min-w-0">
              <h2 className="text-body wrap-anywhere">{name}</h2>
              <p className="wrap-anywhere">{email}</p>
              <p className="text-small text-muted">
                {banned ? "Disabled" : "Enabled"}
                {role === "admin" && ", administrator"}, since {new Date(createdAt).toISOString().slice(0, 10)}
              </p>
            </div>
            {id === visitor.id ? (
              <p className="text-small text-muted">This is you.</p>
            ) : (
              <PersonActions id={id} name={name} disabled={banned === true} />
            )}
          </li>
        ))}
      </ul>
      <nav aria-label="Pages of people" className="flex gap-3">
        {page > 1 && (
          <a className={buttonClass("secondary")} href={`/admin?page=${page - 1}`}>
            Newer
          </a>
        )}
        {page * pageSize < total && (
          <a className={buttonClass("secondary")} href={`/admin?page=${page + 1}`}>
            Older
          </a>
        )}
      </nav>
    </main>
  );
}
