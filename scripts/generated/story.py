"""Register, log in and write a post with a client generated from the OpenAPI document."""

import os
import secrets

from blog_api_client import AuthenticatedClient, Client
from blog_api_client.api.auth import login
from blog_api_client.api.posts import create_post, delete_post, get_post, list_posts
from blog_api_client.api.users import get_me, register
from blog_api_client.models import LoginBody, PostIn, PostOut, Problem, RegisterIn, TokenOut

BASE_URL = os.environ["BASE_URL"]
PASSWORD = secrets.token_urlsafe()
USERNAME = f"ada{secrets.token_hex(4)}"


def log_in() -> AuthenticatedClient:
    """Register an account and exchange its password for a token."""
    client = Client(base_url=BASE_URL)
    person = RegisterIn(email=f"{USERNAME}@example.com", username=USERNAME, password=PASSWORD)
    assert register.sync_detailed(client=client, body=person).status_code == 201
    tokens = login.sync(client=client, body=LoginBody(username=USERNAME, password=PASSWORD))
    assert isinstance(tokens, TokenOut), tokens
    return AuthenticatedClient(base_url=BASE_URL, token=tokens.access_token)


def write(client: AuthenticatedClient) -> PostOut:
    """Create a post and find it in the list."""
    post = create_post.sync(client=client, body=PostIn(title="Generated", content="By a machine."))
    assert isinstance(post, PostOut), post
    page = list_posts.sync(client=client, author="me")
    assert [item.id for item in page.items] == [post.id]
    return post


def main() -> None:
    client = log_in()
    assert get_me.sync(client=client).username == USERNAME
    post = write(client)
    deleted = delete_post.sync_detailed(post.id, client=client)
    assert deleted.status_code == 204
    refusal = get_post.sync(post.id, client=client)
    assert isinstance(refusal, Problem), refusal
    assert refusal.code == "not_found"
    print(f"The generated Python client wrote post {post.id} and put it in the trash.")


main()
