// The pages of the studio, and what they need to have something to show.
import { ADMIN, call, linkMailed, register } from "./studio-server.mjs";

/** Make what the pages show: versions, a conflict in the trash, a bulk deletion, a comment. */
export async function fill(token) {
    const content = "The harbour was quiet.\n\n## Morning\n\nA boat came in with *no* lights on.";
    const given = { title: "A quiet harbour", content, tags: ["sea"], status: "published" };
    const post = await call(token, "POST", "/api/posts", given);
    const longer = content.replace("quiet", "almost quiet") + "\n\nNobody was on it.";
    await call(token, "PATCH", `/api/posts/${post.id}`, { content: longer, note: "An ending" });
    const said = { content: "I was there." };
    const { id: comment } = await call(token, "POST", `/api/posts/${post.id}/comments`, said);
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
    const more = { content: "Nor was I.\n\nBut." };
    const { id: regretted } = await call(token, "POST", `/api/posts/${post.id}/comments`, more);
    await call(token, "DELETE", `/api/comments/${regretted}`);
    const { id: copied } = await call(token, "POST", "/api/posts", { ...given, title: "Not finished" });
    await call(token, "PUT", `/api/posts/${copied}/working-copy`, { base_version: 1, content: "Later words." });
    const wind = { content: "The wind was cold.", title: "Two winds" };
    const { id: merged } = await call(token, "POST", "/api/posts", wind);
    await call(token, "PATCH", `/api/posts/${merged}`, { content: "The wind was warm." });
    return { post: post.id, merged, trashed: first.id, deletion, comment, copied, ...(await fillByOthers(token)) };
}

/** Make what other people do: an offer, a request, a deleted account; and a token of the caller. */
async function fillByOthers(token) {
    const mara = await register("mara");
    const [, proof] = (await linkMailed(mara.email, "/studio/verify#")).split("#");
    await call(null, "POST", "/api/auth/email/verify", { token: proof });
    const given = { content: "A gull sat on the mast.", status: "published" };
    const offered = await call(mara.token, "POST", "/api/posts", { ...given, title: "A gull" });
    const offer = { to: ADMIN.username, message: "You saw it too." };
    const { id: closed } = await call(mara.token, "POST", `/api/posts/${offered.id}/transfer`, offer);
    await call(mara.token, "DELETE", `/api/transfers/${closed}`);
    const { id: transfer } = await call(mara.token, "POST", `/api/posts/${offered.id}/transfer`, offer);
    const lost = await call(mara.token, "POST", "/api/posts", { ...given, title: "A lost gull" });
    await call(token, "DELETE", `/api/posts/${lost.id}`);
    const why = { note: "It was on topic." };
    const { id: request } = await call(mara.token, "POST", `/api/trash/posts/${lost.id}/restore-request`, why);
    const { id: person } = await call(mara.token, "GET", "/api/users/me");
    const { token: gone } = await register("gone");
    const { id: account } = await call(gone, "GET", "/api/users/me");
    await call(token, "DELETE", `/api/users/${account}`);
    const program = { name: "Weather", scopes: ["posts:read"] };
    const { id: made } = await call(token, "POST", "/api/auth/tokens", program);
    return { transfer, closed, request, person, account, made };
}

export const strangers = {
    "sign-in": "/studio/sign-in",
    "sign-up": "/studio/sign-up",
    forgot: "/studio/forgot",
    reset: "/studio/reset",
    verify: "/studio/verify",
    revert: "/studio/revert",
    "shared-preview": "/studio/preview",
};

/** Pages that say what is wrong, with their status. */
export const errorsOf = ({ closed }) => ({
    "not-found": ["/studio/posts/999999", 404],
    "unknown-value": ["/studio/posts?status=none", 422],
    "closed-offer": [`/studio/transfers/${closed}/accept`, 409],
});

/** Pages that only a form leads to: where it is, what is done there, and a piece of what it answers. */
export const formsOf = ({ merged }) => ({
    "token-without-scope": ["/studio/account/tokens/new", (page) => makeToken(page, false), ".error-summary"],
    "token-made": ["/studio/account/tokens/new", (page) => makeToken(page, true), "#secret"],
    "new-app": ["/studio/account/security", (page) => page.click("form[action$='/app'] button"), ".qr"],
    "post-without-words": ["/studio/posts/new", (page) => page.click("button[value=publish]"), ".error-summary"],
    merge: [`/studio/posts/${merged}`, saveOld, "form.merge"],
});

/** Save other words for the first version, as a page that was open all the time does. */
async function saveOld(page) {
    await page.evaluate(() => {
        const { content, base_version: base } = document.querySelector("#editor").elements;
        [content.value, base.value] = ["The wind was wet.", "1"];
    });
    await page.click("button[name=then]");
}

async function makeToken(page, mayRead) {
    await page.fill("#name", "Weather");
    if (mayRead) await page.check("input[name=scopes] >> nth=0");
    await page.click("main button.primary");
}

export function pagesOf(made) {
    return { ...pagesOfPosts(made), ...pagesOfTrash(made), ...pagesOfPeople(made), ...account(made) };
}

function pagesOfPosts({ post, comment, copied, transfer }) {
    const here = `/studio/posts/${post}`;
    return {
        overview: "/studio/overview",
        posts: "/studio/posts?whose=all",
        new: "/studio/posts/new",
        editor: here,
        "unpublished-changes": `/studio/posts/${copied}`,
        discard: `/studio/posts/${copied}/discard`,
        history: `${here}/history`,
        compare: `${here}/history/compare?before=1&after=2`,
        version: `${here}/history/1`,
        "restore-version": `${here}/history/1/restore`,
        "redact-version": `${here}/history/1/redact`,
        redact: `${here}/redact`,
        previews: `${here}/previews`,
        "hand-over": `${here}/transfer`,
        "delete-post": `${here}/delete`,
        selected: `/studio/posts/selected/change?do=delete&id=${post}&id=${copied}`,
        comments: "/studio/comments",
        "delete-comments": `/studio/comments/selected/delete?id=${comment}`,
        tags: "/studio/tags",
        "rename-tag": "/studio/tags/rename?kind=tag&name=sea",
        "changes-of-tags": "/studio/tags/changes",
        transfers: "/studio/transfers",
        accept: `/studio/transfers/${transfer}/accept`,
    };
}

function pagesOfTrash({ trashed, deletion, request, account: user }) {
    return {
        trash: "/studio/trash",
        "trash-item": `/studio/trash/posts/${trashed}`,
        purge: `/studio/trash/posts/${trashed}/purge`,
        "trashed-accounts": "/studio/trash?kind=accounts",
        "trashed-account": `/studio/trash/accounts/${user}`,
        deletions: "/studio/deletions",
        deletion: `/studio/deletions/${deletion}`,
        undo: `/studio/deletions/${deletion}/undo`,
        requests: "/studio/requests",
        request: `/studio/requests/${request}`,
        ...empty,
    };
}

/** Lists without rows, and searches that find nothing. */
const empty = {
    "no-posts": "/studio/posts?whose=all&search=nowhere",
    "no-trash": "/studio/trash?search=nowhere",
    "no-comments-in-trash": "/studio/trash?kind=comments&search=nowhere",
    "no-requests": "/studio/requests?state=declined",
    "no-comments": "/studio/comments?search=nowhere",
    "no-people": "/studio/people?search=nowhere",
    "no-deletions": "/studio/deletions?kind=import",
    "no-audit": "/studio/audit?target_type=post&target_id=1",
    "no-categories": "/studio/tags?kind=category",
    "no-transfers": "/studio/transfers?direction=out",
};

function pagesOfPeople({ person, post }) {
    return {
        people: "/studio/people",
        person: "/studio/people/1",
        "delete-person": `/studio/people/${person}/delete`,
        "reset-person": `/studio/people/${person}/second-factor`,
        audit: "/studio/audit",
        "audit-of-post": `/studio/audit?target_type=post&target_id=${post}`,
    };
}

function account({ made }) {
    const here = "/studio/account";
    return {
        account: here,
        "account-email": `${here}/email`,
        "account-sign-in": `${here}/security`,
        "new-app-not-begun": `${here}/security/app`,
        "new-passkey": `${here}/security/passkeys/new`,
        confirm: `/studio/confirm?next=${here}/security`,
        sessions: `${here}/sessions`,
        tokens: `${here}/tokens`,
        "new-token": `${here}/tokens/new`,
        token: `${here}/tokens/${made}`,
        data: `${here}/data`,
        "delete-account": `${here}/data/delete`,
    };
}
