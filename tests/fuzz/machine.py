"""All operations on posts, comments, accounts and the trash, in any order."""

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from tests.fuzz import deleting, restoring, writing
from tests.fuzz.comparing import require
from tests.fuzz.drafting import Drafting
from tests.fuzz.model import TITLES
from tests.fuzz.people import NAMES, SLUGS, People, created_id, deletion_id

STATUSES = ("published", "published", "draft", "archived")
MODES = st.sampled_from(["fail", "rename", "skip"])
MAYBE_SLUG = st.none() | st.sampled_from(SLUGS)
RARELY = st.integers(0, 3).map(lambda number: number == 3)


class Posts(Drafting):
    """One post at a time."""

    @rule(
        target=People.posts,
        who=People.people,
        title=st.sampled_from(sorted(TITLES)),
        slug=MAYBE_SLUG,
        status=st.sampled_from(STATUSES),
    )
    def create_post(
        self, who: int, title: str, slug: str | None, status: str
    ) -> int | MultipleResults[int]:
        return self.create_post_as(who, title, slug, status) or multiple()

    @rule(
        who=People.who,
        post=People.posts,
        changes=st.fixed_dictionaries(
            {},
            optional={
                "title": st.sampled_from(sorted(TITLES)),
                "slug": st.sampled_from(SLUGS),
                "status": st.sampled_from(STATUSES),
            },
        ),
    )
    def patch_post(self, who: int, post: int, changes: dict[str, str]) -> None:
        answer = self.act(who, "PATCH", f"/posts/{post}", changes)
        require(answer, writing.patch_post(self.model, self.account(who), post, changes))

    @rule(
        who=People.who,
        post=People.posts,
        version=st.integers(1, 4),
        fields=st.lists(st.sampled_from(["title", "slug", "status"]), min_size=1, unique=True),
    )
    def restore_revision(self, who: int, post: int, version: int, fields: list[str]) -> None:
        body = {"fields": fields}
        answer = self.act(who, "POST", f"/posts/{post}/revisions/{version}/restore", body)
        told = writing.restore_revision(self.model, self.account(who), post, version, fields)
        require(answer, told)

    @rule(target=People.deletions, who=People.who, post=People.posts)
    def delete_post(self, who: int, post: int) -> int | MultipleResults[int]:
        answer = self.act(who, "DELETE", f"/posts/{post}")
        new_id = deletion_id(answer)
        require(answer, deleting.delete_post(self.model, self.account(who), post, new_id))
        return new_id or multiple()

    @rule(who=People.who, post=People.posts, sure=RARELY)
    def hard_delete_post(self, who: int, post: int, sure: bool) -> None:
        if sure:
            answer = self.act(who, "DELETE", f"/posts/{post}?hard_delete=true")
            require(answer, deleting.hard_delete_post(self.model, self.account(who), post))

    @rule(who=People.who, post=People.posts)
    def purge_post(self, who: int, post: int) -> None:
        answer = self.act(who, "DELETE", f"/trash/posts/{post}")
        require(answer, deleting.purge_post(self.model, self.account(who), post))

    @rule(
        who=People.who, post=People.posts, slug=MAYBE_SLUG, mode=st.sampled_from(["fail", "rename"])
    )
    def restore_post(self, who: int, post: int, slug: str | None, mode: str) -> None:
        body = {"on_conflict": mode} | ({"slug": slug} if slug else {})
        answer = self.act(who, "POST", f"/posts/{post}/restore", body)
        told = restoring.restore_post(self.model, self.account(who), post, slug, mode)
        require(answer, told)

    @rule(who=People.who, post=People.posts, wanted=st.booleans())
    def vote(self, who: int, post: int, wanted: bool) -> None:
        answer = self.act(who, "PUT" if wanted else "DELETE", f"/posts/{post}/vote")
        require(answer, writing.vote(self.model, self.account(who), post, wanted=wanted))

    @rule(target=People.comments, who=People.who, post=People.posts)
    def create_comment(self, who: int, post: int) -> int | MultipleResults[int]:
        answer = self.act(who, "POST", f"/posts/{post}/comments", {"content": "Well said."})
        new_id = created_id(answer)
        require(answer, writing.create_comment(self.model, self.account(who), post, new_id))
        return new_id or multiple()

    @rule(target=People.deletions, who=People.who, comment=People.comments)
    def delete_comment(self, who: int, comment: int) -> int | MultipleResults[int]:
        answer = self.act(who, "DELETE", f"/comments/{comment}")
        new_id = deletion_id(answer)
        require(answer, deleting.delete_comment(self.model, self.account(who), comment, new_id))
        return new_id or multiple()

    @rule(who=People.who, comment=People.comments)
    def restore_comment(self, who: int, comment: int) -> None:
        answer = self.act(who, "POST", f"/comments/{comment}/restore")
        require(answer, restoring.restore_comment(self.model, self.account(who), comment))


class BlogMachine(Posts):
    """Bulk operations, and accounts with all their content."""

    @rule(target=People.deletions, who=People.who, ids=People.chosen, hard=RARELY, dry=RARELY)
    def bulk_delete(
        self, who: int, ids: list[int], hard: bool, dry: bool
    ) -> int | MultipleResults[int]:
        body = {"ids": ids, "hard_delete": hard, "dry_run": dry}
        answer = self.act(who, "POST", "/posts/bulk-delete", body)
        new_id = answer.json().get("deletion_id")
        told = deleting.bulk_delete(
            self.model, self.account(who), deleting.Bulk(ids, hard, dry), new_id
        )
        require(answer, told)
        return new_id or multiple()

    @rule(who=People.who, ids=People.chosen, mode=MODES, dry=RARELY)
    def bulk_restore(self, who: int, ids: list[int], mode: str, dry: bool) -> None:
        body = {"ids": ids, "on_conflict": mode, "dry_run": dry}
        answer = self.act(who, "POST", "/posts/bulk-restore", body)
        require(answer, restoring.bulk_restore(self.model, self.account(who), ids, mode, dry=dry))

    @rule(who=People.who, deletion=People.deletions, mode=MODES, dry=RARELY)
    def undo(self, who: int, deletion: int, mode: str, dry: bool) -> None:
        body = {"on_conflict": mode, "dry_run": dry}
        answer = self.act(who, "POST", f"/deletions/{deletion}/undo", body)
        require(answer, restoring.undo(self.model, self.account(who), deletion, mode, dry=dry))

    @rule(target=People.deletions, who=People.who, sure=RARELY)
    def delete_own_account(self, who: int, sure: bool) -> int | MultipleResults[int]:
        if not sure:
            return multiple()
        answer = self.act(who, "DELETE", "/users/me")
        actor, new_id = self.account(who), deletion_id(answer)
        require(answer, deleting.delete_account(self.model, actor, actor.id, new_id))
        return new_id or multiple()

    @rule(target=People.deletions, who=People.who, account=People.who, sure=st.booleans())
    def delete_user(self, who: int, account: int, sure: bool) -> int | MultipleResults[int]:
        if not sure:
            return multiple()
        victim = self.account(account).id
        answer = self.act(who, "DELETE", f"/users/{victim}")
        new_id = deletion_id(answer)
        require(answer, deleting.delete_user(self.model, self.account(who), victim, new_id))
        return new_id or multiple()

    @rule(who=People.who, account=People.people, sure=RARELY)
    def hard_delete_user(self, who: int, account: int, sure: bool) -> None:
        if sure:
            answer = self.act(who, "DELETE", f"/users/{account}?hard_delete=true")
            told = deleting.hard_delete_account(self.model, self.account(who), account)
            require(answer, told)

    @rule(
        who=People.who,
        account=People.who,
        names=st.fixed_dictionaries(
            {}, optional={"username": st.sampled_from(NAMES), "email": st.sampled_from(NAMES)}
        ),
        mode=MODES,
    )
    def restore_account(self, who: int, account: int, names: dict[str, str], mode: str) -> None:
        if "email" in names:
            names = names | {"email": f"{names['email']}@example.com"}
        lost = self.account(account).id
        answer = self.act(who, "POST", f"/users/{lost}/restore", names | {"on_conflict": mode})
        told = restoring.restore_account(self.model, self.account(who), lost, names, mode)
        require(answer, told)
