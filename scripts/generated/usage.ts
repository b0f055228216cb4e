// Compiles only while the types that were generated from the OpenAPI document say what they should.
import type { components, operations } from "./schema";

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
