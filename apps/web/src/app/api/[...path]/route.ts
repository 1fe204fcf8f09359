const nothing = () => Response.json({ code: "NOT_FOUND", message: "There is nothing here" }, { status: 404 });

/** What asks here is a program: it gets no page. */
export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
