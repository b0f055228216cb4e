// Pages of an account that adds a second factor: recovery codes and the code at sign-in; and one it may not see.
import { createHmac } from "node:crypto";
import { signIn } from "./studio-browser.mjs";
import { register } from "./studio-server.mjs";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_MS = 30_000;

/** Return the code of an authenticator app at this moment (RFC 6238). */
function codeOf(secret) {
    const bits = [...secret].map((each) => ALPHABET.indexOf(each).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from(bits.match(/.{8}/g).map((each) => Number.parseInt(each, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS)));
    const hash = createHmac("sha1", key).update(counter).digest();
    const number = hash.readUInt32BE(hash.at(-1) & 0xf) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
}

/** Show each page: `show` looks at the present one, or opens a path that has another status. */
export async function walkWithSecondFactor(page, name, show) {
    const nora = await register(`nora-${name}`);
    await signIn(page, nora);
    await show("forbidden", "/studio/people", 403);
    await page.goto(new URL("/studio/account/security", page.url()).href);
    await page.click("form[action$='/app'] button");
    await page.fill("#otp", codeOf((await page.innerText("#key")).replace(/\s/g, "")));
    await page.click("main form button.primary");
    await page.waitForSelector("#codes");
    await show("recovery-codes");
    await page.context().clearCookies();
    await page.goto(new URL("/studio/sign-in", page.url()).href);
    await page.fill("#login", nora.username);
    await page.fill("#password", nora.password);
    await page.click("button.primary");
    await page.waitForSelector("#otp");
    await show("code-at-sign-in");
}
