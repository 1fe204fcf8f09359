export const dynamic = "force-dynamic";

/** Whether this process answers; it asks neither the database nor the API. */
export const GET = () => Response.json({ status: "ok" });
