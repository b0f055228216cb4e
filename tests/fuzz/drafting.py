"""Operations on working copies and preview links."""

import httpx2
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, multiple, rule

from tests.fuzz import unpublished
from tests.fuzz.comparing import require
from tests.fuzz.model import TITLES
from tests.fuzz.people import People
from tests.fuzz.requests import Requests


class Drafting(Requests):
    """Words that only their author and administrators see."""

    previews: Bundle[tuple[int, int]] = Bundle("previews")

    @rule(
        who=People.who,
        post=People.posts,
        title=st.sampled_from(sorted(TITLES)),
        is_fresh=st.booleans(),
    )
    def put_copy(self, who: int, post: int, title: str, is_fresh: bool) -> None:
        known = self.model.posts.get(post)
        base = len(known.versions) if known and is_fresh else 1
        body = {"base_version": base, "title": title}
        answer = self.act(who, "PUT", f"/posts/{post}/working-copy", body)
        require(answer, unpublished.put_copy(self.model, self.account(who), post, base, title))

    @rule(who=People.who, post=People.posts)
    def delete_copy(self, who: int, post: int) -> None:
        answer = self.act(who, "DELETE", f"/posts/{post}/working-copy")
        require(answer, unpublished.delete_copy(self.model, self.account(who), post))

    @rule(who=People.who, post=People.posts)
    def apply_copy(self, who: int, post: int) -> None:
        answer = self.act(who, "POST", f"/posts/{post}/working-copy/apply", {})
        require(answer, unpublished.apply_copy(self.model, self.account(who), post))

    @rule(target=previews, who=People.who, post=People.posts)
    def make_preview(
        self, who: int, post: int
    ) -> tuple[int, int] | MultipleResults[tuple[int, int]]:
        answer = self.act(who, "POST", f"/posts/{post}/previews", {})
        made = made_preview(answer)
        require(answer, unpublished.make_preview(self.model, self.account(who), post, made))
        return (post, made.id) if made else multiple()

    @rule(who=People.who, preview=previews)
    def revoke_preview(self, who: int, preview: tuple[int, int]) -> None:
        post, number = preview
        answer = self.act(who, "DELETE", f"/posts/{post}/previews/{number}")
        told = unpublished.revoke_preview(self.model, self.account(who), post, number)
        require(answer, told)


def made_preview(answer: httpx2.Response) -> unpublished.NewPreview | None:
    if answer.status_code != 201:
        return None
    made = answer.json()
    return unpublished.NewPreview(made["id"], made["token"])
