// The pages of the studio, and what they need to have something to show.
import { call } from "./studio-server.mjs";

/** Make what the pages show: versions, a conflict in the trash, a bulk deletion, a comment. */
export async function fill(token) {
    const content = "The harbour was quiet.\n\n## Morning\n\nA boat came in with *no* lights on.";
    const given = { title: "A quiet harbour", content, tags: ["sea"], status: "published" };
    const post = await call(token, "POST", "/api/posts", given);
    const longer = content.replace("quiet", "almost quiet") + "\n\nNobody was on it.";
    await call(token, "PATCH", `/api/posts/${post.id}`, { content: longer, note: "An ending" });
    await call(token, "POST", `/api/posts/${post.id}/comments`, { content: "I was there." });
    const first = await call(token, "POST", "/api/posts", { ...given, title: "Low tide" });
    await call(token, "DELETE", `/api/posts/${first.id}`);
    await call(token, "POST", "/api/posts", { ...given, title: "Low tide" });
    const many = (await call(token, "GET", "/api/posts?limit=20")).items.slice(-5);
    const bulk = { ids: many.map((each) => each.id), reason: "Spam of last week" };
    const { deletion_id: deletion } = await call(token, "POST", "/api/posts/bulk-delete", bulk);
    for (const title of ["أخبار المرفأ في الصباح", "Unbroken".repeat(25), "\u200b"]) {
        const { id } = await call(token, "POST", "/api/posts", { ...given, title });
        await call(token, "DELETE", `/api/posts/${id}`);
    }
    const { id: said } = await call(token, "POST", `/api/posts/${post.id}/comments`, { content: "Nor was I.\n\nBut." });
    await call(token, "DELETE", `/api/comments/${said}`);
    return { post: post.id, trashed: first.id, deletion };
}

export const strangers = {
    "sign-in": "/studio/sign-in",
    "sign-up": "/studio/sign-up",
    forgot: "/studio/forgot",
    "shared-preview": "/studio/preview",
};

export function pagesOf({ post, trashed, deletion }) {
    return {
        overview: "/studio/overview",
        posts: "/studio/posts?whose=all",
        new: "/studio/posts/new",
        editor: `/studio/posts/${post}`,
        history: `/studio/posts/${post}/history`,
        compare: `/studio/posts/${post}/history/compare?before=1&after=2`,
        previews: `/studio/posts/${post}/previews`,
        "delete-post": `/studio/posts/${post}/delete`,
        trash: "/studio/trash",
        "trash-item": `/studio/trash/posts/${trashed}`,
        purge: `/studio/trash/posts/${trashed}/purge`,
        deletions: "/studio/deletions",
        deletion: `/studio/deletions/${deletion}`,
        undo: `/studio/deletions/${deletion}/undo`,
        requests: "/studio/requests",
        comments: "/studio/comments",
        tags: "/studio/tags",
        people: "/studio/people",
        person: "/studio/people/1",
        audit: "/studio/audit",
        account: "/studio/account",
        "account-email": "/studio/account/email",
        "account-sign-in": "/studio/account/security",
        confirm: "/studio/confirm?next=/studio/account/security",
        sessions: "/studio/account/sessions",
        tokens: "/studio/account/tokens",
        "new-token": "/studio/account/tokens/new",
        data: "/studio/account/data",
        transfers: "/studio/transfers",
    };
}
