// Compiles only while the types that were generated from the OpenAPI document say what they should.
import createClient from "openapi-fetch";
import { createPost } from "./hey-api";
import type { components, operations, paths } from "./schema";

type PostOut = components["schemas"]["PostOut"];
type Created = operations["create_post"]["responses"][201]["content"]["application/json"];
type Refused = operations["create_post"]["responses"][409]["content"]["application/problem+json"];

export function describe(post: Created & PostOut): string {
    const status: "draft" | "published" | "archived" = post.status;
    return `${post.slug} by ${post.author.username} is ${status}`;
}

export function explain(problem: Refused): string {
    return `${problem.code}: ${problem.detail}`;
}

// What has a default need not be sent.
const least: components["schemas"]["PostIn"] = { title: "t", content: "c" };

export async function writeWithOpenapiFetch(baseUrl: string): Promise<string | undefined> {
    const { data, error } = await createClient<paths>({ baseUrl }).POST("/api/posts", { body: least });
    return data?.slug ?? error?.code;
}

export async function writeWithHeyApi(): Promise<string | undefined> {
    const { data, error } = await createPost({ body: { title: "t", content: "c" } });
    return data?.slug ?? error?.code;
}
