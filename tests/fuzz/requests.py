"""Operations on restore requests."""

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, multiple, rule

from tests.fuzz import asking
from tests.fuzz.comparing import require
from tests.fuzz.people import People, created_id


class Requests(People):
    """Requests for posts and comments."""

    requests: Bundle[int] = Bundle("requests")

    @rule(target=requests, who=People.who, post=People.posts)
    def ask_for_post(self, who: int, post: int) -> int | MultipleResults[int]:
        answer = self.act(who, "POST", f"/trash/posts/{post}/restore-request")
        new_id = created_id(answer)
        require(answer, asking.ask(self.model, self.account(who), ("post", post), new_id))
        return new_id or multiple()

    @rule(target=requests, who=People.who, comment=People.comments)
    def ask_for_comment(self, who: int, comment: int) -> int | MultipleResults[int]:
        answer = self.act(who, "POST", f"/trash/comments/{comment}/restore-request")
        new_id = created_id(answer)
        require(answer, asking.ask(self.model, self.account(who), ("comment", comment), new_id))
        return new_id or multiple()

    @rule(who=People.who, request=requests, mode=st.sampled_from(["fail", "rename"]))
    def approve(self, who: int, request: int, mode: str) -> None:
        body = {"on_conflict": mode}
        answer = self.act(who, "POST", f"/restore-requests/{request}/approve", body)
        told = asking.decide(self.model, self.account(who), request, "approved", mode)
        require(answer, told)

    @rule(who=People.who, request=requests)
    def decline(self, who: int, request: int) -> None:
        body = {"reason": "No."}
        answer = self.act(who, "POST", f"/restore-requests/{request}/decline", body)
        require(answer, asking.decide(self.model, self.account(who), request, "declined"))

    @rule(who=People.who, request=requests)
    def withdraw(self, who: int, request: int) -> None:
        answer = self.act(who, "DELETE", f"/restore-requests/{request}")
        require(answer, asking.withdraw(self.model, self.account(who), request))
