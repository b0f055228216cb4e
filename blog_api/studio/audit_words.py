"""The audit log in words: kinds of things, and actions."""

from typing import Final

from blog_api.studio.languages import N_, Language

THINGS: Final = {
    "post": N_("Post"),
    "comment": N_("Comment"),
    "user": N_("Account"),
    "deletion": N_("Deletion"),
    "restore_request": N_("Request"),
    "transfer": N_("Hand-over"),
    "tag": N_("Tag"),
    "category": N_("Category"),
    "access_token": N_("Access token"),
    "working_copy": N_("Working copy"),
}
ACTS: Final = {
    "delete": N_("deleted"),
    "restore": N_("restored"),
    "bulk_restore": N_("restored, many at once"),
    "bulk_update": N_("changed, many at once"),
    "hard_delete": N_("removed for good"),
    "bulk_hard_delete": N_("removed for good, many at once"),
    "purge": N_("removed for good from the trash"),
    "expire": N_("removed for good after its time"),
    "undo": N_("undone"),
    "update": N_("changed"),
    "create": N_("made"),
    "create_admin": N_("made an administrator"),
    "import": N_("imported"),
    "archive": N_("archived"),
    "redact": N_("words removed"),
    "relocate": N_("addresses rewritten"),
    "preview": N_("preview link made"),
    "preview_revoke": N_("preview link revoked"),
    "transfer": N_("handed over"),
    "bulk_transfer": N_("handed over, many at once"),
    "revert_email": N_("email address taken back"),
    "approve": N_("approved"),
    "decline": N_("declined"),
    "withdraw": N_("withdrawn"),
    "rename": N_("renamed"),
    "merge": N_("merged"),
    "rotate": N_("renewed"),
    "revoke": N_("revoked"),
    "drop": N_("dropped"),
}
FACTORS: Final = {
    "add": N_("second factor added"),
    "remove": N_("second factor removed"),
    "reset": N_("second factors reset"),
    "renew_recovery_codes": N_("recovery codes renewed"),
}
ACTIONS: Final = (
    "post.delete",
    "post.restore",
    "post.bulk_restore",
    "post.bulk_update",
    "post.purge",
    "post.expire",
    "post.hard_delete",
    "post.bulk_hard_delete",
    "post.transfer",
    "post.bulk_transfer",
    "post.import",
    "post.archive",
    "post.redact",
    "post.preview",
    "post.preview_revoke",
    "comment.delete",
    "comment.restore",
    "comment.bulk_restore",
    "comment.expire",
    "user.delete",
    "user.restore",
    "user.update",
    "user.create",
    "user.create_admin",
    "user.revert_email",
    "user.expire",
    "user.hard_delete",
    "mfa.add",
    "mfa.remove",
    "mfa.reset",
    "mfa.renew_recovery_codes",
    "deletion.undo",
    "restore_request.create",
    "restore_request.approve",
    "restore_request.decline",
    "restore_request.withdraw",
    "transfer.undo",
    "tag.rename",
    "tag.merge",
    "tag.undo",
    "category.rename",
    "category.merge",
    "category.undo",
    "access_token.create",
    "access_token.rotate",
    "access_token.revoke",
)


def act_in_words(action: str, language: Language) -> str:
    """Return `deleted` for `post.delete`; the code itself for one that has no words."""
    noun, _, verb = action.partition(".")
    words = (FACTORS if noun == "mfa" else ACTS).get(verb)
    return language.gettext(words) if words else action


def choices(language: Language) -> dict[str, str]:
    named = {"": language.gettext("All actions")}
    for action in ACTIONS:
        noun = language.gettext(THINGS.get(action.partition(".")[0], THINGS["user"]))
        named[action] = f"{noun}: {act_in_words(action, language)}"
    return named
